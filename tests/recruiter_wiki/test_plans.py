"""With 20,000 entries, pages find their rows by indexes: what PostgreSQL says of every statement of every page.

What is made once per content version and kept, such as the names for term links, is made before.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from entries import content_version
from glossary.models import Term
from interviews.models import Question, Topic
from sets.models import QuestionSet
from skills.models import Guide, Skill
from tests.many_rows import grow
from tests.plans import asked, plan_of, scans
from tests.reading import HTMX, JSON, PAGES
from tests.recruiter_wiki.test_budget import OTHERS, PARTS
from tests.sets.worlds import browser_of, make_link, person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENTRIES = 20_000
SMALL = 1_000
"""Rows of a table that PostgreSQL rightly reads whole, such as those of guides and topics, of which there are few."""

MOST_MILLISECONDS = 400
"""Of one statement, on a machine that does other things, too."""

WHOLE = {
    r"/sitemap\.xml": "names every page",
    r"/interviews/red-flags/.*": "shows all red flags",
    r"/interviews/(\?format=json)?": "orders questions by the order of their topics",
    r"/(glossary|skills|interviews)/\?.*": "looks for what is typed anywhere in names and sentences",
    r"/sets/\d+/": "suggests questions for the areas that a set does not touch, out of all of them",
    r"/admin/inbox/": "finds what is due for a review and read most, out of all entries",
    r"/admin/deleted/": "looks for versions of entries that are gone, rarely opened",
    r"/admin/autocomplete/.*": "looks for what is typed anywhere in names",
    r"/admin/[a-z]+/[a-z]+/(\?.*)?": "lists of the Admin, in whatever order one chooses",
    r"/admin/.*/change/": "offers who may look after an entry: those who work in the Admin, out of all accounts",
}
"""Addresses whose statements may read all rows, and why. Everywhere, the number above a list counts its rows."""

ADMIN = ["/admin/", "/admin/inbox/", "/admin/search/missedsearch/", "/admin/search/termrequest/"]
ADMIN += ["/admin/sets/offeredquestion/", "/admin/deleted/"]
COMPLETED = "/admin/autocomplete/?term=made&app_label=skills&model_name=skill&field_name=main_term"

type Look = Callable[[Client, list[str]], list[str]]


@pytest.fixture(scope="module")
def large(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Fill the wiki for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        grow(ENTRIES)
        yield
        transaction.set_rollback(True)
    content_version.forget()


@pytest.fixture
def look(large: None, monkeypatch: pytest.MonkeyPatch, record_property: Any) -> Look:
    """Return what an address reads without an index and not by design, and note how long its statements take."""
    monkeypatch.setattr(content_version, "CHECK_EVERY", 3_600)

    def look(client: Client, addresses: list[str]) -> list[str]:
        return [problem for address in addresses for problem in look_at(client, address)]

    def look_at(client: Client, address: str) -> Iterator[str]:
        asked(client, address)
        for statement in asked(client, address):
            plan = plan_of(statement)
            milliseconds = plan["Execution Time"]
            record_property("milliseconds of the slowest statement", round(milliseconds))
            read = {table: rows for table, rows in scans(plan).items() if rows >= SMALL}
            if read and not is_by_design(statement.sql, address):
                yield f"{address}: {read}: {statement.sql}"
            if milliseconds > MOST_MILLISECONDS:
                yield f"{address}: {milliseconds:.0f} ms: {statement.sql}"

    return look


def is_by_design(sql: str, address: str) -> bool:
    """Whether a statement may read all rows."""
    return sql.startswith("SELECT COUNT(") or any(re.fullmatch(pattern, address) for pattern in WHOLE)


def made(model: Any) -> Any:
    """Return one of the copies."""
    return model._default_manager.filter(name__contains=" made ").order_by("pk")[0]


def test_public_pages(client: Client, look: Look) -> None:
    some = [made(model).get_absolute_url() for model in (Term, Skill, Question, Topic, Guide)]
    some.append(
        Term.objects.filter(name__contains=" made ", skills=None).order_by("pk")[0].get_absolute_url()
    )
    others = ["/sets/templates/", "/practice/", "/decoder/", "/search/?q=term", "/search/suggest/?q=te"]
    others += ["/search/ask/?q=x", "/glossary/old-3/", f"{some[4]}print/", "/sitemap.xml"]
    others += [address for address in OTHERS if "no-such" not in address]
    shared = f"/sets/shared/{make_link(QuestionSet.objects.order_by('pk')[0])[1]}/"
    assert look(client, [*PAGES, *JSON, *some, *others, shared, f"{shared}call/"]) == []
    assert look(Client(headers=HTMX), PARTS) == []


def test_pages_of_people(look: Look) -> None:
    member = User.objects.get(username="person-1")
    own, client = QuestionSet.objects.filter(owner=member)[0], browser_of(member)
    pages = ["/", "/sets/", "/bookmarks/", "/bookmarks/?kind=question&q=made", "/teams/", "/practice/"]
    pages += ["/accounts/", "/sets/new/?bookmarks=1", f"/sets/add/?question={made(Question).slug}"]
    pages += [f"/sets/{own.pk}/{page}" for page in ("", "call/", "print/", "share/")]
    pages += [made(Question).get_absolute_url(), made(Term).get_absolute_url()]
    assert look(client, pages) == []


def test_pages_of_the_admin(look: Look) -> None:
    client = browser_of(person("boss", is_staff=True, is_superuser=True))
    pages = [*ADMIN, COMPLETED]
    for model in (Term, Skill, Guide, Question):
        one = made(model)
        its = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages += [its + page for page in ("", "?q=made", f"{one.pk}/change/", f"{one.pk}/history/")]
    assert look(client, pages) == []
