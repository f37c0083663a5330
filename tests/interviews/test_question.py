"""A question: its answer key, where it leads, JSON, and what is withheld from signed-out readers."""

import pytest
from django.test import Client

from interviews.models import Question
from tests.factories import make_guide, make_question, make_red_flag, make_skill, make_term, make_topic
from tests.reading import HTMX, assert_part_agrees, listed, text
from tests.worlds import world

pytestmark = pytest.mark.django_db

MARKS = ("Heard", "Strongly", "Averagely", "Weakly", "Notedstrong", "Notedaverage", "Notedweak", "Probing")
"""One word in each field that signed-out readers must not get."""

ADDRESSES = [
    "/interviews/secret/",
    "/interviews/secret/?level=3",
    "/interviews/secret/?format=json",
    "/interviews/topics/data/",
    "/interviews/topics/data/?answers=all",
    "/interviews/topics/data/?format=json",
    "/interviews/",
    "/interviews/?format=json",
    "/guides/python-guide/",
    "/guides/python-guide/print/",
    "/skills/django/",
    "/glossary/orm/",
    "/changes/",
    "/changes/feed/",
    "/",
]


@world
def secret() -> Question:
    skill = make_skill("Django", terms=[make_term("ORM")])
    topic = make_topic("Data", guide=make_guide("Python guide"))
    return make_question(
        "Secret",
        topic=topic,
        skills=[skill],
        visibility="members",
        prompt="What was slow?",
        why="To hear a cause.",
        listen_for=["Heard it"],
        strong="Strongly *said*.",
        average="Averagely said.",
        weak="Weakly said.",
        strong_note="Notedstrong.",
        average_note="Notedaverage.",
        weak_note="Notedweak.",
        probe="Probing further?",
    )


@pytest.mark.sampled(6)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_restricted_answers_reach_no_signed_out_reader(
    client: Client, secret: Question, address: str, headers: dict
) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert [mark for mark in MARKS if mark in text(answer)] == []


def test_restricted_question_shows_prompt_and_why_to_everybody(client: Client, secret: Question) -> None:
    page = text(client.get("/interviews/secret/"))
    assert "“What was slow?”" in page
    assert "To hear a cause." in page
    assert "The answer key of this question is for signed-in people only." in page


def test_restricted_answers_are_for_the_signed_in(
    client: Client, secret: Question, django_user_model: type
) -> None:
    client.force_login(django_user_model.objects.create_user("reader"))
    page = text(client.get("/interviews/secret/"))
    assert [mark for mark in MARKS if mark not in page] == []
    part = text(client.get("/interviews/secret/", headers=HTMX))
    assert [mark for mark in MARKS[1:] if mark not in part] == []
    whole = text(client.get("/interviews/topics/data/?answers=all"))
    assert [mark for mark in MARKS if mark not in whole] == []
    fields = client.get("/interviews/secret/?format=json").json()["fields"]
    assert (fields["strong"], fields["probe"]) == ("Strongly *said*.", "Probing further?")


def test_restricted_answer_changes_with_the_cookie(client: Client, secret: Question) -> None:
    for address in (
        "/interviews/secret/",
        "/interviews/secret/?format=json",
        "/interviews/topics/data/?answers=all",
    ):
        assert "Cookie" in client.get(address)["Vary"]


@pytest.mark.parametrize("mark", MARKS)
def test_words_of_a_restricted_answer_find_nothing(client: Client, secret: Question, mark: str) -> None:
    for address in ("/interviews/", "/skills/", "/glossary/"):
        assert listed(client, address, q=mark) == []


def test_whole_key_stands_on_the_page(client: Client) -> None:
    make_question("Slow page")
    page = text(client.get("/interviews/slow-page/"))
    for words in (
        "“Tell me about a slow page?”</h1>",
        "It shows how they look for causes.",
        "<li>a cause</li>",
        "added an <em>index</em>.",
        "A number and a cause.",
        "We added a cache.",
        "A cause without a number.",
        "We bought a bigger server.",
        "Neither.",
        "“How did you measure it?”",
        "Mid-level",
        "5 min",
        "Question 1 of 1 in this topic",
        '<meta name="description" content="Tell me about a slow page?">',
        '<link rel="canonical" href="http://127.0.0.1:8000/interviews/slow-page/">',
    ):
        assert words in page


@pytest.mark.parametrize("query", ["", "?level=2", "?level=4", "?level=9", "?level=%3Cb%3E"])
def test_part_agrees_with_page(client: Client, query: str) -> None:
    make_question("Slow page")
    part = assert_part_agrees(client, f"/interviews/slow-page/{query}", signs="How did you measure it?")
    level = {"?level=2": 2, "?level=4": 4}.get(query, 3)
    assert part.count(f"<h{level} ") == 3


def test_one_click_reaches_skills_and_terms(client: Client) -> None:
    term = make_term("ORM")
    one, two = make_skill("Django", terms=[term]), make_skill("Flask", terms=[term])
    make_question("Slow page", skills=[one, two])
    make_red_flag("Guesses", skills=[one, two])
    page = text(client.get("/interviews/slow-page/"))
    assert page.count('href="/skills/django/"') == page.count('href="/skills/flask/"') == 1
    assert page.count('href="/glossary/orm/"') == 1
    assert page.count('data-entry="red-flag:guesses"') == 1


def test_questions_of_the_topic_follow_each_other(client: Client) -> None:
    topic = make_topic("Data")
    for order, name in enumerate(("Ask first", "Ask second", "Ask third"), start=1):
        make_question(name, topic=topic, order=order)
    page = text(client.get("/interviews/ask-second/"))
    assert "Question 2 of 3 in this topic" in page
    assert 'href="/interviews/ask-first/">Previous: Ask first' in page
    assert 'href="/interviews/ask-third/">Next: Ask third' in page
    assert 'href="/interviews/topics/data/">Back to Data' in text(client.get("/interviews/ask-third/"))


def test_json_holds_the_key(client: Client) -> None:
    make_question("Slow page", skills=[make_skill("Django")])
    answer = client.get("/interviews/slow-page/?format=json").json()
    assert (answer["kind"], answer["summary"]) == ("question", "Tell me about a slow page?")
    assert answer["fields"]["listen_for"] == ["a number", "a cause", "a result"]
    assert answer["fields"]["strong"] == "We measured it, then added an *index*."
    assert answer["fields"]["skills"] == ["skill:django"]
    assert answer["fields"]["topic"] == "topic:data"


def test_question_of_an_unpublished_topic_is_not_found(client: Client) -> None:
    make_question("Slow page", topic=make_topic("Later", state="unpublished"))
    for query in ("", "?format=json"):
        assert client.get(f"/interviews/slow-page/{query}").status_code == 404
    assert client.get("/interviews/slow-page/", headers=HTMX).status_code == 404


def test_unknown_question_is_not_found(client: Client) -> None:
    assert client.get("/interviews/no-such-question/").status_code == 404
