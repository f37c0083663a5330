"""All guides, each with its layers and numbers."""

import pytest
from django.test import Client

from tests.factories import layer, make_guide, make_question, make_skill, make_topic
from tests.reading import listed, shown, text

pytestmark = pytest.mark.django_db


def test_guides_stand_in_their_order(client: Client) -> None:
    make_guide("Second", order=20)
    make_guide("First", order=5)
    assert shown(client.get("/guides/"), "guide") == ["first", "second"]
    assert listed(client, "/guides/") == ["first", "second"]


def test_numbers_are_counted_and_follow_a_new_entry(client: Client) -> None:
    one, two = make_skill("Django"), make_skill("Flask")
    guide = make_guide("Python guide", layers=[layer("web", placements=[one, two]), layer("empty")])
    topic = make_topic("Data", guide=guide)
    make_question("One", topic=topic, skills=[one, two])
    page = text(client.get("/guides/"))
    assert "<span>2 skills in 2 layers</span><span>1 question</span>" in page
    make_question("Two", topic=topic)
    assert "<span>2 questions</span>" in text(client.get("/guides/"))


def test_no_guide_yet_is_said(client: Client) -> None:
    assert "No guide is published yet." in text(client.get("/guides/"))


def test_json_names_each_guide(client: Client) -> None:
    make_guide("Python guide")
    answer = client.get("/guides/?format=json").json()
    assert (answer["count"], answer["next"]) == (1, None)
    assert answer["results"][0]["url"] == "http://testserver/guides/python-guide/"
    assert answer["results"][0]["summary"] == "A tour of one kind of developer."
