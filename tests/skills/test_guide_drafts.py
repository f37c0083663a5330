"""Drafts of guides: whole, with layers, boxes and skills, whichever page they are written on."""

from typing import Any

import pytest
from django.test import Client

from entries import content_version
from entries.models import Draft
from skills.models import Guide, Layer, Skill
from tests.admin_forms import change_address, change_form, editor_client, everything, open_form, stored
from tests.entries.two_editors import act
from tests.factories import layer, make_guide, make_skill, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


@pytest.fixture
def guide() -> Guide:
    """A guide of two layers, the first with a box and skills."""
    flask, django = make_skill("Flask"), make_skill("Django")
    make_skill("React")
    first = layer("front", boxes=[("ORM", make_term("ORM"))], placements=[flask, django])
    return make_guide(layers=[first, layer("back")])


def page_of(guide: Guide, key: str) -> str:
    """Return the address of a layer's page."""
    return f"/admin/skills/layer/{guide.pk}-{key}/change/"


def layers(document: Any) -> dict[str, tuple[list[str], list[str]]]:
    """Return the labels of the boxes and the skills of each layer."""
    rows = document["layers"] if isinstance(document, dict) else document.model_dump(mode="json")["layers"]
    return {
        row["key"]: ([b["label"] for b in row["boxes"]], [p["skill"] for p in row["placements"]])
        for row in rows
    }


PUBLISHED = {"front": (["ORM"], ["skill:flask", "skill:django"]), "back": ([], [])}


def test_a_draft_goes_over_the_guide_and_the_pages_of_its_layers(
    guide: Guide, editor: Client, client: Client
) -> None:
    before, react = everything(), Skill.objects.get(slug="react").pk
    form = change_form(editor, guide).fill(subtitle="Draft.", **{"layers-0-order": 2})
    form.add_row("layers", key="new", name="New", gist="Newest", area="data", position="stack")
    form.post("_draft")
    new = open_form(editor, page_of(guide, "new"))
    new.add_row("boxes", label="React", gloss="two words", skill=react).add_row("placements", skill=react)
    new.post("_draft")
    front = open_form(editor, change_address(Layer.objects.get(key="front")))
    assert front.rows("boxes", "label") == ["ORM"]
    front.fill(**{"boxes-0-label": "Mapper", "placements-0-DELETE": True, "name": "Screens"}).post("_review")
    assert open_form(editor, page_of(guide, "front"))["name"] == "Screens"
    assert everything() == before
    wanted = {
        "back": ([], []),
        "front": (["Mapper"], ["skill:django"]),
        "new": (["React"], ["skill:react"]),
    }
    draft = Draft.objects.get()
    assert (layers(draft.document), draft.step) == (wanted, "in-review")
    assert "Mapper" not in client.get("/guides/python-guide/?layer=front").content.decode()
    form = change_form(editor, guide)
    assert form.rows("layers", "key")[:3] == ["back", "front", "new"]
    assert 'href="#draft"' in form.html
    assert "Layers, front: boxes" in form.html
    ids = {row.key: row.pk for row in Layer.objects.all()}
    act(editor_client("Reviewers"), guide, "publish")
    assert layers(stored(guide)) == wanted
    assert {row.key: row.pk for row in Layer.objects.exclude(key="new")} == ids
    assert "Mapper" in client.get("/guides/python-guide/?layer=front").content.decode()
    assert "React" in client.get("/guides/python-guide/?layer=new").content.decode()


def test_a_layer_renamed_in_a_draft_keeps_its_boxes_and_has_a_page(guide: Guide, editor: Client) -> None:
    change_form(editor, guide).fill(**{"layers-0-key": "screens"}).post("_draft")
    assert layers(Draft.objects.get().document) == {"screens": PUBLISHED["front"], "back": ([], [])}
    form = open_form(editor, page_of(guide, "screens")).fill(gist="Draft.")
    form.fill(**{"boxes-0-label": "Mapper", "key": "glass"}).post("_draft")
    assert layers(Draft.objects.get().document)["glass"] == (["Mapper"], PUBLISHED["front"][1])
    open_form(editor, page_of(guide, "glass")).fill(gist="Final.").save()
    assert layers(stored(guide))["glass"][0] == ["Mapper"]
    assert not Draft.objects.exists()


