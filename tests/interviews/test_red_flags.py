"""The red flags."""

import pytest
from django.test import Client

from tests.factories import make_red_flag, make_skill
from tests.reading import listed, shown, text

pytestmark = pytest.mark.django_db


def test_flag_is_fair(client: Client) -> None:
    make_red_flag("Only Python 2")
    page = text(client.get("/interviews/red-flags/"))
    for words in (
        'id="only-python-2"',
        "The résumé says: Only Python 2.",
        "It may be long ago.",
        "<li>An old customer.</li>",
        "“What do you use today?”",
    ):
        assert words in page


def test_flags_for_certain_skills_stand_apart_and_name_them(client: Client) -> None:
    make_red_flag("For Django", skills=[make_skill("Django"), make_skill("Flask")])
    make_red_flag("For all")
    answer = client.get("/interviews/red-flags/")
    page = text(answer)
    assert shown(answer, "red-flag") == ["for-all", "for-django"]
    assert page.index("In any interview") < page.index("For certain skills")
    assert '<a href="/skills/django/">Django</a>, <a href="/skills/flask/">Flask</a>' in page


def test_json_lists_all_with_their_place_on_the_page(client: Client) -> None:
    make_red_flag("Any person")
    make_red_flag("For Django", skills=[make_skill("Django")])
    assert listed(client, "/interviews/red-flags/") == ["any-person", "for-django"]
    row = client.get("/interviews/red-flags/?format=json").json()["results"][0]
    assert row["url"] == "http://testserver/interviews/red-flags/#any-person"
    assert row["kind"] == "red-flag"


def test_page_without_flags_answers(client: Client) -> None:
    assert client.get("/interviews/red-flags/").status_code == 200
