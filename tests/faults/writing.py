"""Editors who save new terms through the Admin again and again, and note what they were told is saved."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlencode

from tests.admin_forms import Values, values_of
from tests.factories import term_document
from tests.faults.asking import Answer, ask, many
from tests.faults.world import Wiki
from tests.page_tree import tree

FORM = "/admin/glossary/term/add/"


class Editor:
    """One person with the form for a new term open."""

    def __init__(self, port: int, cookie: str, number: int) -> None:
        self.port, self.cookie, self.number = port, cookie, number
        page = ask(port, FORM, cookie=cookie)
        assert page.status == 200, page
        form = next(e for e in tree(page.body).iter("form") if (e.get("id") or "").endswith("_form"))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        assert token
        self.values: Values = values_of(form) | {"csrfmiddlewaretoken": [token[1]]}
        self.sent = f"{cookie}; {page.cookie}"
        self._turns = count()

    def save(self, port: int = 0) -> tuple[str, Answer]:
        """Send one new term; return its name and the answer, 302 when it is saved."""
        name = f"Saved {self.number} {next(self._turns)}"
        document = term_document(name)
        typed = {
            field: [getattr(document, field)] for field in ("slug", "name", "gist", "meaning", "seen", "why")
        }
        typed |= {"area": ["general"], "state": ["published"], "_save": ["1"]}
        body = urlencode(self.values | typed, doseq=True)
        return name, ask(port or self.port, FORM, cookie=self.sent, method="POST", body=body)


@contextmanager
def writers(wiki: Wiki, port: int) -> Iterator[tuple[list[str], list[Answer]]]:
    """Let six editors save while the block lasts; yields the names that were acknowledged, and all answers."""
    editors = [Editor(port, cookie, number) for number, cookie in enumerate(wiki.cookies)]
    acknowledged: list[str] = []
    answers: list[Answer] = []

    def write(number: int, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            name, answer = editors[number].save()
            answers.append(answer)
            if answer.status == 302:
                acknowledged.append(name)
            time.sleep(0.02)

    with many(write, len(editors)):
        yield acknowledged, answers


def lost(wiki: Wiki, acknowledged: list[str]) -> list[str]:
    """Return the acknowledged terms that the database does not have."""
    stored = {name for (name,) in wiki.sql("SELECT name FROM glossary_term")}
    return [name for name in acknowledged if name not in stored]


def half_saved(wiki: Wiki) -> list[str]:
    """Return what exists without its version, without its row in the search, or the other way round."""
    return [
        name
        for (name,) in wiki.sql(
            """
            SELECT coalesce(term.name, version.document->>'name', row.name)
            FROM glossary_term term
            FULL JOIN (SELECT * FROM entries_version WHERE kind = 'term') version ON version.entry_id = term.id
            FULL JOIN (SELECT * FROM search_searchrow WHERE kind = 'term') row ON row.entry_id = term.id
            WHERE term.id IS NULL OR version.id IS NULL OR row.id IS NULL OR row.vector IS NULL
            """
        )
    ]
