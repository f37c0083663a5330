"""The list of skills: filters, pages, its part for HTMX, and JSON."""

import pytest
from django.test import Client

from tests.factories import layer, make_guide, make_skill, make_term
from tests.reading import assert_part_agrees, listed, shown, text
from tests.worlds import world

pytestmark = pytest.mark.django_db


@world
def skills() -> None:
    orm = make_term("ORM", aliases=["mapper"])
    django = make_skill("Django", tag="Framework", area="backend", terms=[orm], keywords=["DRF"])
    make_skill("Redis", tag="Cache", area="data", gist="A store that django people like.")
    docker = make_skill("Docker", tag="DevOps", area="delivery", main_term=make_term("Container"))
    layers = [layer("back", area="backend", placements=[django, docker])]
    make_guide("Python guide", layers=layers)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"django", "redis", "docker"}),
        ({"q": "django"}, {"django", "redis"}),
        ({"q": "DRF"}, {"django"}),
        ({"q": "mapper"}, {"django"}),
        ({"q": "container"}, {"docker"}),
        ({"q": "nothing has this"}, set()),
        ({"q": "?!"}, set()),
        ({"guide": "python-guide"}, {"django", "docker"}),
        ({"guide": "no-such-guide"}, set()),
        ({"layer": "data"}, {"redis"}),
        ({"layer": "backend"}, {"django", "docker"}),
        ({"tag": "Cache"}, {"redis"}),
        ({"q": "django", "tag": "Cache"}, {"redis"}),
        ({"guide": "python-guide", "layer": "backend", "tag": "DevOps"}, {"docker"}),
        ({"guide": "python-guide", "layer": "data"}, set()),
    ],
)
def test_filter_finds(client: Client, skills: None, filters: dict, expected: set[str]) -> None:
    assert set(listed(client, "/skills/", **filters)) == expected
    assert set(shown(client.get("/skills/", filters), "skill")) == expected


@pytest.mark.parametrize("nonsense", [{"layer": "nowhere"}, {"tag": "Nothing"}, {"guide": "no slug!"}])
def test_nonsense_filter_is_ignored(client: Client, skills: None, nonsense: dict) -> None:
    assert len(listed(client, "/skills/", **nonsense)) == 3


def test_filters_offer_only_what_is_in_use(client: Client, skills: None) -> None:
    page = text(client.get("/skills/?guide=python-guide&layer=data&tag=Cache&q=%22x"))
    assert '<option value="python-guide" selected>' in page
    assert '<option value="data" selected>' in page
    assert "<option selected>Cache" in page
    assert 'value="&quot;x"' in page
    assert "<option>Testing" not in page
    assert '<option value="frontend"' not in page


@pytest.mark.parametrize("query", ["", "?q=django", "?q=zz", "?tag=Cache&layer=data", "?page=2"])
def test_part_agrees_with_page(client: Client, skills: None, query: str) -> None:
    assert_part_agrees(client, f"/skills/{query}", signs='id="results"')


def test_pages_hold_every_skill_once(client: Client) -> None:
    guides = [make_skill(f"Craft {n}") for n in range(32)]
    for number in range(2):
        make_guide(f"Guide {number}", layers=[layer(placements=guides)])
    for query in ("", "layer=backend&"):
        first, second = client.get(f"/skills/?{query}"), client.get(f"/skills/?{query}page=2")
        slugs = [*shown(first, "skill"), *shown(second, "skill")]
        assert (len(shown(first, "skill")), len(slugs), len(set(slugs))) == (30, 32, 32)
    assert 'href="?layer=backend&amp;page=2"' in text(first)


def test_json_row_has_name_address_and_summary(client: Client) -> None:
    make_skill("Django")
    assert client.get("/skills/?format=json").json() == {
        "count": 1,
        "next": None,
        "results": [
            {
                "kind": "skill",
                "name": "Django",
                "slug": "django",
                "url": "http://testserver/skills/django/",
                "summary": "Django in one sentence.",
            }
        ],
    }


def test_count_follows_a_new_skill(client: Client, skills: None) -> None:
    assert "<b>3 skills</b>" in text(client.get("/skills/"))
    make_skill("Pytest", tag="Testing", area="quality")
    page = text(client.get("/skills/"))
    assert "<b>4 skills</b>" in page
    assert "<option>Testing" in page
    assert '<option value="quality"' in page