def test_layers_change_places_and_go_in_a_draft(guide: Guide, editor: Client) -> None:
    change_form(editor, guide).fill(**{"layers-1-order": 1}).post("_draft")
    assert list(layers(Draft.objects.get().document)) == ["back", "front"]
    change_form(editor, guide).fill(**{"layers-0-DELETE": True}).post("_draft")
    assert list(layers(Draft.objects.get().document)) == ["front"]
    gone = editor.get(change_address(Layer.objects.get(key="back")), follow=True)
    assert "Perhaps it was deleted?" in gone.content.decode()
    assert list(layers(stored(guide))) == ["front", "back"]


def test_a_new_layer_goes_into_the_draft(guide: Guide, editor: Client) -> None:
    change_form(editor, guide).fill(subtitle="Draft.").post("_draft")
    form = open_form(editor, "/admin/skills/layer/add/").fill(
        guide=guide.pk, key="data", name="Data", gist="What is stored", area="data", position="stack"
    )
    form.post("_draft")
    assert list(layers(Draft.objects.get().document)) == ["front", "back", "data"]
    assert Draft.objects.get().document["subtitle"] == "Draft."
    assert list(layers(stored(guide))) == ["front", "back"]
    assert open_form(editor, page_of(guide, "data"))["gist"] == "What is stored"


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"position": "side"}, "a side layer stands after two layers of the stack."),
        ({"gist": ""}, "This field is required."),
        ({"placements-1-skill": "flask"}, "a skill stands once in a guide"),
    ],
)
def test_a_refused_layer_keeps_the_draft_and_what_was_typed(
    typed: dict, sentence: str, guide: Guide, editor: Client
) -> None:
    open_form(editor, page_of(guide, "front")).fill(summary="Draft.").post("_draft")
    kept = Draft.objects.get()
    values = {n: str(Skill.objects.get(slug=v).pk) if v == "flask" else v for n, v in typed.items()}
    form = open_form(editor, page_of(guide, "front")).fill(**values, **{"boxes-0-label": "Typed"})
    after = form.post("_draft")
    assert after
    assert sentence in after.said
    assert after["boxes-0-label"] == "Typed"
    assert Draft.objects.get() == kept


def test_preview_and_schedule_show_the_related_rows(guide: Guide, editor: Client, client: Client) -> None:
    open_form(editor, page_of(guide, "front")).fill(**{"boxes-0-label": "Mapper"}).post("_draft")
    link = change_form(editor, guide).html.split('href="/preview/')[1].split('"')[0]
    assert "Mapper" in client.get(f"/preview/{link}").content.decode()
    assert "Mapper" not in client.get("/guides/python-guide/").content.decode()
    act(editor, guide, "schedule", at="2026-01-01T09:00")
    content_version.forget()
    client.get("/glossary/")  # whoever comes first
    assert "Mapper" in client.get("/guides/python-guide/").content.decode()


def test_a_draft_names_what_is_gone_and_does_without_it(guide: Guide, editor: Client) -> None:
    open_form(editor, page_of(guide, "back")).fill(gist="Draft.").add_row(
        "placements", skill=Skill.objects.get(slug="react").pk
    ).post("_draft")
    Skill.objects.get(slug="react").delete()
    form = open_form(editor, page_of(guide, "back"))
    assert "Skill:react does not exist" in form.html
    assert form["gist"] == "Draft."
    form.post("_draft")
    assert layers(Draft.objects.get().document) == PUBLISHED


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", ["x-front", "9-front", "9", "x", "9-", "99999999999999999999-front"])
def test_odd_addresses_of_layers_are_answered(name: str, guide: Guide, editor: Client) -> None:
    for page in ("change", "history", "draft", "here", "together/1"):
        url = f"/admin/skills/layer/{name}/{page}/"
        assert editor.get(url).status_code in (302, 403, 404, 405), url
        assert editor.post(url).status_code in (302, 403, 404), url


def test_the_history_of_a_layer_is_that_of_its_guide(guide: Guide, editor: Client) -> None:
    change_form(editor, Layer.objects.get(key="back")).fill(gist="Other.", reason="Clearer").save()
    page = editor.get(f"/admin/skills/layer/{guide.pk}-back/history/").content.decode()
    assert "Version 2: Clearer" in page
    assert "Layers, back: gist" in page
