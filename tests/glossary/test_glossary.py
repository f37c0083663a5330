"""The glossary: filters, letters, pages, its part for HTMX, and JSON."""

import pytest
from django.test import Client

from entries.signals import told_together
from tests.factories import layer, make_guide, make_skill, make_term
from tests.reading import assert_part_agrees, listed, shown, text
from tests.worlds import world

pytestmark = pytest.mark.django_db


@world
def words() -> None:
    make_term("ORM", area="data", aliases=["object-relational mapper"], expansion="Object-relational mapping")
    make_term("PostgreSQL", area="data", aliases=["Postgres"])
    make_term("React", area="frontend")
    make_term("C++", area="language")
    make_term(".NET", area="backend", gist="A platform with an orm of its own.")
    make_term("42", area="general")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"orm", "postgresql", "react", "c-plus-plus", "dot-net", "42"}),
        ({"q": "orm"}, {"orm", "dot-net"}),
        ({"q": "postgres"}, {"postgresql"}),
        ({"q": "Object Relational"}, {"orm"}),
        ({"q": "c++"}, {"c-plus-plus"}),
        ({"q": "nothing has this"}, set()),
        ({"q": "?!"}, set()),
        ({"layer": ["data"]}, {"orm", "postgresql"}),
        ({"layer": ["data", "frontend"]}, {"orm", "postgresql", "react"}),
        ({"letter": "p"}, {"postgresql"}),
        ({"letter": "N"}, {"dot-net"}),
        ({"letter": "#"}, {"42"}),
        ({"q": "orm", "layer": ["backend"]}, {"dot-net"}),
        ({"layer": ["data"], "letter": "O"}, {"orm"}),
    ],
)
def test_filter_finds(client: Client, words: None, filters: dict, expected: set[str]) -> None:
    assert set(listed(client, "/glossary/", **filters)) == expected
    assert set(shown(client.get("/glossary/", filters), "term")) == expected


@pytest.mark.parametrize(
    "nonsense", [{"layer": "nowhere"}, {"letter": "AB"}, {"letter": "é"}, {"guide": "no slug!"}]
)
def test_nonsense_filter_is_ignored(client: Client, words: None, nonsense: dict) -> None:
    assert len(listed(client, "/glossary/", **nonsense)) == 6


def test_what_is_called_exactly_so_comes_first(client: Client) -> None:
    for name in ("Aorm", "ORM tool", "ORM"):
        make_term(name)
    assert listed(client, "/glossary/", q="orm") == ["orm", "orm-tool", "aorm"]


def test_guide_filter_follows_its_skills_and_boxes(client: Client) -> None:
    gathered, boxed, _ = make_term("Gathered"), make_term("Boxed"), make_term("Elsewhere")
    skill = make_skill(terms=[gathered])
    make_guide("Python guide", layers=[layer(boxes=[("Box", boxed)], placements=[skill])])
    assert set(listed(client, "/glossary/", guide="python-guide")) == {"gathered", "boxed"}
    assert listed(client, "/glossary/", guide="no-such-guide") == []


def test_guide_whose_terms_hang_on_hidden_skills_is_not_offered(client: Client) -> None:
    hidden = make_skill(terms=[make_term("Gathered")], state="unpublished")
    make_guide("Python guide", layers=[layer(placements=[hidden])])
    assert '<option value="python-guide"' not in text(client.get("/glossary/"))


def test_filter_stays_in_the_form_and_is_said(client: Client, words: None) -> None:
    page = text(client.get("/glossary/", {"q": "<orm>", "layer": "data"}))
    assert 'value="&lt;orm&gt;"' in page
    assert 'value="data" checked' in page
    assert "1 term for “&lt;orm&gt;”" in page


def test_letters_without_terms_lead_nowhere(client: Client, words: None) -> None:
    page = text(client.get("/glossary/"))
    assert "letter=O" in page
    assert "letter=%23" in page
    assert "letter=Z" not in page


@pytest.mark.parametrize(
    "query",
    ["", "?q=orm", "?q=zz", "?layer=data&letter=O", "?page=2", "?q=%3Cscript%3E", "?layer=data&page=9"],
)
def test_part_agrees_with_page(client: Client, words: None, query: str) -> None:
    assert_part_agrees(client, f"/glossary/{query}", signs='id="results"')


def test_pages_hold_every_term_once(client: Client) -> None:
    with told_together():
        for n in range(65):
            make_term(f"Word {n}")
    first, second = client.get("/glossary/"), client.get("/glossary/?page=2")
    slugs = [*shown(first, "term"), *shown(second, "term")]
    assert (len(shown(first, "term")), len(slugs), len(set(slugs))) == (60, 65, 65)
    assert 'href="?page=2"' in text(first)
    assert 'aria-current="page" aria-label="Page 2"' in text(second)
    assert shown(client.get("/glossary/?page=99"), "term") == shown(second, "term")
    assert 'href="?layer=general&amp;page=2"' in text(client.get("/glossary/?layer=general"))


def test_json_pages_through_all(client: Client) -> None:
    with told_together():
        for n in range(101):
            make_term(f"Word {n}", aliases=[f"W{n}"])
    answer = client.get("/glossary/?format=json&layer=general").json()
    assert answer["count"] == 101
    assert len(answer["results"]) == 100
    assert "layer=general" in answer["next"]
    assert answer["results"][0] == {
        "kind": "term",
        "name": "Word 0",
        "slug": "word-0",
        "url": "http://testserver/glossary/word-0/",
        "summary": "Word 0 in one sentence.",
        "aliases": ["W0"],
    }
    assert len(set(listed(client, "/glossary/"))) == 101


def test_counts_follow_a_new_term(client: Client, words: None) -> None:
    assert "Data <span>2</span>" in text(client.get("/glossary/"))
    make_term("Zope", area="data")
    page = text(client.get("/glossary/"))
    assert "Data <span>3</span>" in page
    assert "7 terms" in page
    assert "letter=Z" in page


def test_glossary_without_terms_says_so(client: Client) -> None:
    assert "No term here" in text(client.get("/glossary/"))
