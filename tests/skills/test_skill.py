"""A skill: what it shows, where it leads, and JSON."""

import pytest
from django.test import Client

from tests.factories import layer, make_guide, make_question, make_red_flag, make_skill, make_term
from tests.reading import shown, text

pytestmark = pytest.mark.django_db


def test_everything_known_stands_on_the_page(client: Client) -> None:
    link = {"title": "The manual", "url": "https://docs.example.org/", "kind": "docs", "level": "beginner"}
    make_skill("Django", links=[link], sources=[{"title": "A source", "url": "https://source.example.org/x"}])
    page = text(client.get("/skills/django/"))
    for words in (
        "<h1>Django</h1>",
        "Django is like a fitted kitchen.",
        "“Tell me about Django.”",
        "Django in <em>some</em> detail.",
        "<code>Django, daily</code>",
        "They used it often.",
        "Follows the tutorial.",
        "Builds a whole app.",
        "Says when not to use it.",
        "Two cards",
        'href="https://docs.example.org/" rel="nofollow noopener noreferrer"',
        'href="https://source.example.org/x"',
        'data-entry="skill:django"',
        '<meta name="description" content="Django in one sentence.">',
        '<link rel="canonical" href="http://127.0.0.1:8000/skills/django/">',
    ):
        assert words in page


def test_its_terms_neighbours_questions_and_flags_are_linked(client: Client) -> None:
    react, flask = make_skill("React"), make_skill("Flask", give_up="A ready-made admin")
    skill = make_skill("Django", terms=[make_term("ORM")], often_with=[react], not_same_as=[flask])
    for n in range(5):
        make_question(f"Question {n}", skills=[skill], order=n + 1)
    for n in range(4):
        make_red_flag(f"Flag {n}", skills=[skill])
    answer = client.get("/skills/django/")
    page = text(answer)
    for words in (
        'href="/glossary/orm/"',
        'href="/skills/react/"',
        'href="/skills/flask/"',
        "A ready-made admin",
        'href="/compare/?skills=django,flask"',
        'href="/interviews/?skill=django">All 5 questions',
    ):
        assert words in page
    assert shown(answer, "question") == ["question-0", "question-1", "question-2", "question-3"]
    assert shown(answer, "red-flag") == ["flag-0", "flag-1", "flag-2"]


def test_places_and_neighbours_of_its_layer_are_linked(client: Client) -> None:
    first, second, third = (make_skill(name) for name in ("Flask", "Django", "FastAPI"))
    make_guide(
        "Python guide", layers=[layer("web", name="Web frameworks", placements=[first, second, third])]
    )
    page = text(client.get("/skills/django/"))
    assert 'href="/guides/python-guide/?layer=web">Web frameworks</a>' in page
    assert 'href="/skills/flask/">Previous: Flask' in page
    assert 'href="/skills/fastapi/">Next: FastAPI' in page
    assert "First in Web frameworks" in text(client.get("/skills/flask/"))
    assert "Last in Web frameworks" in text(client.get("/skills/fastapi/"))


def test_skill_in_two_guides_names_both_layers(client: Client) -> None:
    skill = make_skill("Django")
    make_guide("Guide A", layers=[layer("web", name="Web", placements=[skill])])
    make_guide("Guide B", order=20, layers=[layer("server", name="Server", placements=[skill])])
    page = text(client.get("/skills/django/"))
    assert (
        'href="/guides/guide-a/?layer=web">Web</a> and <a href="/guides/guide-b/?layer=server">Server</a> layers'
        in page
    )


def test_skill_without_questions_leads_to_those_of_its_area(client: Client) -> None:
    make_skill("Django", area="backend")
    assert 'href="/interviews/?layer=backend"' in text(client.get("/skills/django/"))


def test_running_text_links_terms_but_not_its_own(client: Client) -> None:
    own = make_term("Django")
    make_term("SQL")
    make_skill("Django", main_term=own, details="Django writes SQL.", plain="Django writes SQL.")
    page = text(client.get("/skills/django/"))
    assert page.count('class="gloss" href="/glossary/sql/"') == 2
    assert 'class="gloss" href="/glossary/django/"' not in page


@pytest.mark.parametrize(
    "diagram",
    [
        {
            "shape": "flow",
            "boxes": [{"label": "Ask", "text": "GET /", "code": True}, {"label": "B"}, {"label": "C"}],
        },
        {"shape": "cards", "boxes": [{"label": "Ask"}, {"label": "B"}]},
        {
            "shape": "exchange",
            "boxes": [{"label": "Ask"}, {"label": "B"}],
            "messages": [{"by": "left", "text": "Please"}, {"by": "right", "text": "Here"}],
        },
        {"shape": "comparison", "boxes": [{"label": "Ask", "text": "Never"}, {"label": "B"}]},
        {"shape": "one-to-many", "boxes": [{"label": "Ask"}, {"label": "B"}, {"label": "C"}]},
    ],
)
def test_mini_diagram_is_drawn_in_each_shape(client: Client, diagram: dict) -> None:
    make_skill("Django", diagram={"caption": "How it goes", **diagram})
    figure = text(client.get("/skills/django/")).partition('<figure class="mini')[2].partition("</figure>")[0]
    assert figure.startswith(f" mini--{diagram['shape']}")
    assert "How it goes" in figure
    for box in diagram["boxes"]:
        assert f"<b>{box['label']}</b>" in figure
    for message in diagram.get("messages", []):
        assert message["text"] in figure


def test_json_holds_fields(client: Client) -> None:
    make_skill("Django", terms=[make_term("ORM")], main_term=make_term("Django"))
    answer = client.get("/skills/django/?format=json").json()
    assert (answer["kind"], answer["slug"], answer["summary"]) == (
        "skill",
        "django",
        "Django in one sentence.",
    )
    assert answer["fields"]["terms"] == ["term:orm"]
    assert answer["fields"]["main_term"] == "term:django"
    assert answer["fields"]["details"] == "Django in *some* detail."
    assert answer["fields"]["diagram"]["shape"] == "cards"


def test_count_follows_a_new_question(client: Client) -> None:
    skill = make_skill("Django")
    make_question("One", skills=[skill])
    assert "All 1 question<" in text(client.get("/skills/django/"))
    make_question("Two", skills=[skill])
    assert "All 2 questions<" in text(client.get("/skills/django/"))


def test_unknown_skill_is_not_found(client: Client) -> None:
    assert client.get("/skills/no-such-skill/").status_code == 404
