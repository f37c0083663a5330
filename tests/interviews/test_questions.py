"""The question bank: filters, pages, its part for HTMX, and JSON."""

import pytest
from django.test import Client

from tests.factories import make_guide, make_question, make_skill, make_topic
from tests.reading import assert_part_agrees, listed, shown, text
from tests.worlds import world

pytestmark = pytest.mark.django_db


@world
def bank() -> None:
    guide = make_guide("Python guide")
    data, front = (
        make_topic("Data", guide=guide, area="data", order=1),
        make_topic("Front", area="frontend", order=2),
    )
    sql, react = make_skill("SQL databases"), make_skill("React")
    make_question("Slow page", topic=data, skills=[sql], level="mid", order=1)
    make_question(
        "Lost row", topic=data, skills=[sql, react], level="senior", order=2, why="To hear about SQL care."
    )
    make_question("White screen", topic=front, skills=[react], level="mid")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["slow-page", "lost-row", "white-screen"]),
        ({"q": "tell me about a slow"}, ["slow-page"]),
        ({"q": "sql CARE"}, ["lost-row"]),
        ({"q": "react"}, ["lost-row", "white-screen"]),
        ({"q": "white screen"}, ["white-screen"]),
        ({"q": "nothing has this"}, []),
        ({"q": "?!"}, []),
        ({"layer": ["data"]}, ["slow-page", "lost-row"]),
        ({"layer": ["data", "frontend"]}, ["slow-page", "lost-row", "white-screen"]),
        ({"guide": "python-guide"}, ["slow-page", "lost-row"]),
        ({"guide": "no-such-guide"}, []),
        ({"topic": "front"}, ["white-screen"]),
        ({"skill": "sql-databases"}, ["slow-page", "lost-row"]),
        ({"level": "mid"}, ["slow-page", "white-screen"]),
        ({"level": "mid", "skill": "react"}, ["white-screen"]),
        (
            {"guide": "python-guide", "topic": "data", "skill": "react", "level": "senior", "q": "row"},
            ["lost-row"],
        ),
    ],
)
def test_filter_finds(client: Client, bank: None, filters: dict, expected: list[str]) -> None:
    assert listed(client, "/interviews/", **filters) == expected
    assert shown(client.get("/interviews/", filters), "question") == expected


@pytest.mark.parametrize(
    "nonsense",
    [{"layer": "nowhere"}, {"level": "god"}, {"topic": "no slug!"}, {"skill": "a b"}, {"guide": "%"}],
)
def test_nonsense_filter_is_ignored(client: Client, bank: None, nonsense: dict) -> None:
    assert len(listed(client, "/interviews/", **nonsense)) == 3


def test_words_of_an_answer_find_nothing(client: Client, bank: None) -> None:
    assert listed(client, "/interviews/", q="added an index") == []
    assert listed(client, "/interviews/", q="How did you measure it") == []


def test_filters_stay_in_the_form(client: Client, bank: None) -> None:
    page = text(
        client.get("/interviews/?layer=data&level=mid&skill=react&topic=data&guide=python-guide&q=%22x")
    )
    for words in (
        'value="data" checked',
        '<option value="mid" selected>',
        '<option value="react" selected>',
        '<option value="data" selected>',
        '<option value="python-guide" selected>',
        'value="&quot;x"',
        'href="/interviews/topics/data/"',
    ):
        assert words in page


@pytest.mark.parametrize(
    "query", ["", "?q=react", "?q=zz", "?topic=data&level=mid", "?layer=data&layer=frontend", "?page=2"]
)
def test_part_agrees_with_page(client: Client, bank: None, query: str) -> None:
    assert_part_agrees(client, f"/interviews/{query}", signs='id="results"')


def test_pages_hold_every_question_once_in_the_order_of_topics(client: Client) -> None:
    late, early = make_topic("Late", order=2), make_topic("Early", order=1)
    for n in range(12):
        make_question(f"Late {n}", topic=late, order=n + 1)
        make_question(f"Early {n}", topic=early, order=n + 1)
    slugs = [
        slug for page in (1, 2) for slug in shown(client.get("/interviews/", {"page": page}), "question")
    ]
    assert slugs == [f"{topic}-{n}" for topic in ("early", "late") for n in range(12)]
    assert 'href="?level=mid&amp;page=2"' in text(client.get("/interviews/?level=mid"))


def test_json_row_has_prompt_as_summary(client: Client) -> None:
    make_question("Slow page")
    answer = client.get("/interviews/?format=json").json()
    assert answer["results"] == [
        {
            "kind": "question",
            "name": "Slow page",
            "slug": "slow-page",
            "url": "http://testserver/interviews/slow-page/",
            "summary": "Tell me about a slow page?",
        }
    ]


def test_counts_follow_a_new_question(client: Client, bank: None) -> None:
    assert "Data <span>2</span>" in text(client.get("/interviews/"))
    make_question("Third", topic="topic:data", skills=[make_skill("Redis")])
    page = text(client.get("/interviews/"))
    assert "Data <span>3</span>" in page
    assert "<b>4 questions</b>" in page
    assert '<option value="redis">' in page


def test_filters_count_and_offer_only_what_readers_find(client: Client, bank: None) -> None:
    make_question("Draft", topic="topic:data", state="unpublished", skills=[make_skill("Redis")])
    hidden = make_topic("Hidden", area="roles", state="unpublished")
    make_question("In hidden", topic=hidden, skills=[make_skill("Celery")])
    page = text(client.get("/interviews/"))
    assert "Data <span>2</span>" in page
    assert "Roles" not in page
    for slug in ("redis", "celery", "hidden"):
        assert f'<option value="{slug}"' not in page
