"""What the builder of mini-diagrams is told while an editor works."""

import pytest
from django.test import Client

from skills.diagram_builder import CHOICES, read
from tests.admin_forms import add_form, editor_client

ADDRESS = "/admin/skills/skill/diagram/"
FLOW = """shape: flow
caption: One click
boxes:
- {label: Ask}
- {label: <b>, text: x.py, code: true}
- {label: Show}
"""


def test_a_diagram_is_drawn_as_readers_see_it() -> None:
    said = read(FLOW)
    assert said["problems"] == []
    assert '<figure class="mini mini--flow">' in said["html"]
    assert "<b>&lt;b&gt;</b><small><code>x.py</code></small>" in said["html"]
    assert said["parts"]["boxes"][1] == {"label": "<b>", "text": "x.py", "code": True}


def test_nothing_is_no_diagram() -> None:
    assert read(" \n") == {"parts": None, "html": "", "problems": []}


@pytest.mark.parametrize(
    ("text", "sentence", "is_shown"),
    [
        ("shape: flow\ncaption: x\nboxes: [{label: a}]", "The shape “flow” takes 3 to 5 boxes, not 1.", True),
        ("shape: 7\nboxes: {label: a}\nmessages: [1, {by: left}]", "Caption: the field is missing.", True),
        ("- a list", "", False),
        ("shape: flow: cards", "Line 1 cannot be read.", False),
        ("caption: \x00", "cannot be read", False),
        ("[" * 200, "too long or too deep", False),
        ("a" * 30_000, "too long or too deep", False),
    ],
)
def test_what_is_wrong_is_said_and_what_can_be_read_is_kept(
    text: str, sentence: str, *, is_shown: bool
) -> None:
    said = read(text)
    assert said["html"] == ""
    assert any(sentence in problem for problem in said["problems"]), said["problems"]
    assert (said["parts"] is not None) == is_shown


@pytest.mark.django_db
def test_the_builder_is_for_people_of_the_admin() -> None:
    assert Client().post(ADDRESS, {"text": FLOW}).status_code == 302
    editor = editor_client()
    assert editor.get(ADDRESS).status_code == 405
    assert editor.post(ADDRESS, {"text": FLOW}).json()["stylesheet"].startswith("/static/wiki")
    page = add_form(editor, "skills/skill").html
    assert f'data-diagram="{ADDRESS}"' in page
    assert all(f"&quot;{shape}&quot;" in page for shape, *_ in CHOICES)
