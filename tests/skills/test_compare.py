"""Two to four skills side by side."""

import pytest
from django.test import Client

from tests.factories import make_skill
from tests.reading import text
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("skills")]


@world
def skills() -> None:
    for name in ("Django", "Flask", "FastAPI", "React", "Vue"):
        make_skill(name, good_for=f"What {name} does well")


def columns(client: Client, query: str) -> list[str]:
    """Return the names over the columns of a comparison."""
    page = text(client.get(f"/compare/{query}"))
    return [name for name in ("Django", "Flask", "FastAPI", "React", "Vue") if f">{name}</a></th>" in page]


@pytest.mark.parametrize(
    "query", ["?skills=django,flask", "?skills=django&skills=flask", "?skills=flask,,django,flask"]
)
def test_two_skills_stand_side_by_side(client: Client, query: str) -> None:
    assert columns(client, query) == ["Django", "Flask"]


def test_rows_come_from_the_fields_of_each_skill(client: Client) -> None:
    page = text(client.get("/compare/?skills=flask,django"))
    assert "<h1>Flask and Django compared</h1>" in page
    assert page.index("What Flask does well") < page.index("What Django does well")
    assert '<option value="flask" selected>' in page


def test_a_fifth_skill_is_left_out(client: Client) -> None:
    assert columns(client, "?skills=django,flask,fastapi,react,vue") == [
        "Django",
        "Flask",
        "FastAPI",
        "React",
    ]


@pytest.mark.parametrize("query", ["", "?skills=", "?skills=django", "?skills=django,django"])
def test_fewer_than_two_skills_ask_for_a_choice(client: Client, query: str) -> None:
    page = text(client.get(f"/compare/{query}"))
    assert "<h1>Compare skills</h1>" in page
    assert "<table" not in page
    assert '<option value="vue">' in page


def test_unknown_skill_is_named_and_the_rest_compared(client: Client) -> None:
    page = text(client.get("/compare/?skills=django,nowhere,flask"))
    assert "There is no skill at “nowhere”" in page
    assert "<h1>Django and Flask compared</h1>" in page


@pytest.mark.parametrize("query", ["?skills=<script>", "?skills=a%00b", "?skills=%27;--", "?skills[]=django"])
def test_nonsense_is_ignored(client: Client, query: str) -> None:
    page = text(client.get(f"/compare/{query}"))
    assert "<h1>Compare skills</h1>" in page
    assert "There is no skill" not in page
