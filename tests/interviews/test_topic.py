"""A topic with its questions, and with all answers for paper."""

import pytest
from django.test import Client

from tests.factories import make_guide, make_question, make_topic
from tests.reading import shown, text
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topic")]


@world
def topic() -> None:
    topic = make_topic("Data", guide=make_guide("Python guide"))
    make_question("Second", topic=topic, order=2, minutes=10)
    make_question("First", topic=topic, order=1, minutes=4)


def test_questions_stand_in_order_and_are_counted(client: Client) -> None:
    answer = client.get("/interviews/topics/data/")
    page = text(answer)
    assert shown(answer, "question") == ["first", "second"]
    assert "2 questions, 14 minutes" in page
    assert 'href="/guides/python-guide/">Python guide' in page
    assert 'href="/interviews/topics/data/?answers=all"' in page
    assert "How did you measure it?" not in page


def test_all_answers_stand_on_the_printable_form(client: Client) -> None:
    answer = client.get("/interviews/topics/data/?answers=all")
    page = text(answer)
    assert shown(answer, "question") == ["first", "second"]
    for words in ("a number; a cause; a result", "added an <em>index</em>", "How did you measure it?"):
        assert page.count(words) == 2
    assert '<link rel="canonical" href="http://127.0.0.1:8000/interviews/topics/data/">' in page


@pytest.mark.parametrize("query", ["?answers=none", "?answers=", "?answers=all&answers=no"])
def test_other_words_for_answers_show_prompts_only(client: Client, query: str) -> None:
    assert "How did you measure it?" not in text(client.get(f"/interviews/topics/data/{query}"))


def test_count_follows_a_new_question(client: Client) -> None:
    make_question("Third", topic="topic:data", minutes=1)
    assert "3 questions, 15 minutes" in text(client.get("/interviews/topics/data/"))


def test_topic_without_questions_leads_to_all(client: Client) -> None:
    make_topic("Empty")
    page = text(client.get("/interviews/topics/empty/"))
    assert "No questions yet" in page
    assert 'href="/interviews/"' in page


def test_json_names_guide_and_area(client: Client) -> None:
    answer = client.get("/interviews/topics/data/?format=json").json()
    assert (answer["kind"], answer["slug"]) == ("topic", "data")
    assert answer["fields"]["guide"] == "guide:python-guide"
    assert answer["fields"]["area"] == "data"


def test_unknown_topic_is_not_found(client: Client) -> None:
    assert client.get("/interviews/topics/no-such-topic/").status_code == 404
