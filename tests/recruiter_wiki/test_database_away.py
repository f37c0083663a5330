"""Whatever the database does in the midst of a save: a page that says when to return, and nothing half written.

Each trouble is made in earnest, between two statements of a real save through the Admin.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from search.models import SearchRow
from sets.models import Bookmark
from tests.admin_forms import Form, add_form, everything
from tests.factories import make_question, term_document
from tests.reading import text

pytestmark = pytest.mark.django_db(transaction=True)

BROWSER = {"raise_request_exception": False}
LAST = 'INSERT INTO "search_searchrow"'
"""The statement of a save that comes after the entry and its version were written."""

Trouble = Callable[[], object]


@contextmanager
def other() -> Iterator[psycopg.Connection]:
    """Somebody else's connection to the same database."""
    info = connection.connection.info
    with psycopg.connect(info.dsn, password=info.password or None, autocommit=True) as found:
        yield found


def ask(statement: str) -> None:
    """Let PostgreSQL do something in the session of the request."""
    with connection.connection.cursor() as cursor:
        cursor.execute(statement)


def idle_too_long() -> None:
    ask("SET LOCAL idle_in_transaction_session_timeout = 5")
    time.sleep(0.03)


def ended_by_an_operator() -> None:
    with other() as boss:
        boss.execute("SELECT pg_terminate_backend(%s, 2000)", [connection.connection.info.backend_pid])


def closed_on_our_side() -> None:
    connection.connection.close()


def statement_too_long() -> None:
    ask("SET LOCAL statement_timeout = 5; SELECT pg_sleep(1)")


def locked_by_others() -> None:
    with other() as reader, reader.transaction():
        reader.execute("LOCK TABLE search_searchrow IN SHARE MODE")
        ask("SET LOCAL lock_timeout = 5; LOCK TABLE search_searchrow IN ROW EXCLUSIVE MODE")


def read_only() -> None:
    ask("SET LOCAL transaction_read_only = on")


def raised(code: str) -> Trouble:
    """Let PostgreSQL refuse with a code that only a full disk or a rare order of events brings about."""
    return lambda: ask(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")


TROUBLES: dict[str, Trouble] = {
    "idle in transaction": idle_too_long,
    "terminated": ended_by_an_operator,
    "connection closed": closed_on_our_side,
    "statement timeout": statement_too_long,
    "lock timeout": locked_by_others,
    "read only": read_only,
    "serialization failure": raised("40001"),
    "deadlock": raised("40P01"),
    "disk full": raised("53100"),
    "out of memory": raised("53200"),
    "cannot read a file": raised("58030"),
}


@contextmanager
def meeting(trouble: Trouble, statement: str = LAST) -> Iterator[list[str]]:
    """Let the trouble come just before such a statement; yields the statements that met it."""
    met: list[str] = []

    def wrap(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if statement in sql and not met:
            met.append(sql)
            with connection.wrap_database_errors:
                trouble()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrap):
        yield met


@pytest.fixture
def editor() -> Iterator[Client]:
    """The browser of somebody who may save."""
    person = User.objects.create_superuser("editor", password=None)
    browser = Client(**BROWSER)
    browser.force_login(person)
    yield browser
    connection.close()


def typed(browser: Client) -> Form:
    """Return the form of a new term, filled in."""
    form, document = add_form(browser, "glossary/term"), term_document("ORM")
    names = ("slug", "name", "gist", "meaning", "seen", "why")
    return form.fill(area="general", state="published", **{name: getattr(document, name) for name in names})


def save(form: Form) -> HttpResponse:
    """Send it."""
    return form.client.post(form.url, form.values | {"_save": ["1"]})


def kept() -> dict[str, list[dict]]:
    """All rows of entries, versions and search."""
    return everything() | {"SearchRow": list(SearchRow.objects.order_by("pk").values("pk", "name"))}


def is_the_page(answer: HttpResponse) -> bool:
    """Whether it is the one that says when to return."""
    return (
        answer.status_code == 503 and answer["Retry-After"].isdigit() and "Back in a moment" in text(answer)
    )


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_save_that_the_database_ends_is_answered_and_leaves_nothing(editor: Client, step: int) -> None:
    """All troubles in one test: emptying the database after each would take longer than the trouble."""
    before, form = kept(), typed(editor)
    for name, trouble in list(TROUBLES.items())[::step]:
        with meeting(trouble) as met:
            answer = save(form)
        connection.close()  # as the next request does with one that does not live
        assert met, name
        assert is_the_page(answer), (name, answer.status_code, text(answer)[:300])
        assert kept() == before, name
    assert save(form).status_code == 302
    assert SearchRow.objects.filter(name="ORM").count() == 1


def test_what_follows_from_a_database_that_went_is_no_mistake_of_ours(editor: Client) -> None:
    """Django refuses to ask on in a transaction in which something failed, and names what failed as the cause."""

    def ask_on() -> None:
        failing = transaction.mark_for_rollback_on_error("default")
        with suppress(OperationalError), failing, connection.wrap_database_errors:
            statement_too_long()
        Bookmark.objects.exists()

    form = typed(editor)
    with meeting(ask_on):
        answer = save(form)
    connection.close()
    assert is_the_page(answer), answer.status_code


def test_session_that_cannot_be_stored_was_not_ended_by_somebody_else(editor: Client) -> None:
    """Django says 400 for both."""
    question = make_question("Why")
    for trouble, status in {raised("53100"): 503, lambda: ask("DELETE FROM django_session"): 400}.items():
        editor.post("/bookmarks/toggle/", {"entry": question.reference})
        bookmark = Bookmark.objects.get()
        with meeting(trouble, 'UPDATE "django_session"') as met:
            answer = editor.post(f"/bookmarks/{bookmark.pk}/", {"do": "remove"})
        connection.close()
        assert met
        assert answer.status_code == status
        assert is_the_page(answer) is (status == 503)


def test_mistake_of_ours_stays_a_mistake(editor: Client) -> None:
    """The control: not every error of the database asks people to come back."""
    form = typed(editor)
    with meeting(raised("XX000")):
        assert save(form).status_code == 500
    connection.close()
    with meeting(lambda: ask("SELECT no_such_column FROM glossary_term")):
        assert save(form).status_code == 500


def test_more_sessions_than_there_may_be() -> None:
    name = connection.settings_dict["NAME"]
    connection.ensure_connection()
    with other() as only:
        connection.close()
        only.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 1')
        try:
            answer = Client(**BROWSER).get("/glossary/")
        finally:
            only.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
    assert is_the_page(answer)
    assert Client().get("/glossary/").status_code == 200
