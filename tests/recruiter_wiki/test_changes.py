"""Recent changes as page and as Atom feed."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.factories import (
    changed,
    make_guide,
    make_page,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
    store,
    term_document,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client) -> ET.Element:
    """Return the feed, read by an XML parser."""
    answer = client.get("/changes/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(text(answer))


def test_changes_of_every_kind_are_listed_newest_first(client: Client) -> None:
    make_term("ORM")
    make_skill("Django")
    make_guide("Python guide")
    make_topic("Data")
    make_question("Slow page", topic="topic:data")
    make_red_flag("Guesses")
    make_page("About")
    addresses = [
        "/about/",
        "/interviews/red-flags/#guesses",
        "/interviews/slow-page/",
        "/interviews/topics/data/",
        "/guides/python-guide/",
        "/skills/django/",
        "/glossary/orm/",
    ]
    page = text(client.get("/changes/")).partition("<main")[2]
    places = [page.index(f'href="{address}"') for address in addresses]
    assert places == sorted(places)
    links = [entry.find(f"{ATOM}link").get("href") for entry in feed(client).iter(f"{ATOM}entry")]
    assert links == [f"http://testserver{address}" for address in addresses]


def test_each_change_says_why_and_has_its_own_name(client: Client) -> None:
    term = make_term("ORM")
    store(changed(term_document("ORM"), gist="Better."), entry=term, reason="Made it clearer")
    assert "Term: made it clearer" in text(client.get("/changes/"))
    entries = list(feed(client).iter(f"{ATOM}entry"))
    assert [entry.find(f"{ATOM}summary").text for entry in entries] == [
        "Made it clearer",
        "Written by a test",
    ]
    assert entries[0].find(f"{ATOM}title").text == "ORM (term)"
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 2


def test_versions_from_before_publication_are_not_told(client: Client) -> None:
    term = make_term("ORM", gist="First try.", state="unpublished")
    store(term_document("ORM"), entry=term, reason="Published")
    assert text(client.get("/changes/")).partition("<main")[2].count("/glossary/orm/") == 1


def test_retired_entry_takes_its_changes_along(client: Client) -> None:
    term = make_term("ORM")
    assert "/glossary/orm/" in text(client.get("/changes/"))
    store(term_document("ORM"), entry=term, state="retired")
    assert "/glossary/orm/" not in text(client.get("/changes/"))
    assert list(feed(client).iter(f"{ATOM}entry")) == []


def test_changes_are_paged_and_the_feed_holds_fifty(client: Client) -> None:
    for n in range(53):
        make_term(f"Term {n}")
    first, second = text(client.get("/changes/")), text(client.get("/changes/?page=2"))
    assert "/glossary/term-52/" in first
    assert "/glossary/term-2/" not in first
    assert "/glossary/term-2/" in second
    assert 'href="?page=2"' in first
    assert len(list(feed(client).iter(f"{ATOM}entry"))) == 50


def test_feed_is_named_on_every_page(client: Client) -> None:
    assert 'type="application/atom+xml" href="/changes/feed/"' in text(client.get("/"))


def test_no_change_yet_is_said(client: Client) -> None:
    assert "Nothing has changed yet." in text(client.get("/changes/"))
