"""A guide as one sheet for paper."""

import pytest
from django.test import Client

from tests.factories import layer, make_guide, make_question, make_red_flag, make_skill, make_topic
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_sheet_holds_every_layer_skill_question_and_flag(client: Client) -> None:
    django, react = make_skill("Django"), make_skill("React")
    rows = [{"wrote": "Built REST APIs", "means": "Wrote endpoints."}]
    layers = [layer("front", placements=[react]), layer("back", placements=[django])]
    guide = make_guide("Python guide", reading_rows=rows, layers=layers)
    for name, order in (("Later", 20), ("Sooner", 10)):
        topic = make_topic(name, guide=guide, order=order)
        make_question(f"{name} question", topic=topic, skills=[django])
    make_red_flag("Only Python 2", skills=[react])
    page = text(client.get("/guides/python-guide/print/"))
    for words in (
        "<h1>Python guide</h1>",
        "Django is like a fitted kitchen.",
        "React is like a fitted kitchen.",
        "Built REST APIs",
        "“Tell me about a later question?”",
        "a number; a cause; a result",
        "How did you measure it?",
        "Only Python 2.",
        '<meta name="robots" content="noindex">',
        'href="/guides/python-guide/">Back to the guide',
    ):
        assert words in page
    assert page.index("Questions: Sooner") < page.index("Questions: Later")


def test_topic_without_questions_takes_no_paper(client: Client) -> None:
    make_topic("Empty", guide=make_guide("Python guide"))
    assert "Questions: Empty" not in text(client.get("/guides/python-guide/print/"))


def test_sheet_of_a_former_address_leads_to_the_new_one(client: Client) -> None:
    make_guide("Python guide", former_slugs=["print"])
    answer = client.get("/guides/print/print/?x=1")
    assert (answer.status_code, answer["Location"]) == (301, "/guides/python-guide/print/?x=1")


def test_unknown_guide_has_no_sheet(client: Client) -> None:
    assert client.get("/guides/no-such-guide/print/").status_code == 404
