"""The dashboard: what it counts, draws and chooses."""

from datetime import date, timedelta

import pytest
from django.test import Client

from recruiter_wiki import dashboard
from tests.factories import (
    layer,
    make_guide,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
)
from tests.reading import build_world, shown, text

pytestmark = pytest.mark.django_db


def number(client: Client, word: str) -> str:
    """Return the number that stands beside a word on the dashboard."""
    return text(client.get("/")).partition(f">{word}</a></dt><dd>")[2].partition("<")[0]


def test_counts_are_counted_and_follow_a_new_entry(client: Client) -> None:
    build_world(2)
    words = ("guides", "skills", "terms", "questions", "red flags")
    assert [number(client, word) for word in words] == ["2", "2", "2", "2", "3"]
    make_term("New")
    make_skill("New")
    make_guide("New")
    make_question("New", topic="topic:topic-1")
    make_red_flag("New")
    assert [number(client, word) for word in words] == ["3", "3", "3", "3", "4"]


def test_questions_of_an_unpublished_topic_are_not_counted(client: Client) -> None:
    make_question("Later", topic=make_topic("Later", state="unpublished"))
    assert number(client, "questions") == "0"


def test_drawing_leads_into_the_guide_with_most_layers(client: Client) -> None:
    skill = make_skill("Django")
    make_guide("Small guide")
    make_guide("Large guide", order=20, layers=[layer("front"), layer("back", placements=[skill])])
    page = text(client.get("/"))
    assert 'href="/guides/large-guide/?layer=back#layer"' in page
    assert 'href="/guides/small-guide/?layer=' not in page
    assert "<small>1 skill</small>" in page


def test_guides_stand_in_their_order(client: Client) -> None:
    for name, order in (("Third", 30), ("First", 10), ("Second", 20)):
        make_guide(name, order=order)
    assert shown(client.get("/"), "guide") == ["first", "second", "third"]


def test_search_field_leads_to_the_search(client: Client) -> None:
    assert 'action="/search/" method="get"' in text(client.get("/"))


def test_often_looked_up_terms_are_those_that_exist(client: Client) -> None:
    make_term("ORM")
    make_term("CI/CD", state="unpublished")
    page = text(client.get("/"))
    assert "Often looked up:" in page
    assert 'href="/glossary/orm/">ORM</a>' in page
    assert "/glossary/ci-cd/" not in page


def test_term_of_the_day_is_published_changes_and_comes_round(client: Client) -> None:
    for n in range(5):
        make_term(f"Term {n}")
    make_term("Hidden", state="unpublished")
    days = [dashboard.term_of_the_day(date(2026, 1, 1) + timedelta(days=n)) for n in range(5)]
    assert {term.slug for term in days if term} == {f"term-{n}" for n in range(5)}
    assert shown(client.get("/"), "term")[0].startswith("term-")


def test_latest_changes_are_linked(client: Client) -> None:
    for n in range(8):
        make_term(f"Term {n}")
    recent = text(client.get("/")).partition('id="recent"')[2]
    assert recent.index("/glossary/term-7/") < recent.index("/glossary/term-2/")
    assert "/glossary/term-1/" not in recent


def test_empty_wiki_has_a_dashboard(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Nothing yet." in text(answer)
