"""Views of entries: every whole page counts, from memory or made anew, and nothing is known of who looked."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from entries.view_counts import EntryViews
from recruiter_wiki.view_counting import entry_at, views
from tests.factories import make_page, make_question, make_red_flag, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _none_counted() -> Iterator[None]:
    views.flush()
    yield
    views._counts.clear()


def times(entry) -> int:
    """Return how often an entry was viewed, after what was counted is written."""
    views.flush()
    row = EntryViews.objects.filter(kind=entry.kind, entry_id=entry.pk).first()
    return row.times if row else 0


def test_pages_made_and_pages_from_memory_count_alike(page_memory, client: Client, settings) -> None:
    term = make_term("ORM")
    for _ in range(3):
        assert client.get("/glossary/orm/").status_code == 200
    assert page_memory() == 1
    etag = client.get("/glossary/orm/")["ETag"]
    assert client.get("/glossary/orm/", headers={"If-None-Match": etag}).status_code == 304
    settings.PAGE_CACHE_MB = 0
    client.get("/glossary/orm/")
    client.force_login(User.objects.create_user("reader"))
    client.get("/glossary/orm/")
    assert times(term) == 7


def test_only_whole_pages_that_readers_see_count(page_memory, client: Client) -> None:
    term, hidden = make_term("ORM"), make_term("SQL", state="unpublished")
    client.head("/glossary/orm/")
    for path in ("/glossary/orm/card/", "/glossary/orm/?format=json", "/glossary/", "/glossary/sql/", "/x/"):
        client.get(path)
    assert (times(term), times(hidden)) == (0, 0)


def test_every_kind_with_a_page_of_its_own_counts(client: Client) -> None:
    question, page = make_question("Slow page"), make_page("About", slug="about")
    for entry in (question, question.topic, page):
        assert client.get(entry.get_absolute_url()).status_code == 200
        assert entry_at(entry.get_absolute_url()) == entry.reference
        assert times(entry) == 1
    assert entry_at(make_red_flag("Old").get_absolute_url().partition("#")[0]) == ""


def test_an_entry_that_is_gone_is_not_counted(client: Client) -> None:
    term = make_term("ORM")
    client.get("/glossary/orm/")
    term.delete()
    assert views.flush() == 1
    assert not EntryViews.objects.exists()


def test_nothing_of_a_person_is_kept(client: Client, django_assert_num_queries) -> None:
    assert {field.name for field in EntryViews._meta.get_fields()} == {"id", "kind", "entry_id", "times"}
    for name in ("ORM", "SQL"):
        make_term(name)
        client.get(f"/glossary/{name.lower()}/")
    with django_assert_num_queries(3):
        views.flush()
