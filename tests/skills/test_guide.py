"""A guide: the drawing, the chosen layer, and what else it holds."""

import pytest
from django.test import Client

from skills.models import Guide
from tests.factories import layer, make_guide, make_question, make_red_flag, make_skill, make_term, make_topic
from tests.reading import HTMX, assert_part_agrees, shown, text
from tests.worlds import world

pytestmark = pytest.mark.django_db


@world
def guide() -> Guide:
    django, react, redis = make_skill("Django"), make_skill("React"), make_skill("Redis")
    placed = {"skill": "skill:django", "tag": "Core", "keywords": ["ORM, admin"], "note": "The heart of it."}
    guide = make_guide(
        "Python guide",
        why_language="Because it reads well.",
        marker_groups=[
            {"name": "Web", "area": "backend", "markers": ["Django", "DRF"], "means": "Builds sites."}
        ],
        reading_rows=[{"wrote": "Built REST APIs", "means": "Wrote endpoints.", "ask": "How many?"}],
        links=[
            {"title": "Start", "url": "https://start.example.org/", "kind": "tutorial", "level": "beginner"}
        ],
        layers=[
            layer(
                "front", area="frontend", boxes=[("React", react)], placements=[react], wire_down="A click"
            ),
            layer("back", boxes=[("ORM", make_term("ORM"))], placements=[placed], summary="Rules and data."),
            layer("later", area="background", position="side", wire_down="A job", placements=[redis]),
            layer("ground", area="language", position="base", base_label="Below all of it"),
        ],
    )
    topic = make_topic("Data", guide=guide)
    make_question("Slow page", topic=topic, skills=[django])
    make_red_flag("Only Python 2", skills=[django, react])
    return guide


def test_whole_guide_stands_on_the_page(client: Client, guide: Guide) -> None:
    page = text(client.get("/guides/python-guide/"))
    for words in (
        "<h1>Python guide</h1>",
        "3 skills in 4 layers",
        "<span>1 question</span>",
        "Edition 2026",
        "How it fits together",
        "A click",
        "Below all of it",
        'class="box" href="/skills/react/"',
        'class="box" href="/glossary/orm/"',
        "Python developer, in plain English",
        "What this is.",
        "Because it reads well.",
        "<code>DRF</code>",
        "Built REST APIs",
        "A number and a cause.",
        'href="/interviews/topics/data/"',
        'href="/interviews/red-flags/#only-python-2"',
        'href="https://start.example.org/"',
        'href="/guides/python-guide/print/"',
    ):
        assert words in page
    assert page.count("#only-python-2") == 1


def test_first_layer_is_open_without_a_choice(client: Client, guide: Guide) -> None:
    assert shown(client.get("/guides/python-guide/"), "skill") == ["react"]


def test_chosen_layer_shows_its_cards_in_the_words_of_the_guide(client: Client, guide: Guide) -> None:
    answer = client.get("/guides/python-guide/?layer=back")
    page = text(answer)
    assert shown(answer, "skill") == ["django"]
    for words in ("Rules and data.", "ORM, admin", "The heart of it.", '<span class="tag">Core</span>'):
        assert words in page
    assert 'href="/interviews/?skill=django">1 question' in page
    assert 'href="/skills/django/#flags">1 red flag' in page
    assert page.count('aria-current="true"') == 2  # the layer, and Guides in the main navigation
    assert '<link rel="canonical" href="http://127.0.0.1:8000/guides/python-guide/">' in page


@pytest.mark.parametrize("query", ["", "?layer=front", "?layer=back", "?layer=later", "?layer=ground"])
def test_part_agrees_with_page(client: Client, guide: Guide, query: str) -> None:
    assert_part_agrees(client, f"/guides/python-guide/{query}", signs='id="layer"')


def test_unknown_layer_is_not_found(client: Client, guide: Guide) -> None:
    assert client.get("/guides/python-guide/?layer=nowhere").status_code == 404
    assert client.get("/guides/python-guide/?layer=nowhere", headers=HTMX).status_code == 404


def test_every_layer_can_be_reached_by_plain_links(client: Client, guide: Guide) -> None:
    page = text(client.get("/guides/python-guide/"))
    for key in ("front", "back", "later", "ground"):
        assert f'href="?layer={key}#layer"' in page


def test_json_holds_layers_and_placements(client: Client, guide: Guide) -> None:
    answer = client.get("/guides/python-guide/?format=json").json()
    assert answer["kind"] == "guide"
    layers = answer["fields"]["layers"]
    assert [row["key"] for row in layers] == ["front", "back", "later", "ground"]
    assert layers[0]["boxes"] == [{"label": "React", "gloss": "two words", "link": "skill:react"}]
    assert layers[1]["placements"][0]["note"] == "The heart of it."


def test_counts_follow_a_new_question(client: Client, guide: Guide) -> None:
    make_question("Another", topic="topic:data")
    page = text(client.get("/guides/python-guide/"))
    assert "<span>2 questions</span>" in page
    assert '<span class="tag">2 questions</span>' in page
    assert "All 2 questions" in page


def test_unknown_guide_is_not_found(client: Client) -> None:
    assert client.get("/guides/no-such-guide/").status_code == 404
