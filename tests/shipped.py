"""The wiki as it is shipped: the content loaded, and every address that a reader can reach looked at once.

Looking takes some seconds, so that only one worker does it; the others read what it found.
"""

import gzip
import re
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import connection, transaction
from django.test import Client

from entries import content_version
from entries.kinds import all_kinds
from tests.once import once_per_run
from tests.reading import HTMX, Facts
from tests.shipped_rows import Rows, copy_in, shipped_rows


@dataclass
class Seen:
    """What one address answered: its status, its size on the wire, and for pages the facts."""

    status: int
    size: int
    facts: Facts | None = None
    links: set[str] = field(default_factory=set)
    """Where it leads inside the wiki, with the place on the page."""
    parts: set[str] = field(default_factory=set)
    """What HTMX brings into it."""


@dataclass
class Site:
    """Everything a reader can reach, and the address of every entry by its reference."""

    seen: dict[str, Seen] = field(default_factory=dict)
    parts: dict[str, Seen] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    """Pages of published entries that were not looked at."""

    def of_kind(self, kind: str) -> dict[str, Seen]:
        """Return the pages of a kind's entries by address."""
        addresses = (address for name, address in self.entries.items() if name.startswith(f"{kind}:"))
        return {address: self.seen[address] for address in addresses if address not in self.left_out}

    def pages(self) -> dict[str, Facts]:
        """Return the facts of every whole page that was found."""
        return {address: s.facts for address, s in self.seen.items() if s.facts and s.facts.title}


SAMPLE = 5
"""Terms whose pages and cards are looked at when not all are; as many skills, questions, lists, and parts of HTMX."""

MANY = ("term", "skill", "question")


PERSONAL = re.compile(r"/(?:accounts/|sets/add/|sets/new/|report/)|.*[?&]format=text")
"""Where stars, plus signs and the like lead, once for each entry; all alike, so a few are looked at."""

PERSONAL_SAMPLE = 4


def look_at_it(rows: Rows, *, whole: bool) -> Site:
    """Follow every link of the shipped wiki from the dashboard, and leave nothing behind.

    Entries of some kinds, filtered lists and parts are many: unless `whole`, the same few are looked at each time.
    """
    site, client = Site(), Client()
    with transaction.atomic():
        with connection.cursor() as cursor:
            copy_in(cursor, rows)
        for kind in all_kinds():
            for entry in kind.model._default_manager.published():
                site.entries[entry.reference] = urldefrag(entry.get_absolute_url())[0]
        for kind in () if whole else MANY:
            entries = sorted(address for name, address in site.entries.items() if name.startswith(f"{kind}:"))
            site.left_out |= {*entries} - {*Random(3).sample(entries, SAMPLE)}
        terms = (address for name, address in site.entries.items() if name.startswith("term:"))
        cards = [f"{address}card/" for address in terms if address not in site.left_out]
        waiting = ["/", *site.entries.values(), *cards]
        filtered = personal = 0
        while waiting:
            address = waiting.pop()
            if address in site.seen or address in site.left_out:
                continue
            if PERSONAL.match(address):
                personal += 1
                if personal > PERSONAL_SAMPLE:
                    site.left_out.add(address)
                    continue
            elif re.search(r"\?(?!page=\d+$)", address):
                filtered += 1
                if filtered > SAMPLE and not whole:
                    site.left_out.add(address)
                    continue
            site.seen[address] = _look(client, address)
            waiting += map(_page, site.seen[address].links)
        parts = sorted({part for seen in site.seen.values() for part in seen.parts})
        for part in parts if whole else Random(3).sample(parts, SAMPLE):
            site.parts[part] = _look(client, part, headers=HTMX)
        transaction.set_rollback(True)
    content_version.forget()
    return site


def _page(link: str) -> str:
    return urldefrag(link)[0]


def _look(client: Client, address: str, *, headers: dict[str, str] | None = None) -> Seen:
    """Ask for an address and note what the promises are about."""
    answer = client.get(address, headers=headers)
    size = len(gzip.compress(answer.content, 6))
    if not answer.get("Content-Type", "").startswith("text/html"):
        return Seen(answer.status_code, size)
    facts = Facts(answer.content.decode())
    return Seen(answer.status_code, size, facts, _inside(address, facts.links), _inside(address, facts.parts))


def _inside(address: str, links: list[str]) -> set[str]:
    """Return whole links into the wiki; letters of filtered lists are many, one like the other, and left out."""
    own = (link for link in links if not re.match(r"(https?|mailto):", link) and "&letter=" not in link)
    return {urljoin(address, link) for link in own}


@pytest.fixture(scope="session", params=["sample", pytest.param("whole", marks=pytest.mark.slow)])
def site(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Site:
    """The shipped wiki as readers find it; tests that use it are marked with django_db."""
    with django_db_blocker.unblock():
        rows = shipped_rows()
        whole = request.param == "whole"
        return once_per_run(tmp_path_factory, request.param, lambda: look_at_it(rows, whole=whole))
