"""Skills, guides and layers in the Admin: rows in order, drawings that hold, and a layer as a part of its guide."""

import pytest
from django.test import Client

from entries.models import State
from skills.models import Guide, Layer, Skill
from tests.admin_entries import add_entry, fill
from tests.admin_forms import (
    Form,
    add_form,
    address,
    change_address,
    change_form,
    editor_client,
    everything,
    found_by,
    stored,
    versions,
)
from tests.factories import guide_document, layer, make_guide, make_skill, make_term, skill_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


@pytest.fixture
def guide() -> Guide:
    """A guide of three layers, the first with boxes and placements."""
    orm, flask, django = make_term("ORM"), make_skill("Flask"), make_skill("Django")
    first = layer("front", boxes=[("ORM", orm), ("Flask", flask)], placements=[flask, django])
    return make_guide(layers=[first, layer("back"), layer("base", position="base", base_label="All")])


def layer_of(guide: Guide, key: str) -> Layer:
    """Return a guide's layer."""
    return Layer.objects.get(guide=guide, key=key)


def keys(guide: Guide) -> list[str]:
    """Return the keys of a guide's layers, in order."""
    return [part.key for part in stored(guide).layers]


# Skills


def test_terms_and_neighbours_keep_their_order(editor: Client) -> None:
    terms = [make_term(name) for name in ("A1", "B1", "C1")]
    others = [make_skill(name) for name in ("Flask", "Celery", "React")]
    skill = make_skill("Django", terms=terms, often_with=others[:2], not_same_as=others[1:])
    form = change_form(editor, skill)
    assert form.rows("neighbours", "order") == ["1", "2", "3", "4"]
    form.fill(**{"skill_terms-2-order": 1, "neighbours-1-order": 1, "neighbours-3-order": 3}).save()
    document = stored(skill)
    assert document.terms == ["term:c1", "term:a1", "term:b1"]
    assert document.not_same_as == ["skill:react", "skill:celery"]
    assert document.often_with == ["skill:celery", "skill:flask"]
    assert versions(skill)[-1].document == document.model_dump(mode="json")


def test_a_skill_is_not_its_own_neighbour(editor: Client) -> None:
    skill = make_skill("Django")
    form = change_form(editor, skill).add_row("neighbours", relation="often_with", other=skill.pk)
    assert "A skill cannot be its own neighbour." in form.refused().said


def test_a_term_stands_once_in_a_skill(editor: Client) -> None:
    term = make_term("ORM")
    form = change_form(editor, make_skill("Django", terms=[term])).add_row("skill_terms", term=term.pk)
    assert "This term is gathered by the skill already." in form.refused().said


def test_the_mini_diagram_is_written_as_text(editor: Client, client: Client) -> None:
    skill = make_skill("Django")
    form = change_form(editor, skill)
    assert form["diagram"].startswith("shape: cards\ncaption: Two cards\nboxes:\n- label: One\n")
    flow = "shape: flow\ncaption: One click\nboxes:\n- {label: Ask}\n- {label: Find, text: in a table}\n- {label: Show}"
    form.fill(diagram=flow).save()
    assert stored(skill).diagram.boxes[1].text == "in a table"
    assert "in a table" in client.get("/skills/django/").content.decode()
    change_form(editor, skill).fill(diagram="").save()
    assert stored(skill).diagram is None


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("shape: flow\ncaption: x\nboxes: [{label: a}]", "The shape “flow” takes 3 to 5 boxes, not 1."),
        ("shape: flow: cards", "Line 1 cannot be read."),
        ("shape: exchange\ncaption: x\nboxes: [{label: a}, {label: b}]", "needs one or more of them"),
    ],
)
def test_a_wrong_diagram_is_refused(typed: str, sentence: str, editor: Client) -> None:
    after = change_form(editor, make_skill("Django")).fill(diagram=typed).refused()
    assert sentence in after.beside["diagram"]
    assert after["diagram"] == typed


def test_a_skill_is_found_by_its_gathered_words(editor: Client) -> None:
    make_skill("Django", main_term=make_term("DRF"), keywords=["DRF"])
    make_skill("Flask")
    assert found_by(editor, "skills.placement.skill", "djan") == ["Django"]
    assert found_by(editor, "skills.box.skill", "drf") == ["Django"]
    assert found_by(editor, "skills.neighbour.other", "") == ["Django", "Flask"]


# Guides and their layers


def test_a_new_guide_with_layers_boxes_and_placements(editor: Client, client: Client) -> None:
    orm, flask = make_term("ORM"), make_skill("Flask")
    placed = {"skill": "skill:flask", "tag": "Core", "keywords": ["ORM"], "note": "Here it is small."}
    document = guide_document(
        layers=[
            layer("front", boxes=[("Flask", flask), ("ORM", orm)], placements=[placed], wire_down="Ask"),
            layer("back", summary="Rules."),
            layer("jobs", position="side"),
        ]
    )
    guide = add_entry(editor, document)
    assert stored(guide) == document
    assert [v.reason for v in versions(guide)] == ["Edited", "Edited"]
    page = client.get("/guides/python-guide/?layer=front").content.decode()
    assert "Here it is small." in page


def test_layers_change_places_and_keep_what_hangs_on_them(guide: Guide, editor: Client) -> None:
    before = {row.key: row.pk for row in Layer.objects.all()}
    form = change_form(editor, guide).fill(**{"layers-1-order": 1, "layers-0-name": "Screens"})
    form.add_row(
        "layers", key="new", name="New", gist="Newest", area="data", position="stack", order=2
    ).save()
    assert keys(guide) == ["back", "new", "front", "base"]
    assert {row.key: row.pk for row in Layer.objects.exclude(key="new")} == before
    third = stored(guide).layers[2]
    assert third.name == "Screens"
    assert [box.label for box in third.boxes] == ["ORM", "Flask"]
    assert [p.skill for p in third.placements] == ["skill:flask", "skill:django"]
    assert len(versions(guide)) == 2


def test_a_layer_goes_with_all_that_hangs_on_it(guide: Guide, editor: Client) -> None:
    change_form(editor, guide).fill(**{"layers-0-DELETE": True}).save()
    assert keys(guide) == ["back", "base"]
    assert not guide.placements.exists()


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"layers-1-position": "side"},
            "Layers, row 2, position: a side layer stands after two layers of the stack.",
        ),
        ({"layers-0-base_label": "Below"}, "Only a layer below the stack has a label above it."),
        ({"layers-1-key": "front"}, "The guide has a layer with this key already."),
        ({"layers-1-key": "Back_End"}, "Layers, row 2, key: is 'Back_End'; use small letters"),
        ({f"layers-{n}-DELETE": True for n in range(3)}, "Layers: "),
        ({"layers-1-gist": ""}, "This field is required."),
    ],
)
def test_a_drawing_that_does_not_hold_is_refused(
    typed: dict, sentence: str, guide: Guide, editor: Client
) -> None:
    form = change_form(editor, guide).fill(**typed, subtitle="Typed before")
    form.add_row("links", title="Docs", url="https://example.org/", kind="docs", level="beginner")
    after = form.refused()
    assert sentence in after.said
    assert after["subtitle"] == "Typed before"


def test_a_guide_without_layers_is_refused(editor: Client) -> None:
    document = guide_document(layers=[layer()]).model_copy(update={"layers": []})
    form = fill(add_form(editor, "skills/guide"), document)
    assert "Layers: " in form.refused().said
    assert not Guide.objects.exists()


def test_layers_may_swap_their_keys_only_one_after_the_other(guide: Guide, editor: Client) -> None:
    form = change_form(editor, guide).fill(**{"layers-0-key": "back", "layers-1-key": "front"})
    assert "The guide has a layer with this key already." in form.refused().said


# A layer's own page


def test_a_change_of_a_layer_is_a_change_of_its_guide(guide: Guide, editor: Client, client: Client) -> None:
    form = change_form(editor, layer_of(guide, "front")).fill(wire_down="Please", reason="Clearer")
    form.fill(**{"boxes-1-order": 1, "placements-0-note": "Typed here.", "placements-0-keywords": "A\nB"})
    form.add_row("boxes", label="More", gloss="two words", skill=Skill.objects.get(name="Django").pk).save()
    first = stored(guide).layers[0]
    assert [box.label for box in first.boxes] == ["Flask", "ORM", "More"]
    assert (first.wire_down, first.placements[0].note, first.placements[0].keywords) == (
        "Please",
        "Typed here.",
        ["A", "B"],
    )
    assert keys(guide) == ["front", "back", "base"]
    newest = versions(guide)[-1]
    assert (newest.number, newest.reason, newest.actor.username) == (2, "Clearer", "editor")
    assert newest.document == stored(guide).model_dump(mode="json")
    assert "Typed here." in client.get("/guides/python-guide/?layer=front").content.decode()


def test_placements_change_places_and_skills(guide: Guide, editor: Client) -> None:
    flask, django = Skill.objects.get(name="Flask"), Skill.objects.get(name="Django")
    form = change_form(editor, layer_of(guide, "front"))
    form.fill(**{"placements-0-skill": django.pk, "placements-1-skill": flask.pk}).save()
    assert [p.skill for p in stored(guide).layers[0].placements] == ["skill:django", "skill:flask"]
    change_form(editor, layer_of(guide, "front")).fill(**{"placements-1-order": 1}).save()
    assert [p.skill for p in stored(guide).layers[0].placements] == ["skill:flask", "skill:django"]


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"boxes-0-skill": "django"}, "A box leads to a skill or to a term: choose one of the two."),
        ({"boxes-1-skill": ""}, "A box leads to a skill or to a term: choose one of the two."),
        ({"boxes-0-label": "a" * 41}, "at most 40 characters"),
        ({"position": "side"}, "Layers, row 1, position: a side layer stands after two layers of the stack."),
        ({"base_label": "Below"}, "Only a layer below the stack has a label above it."),
        ({"placements-0-keywords": "a" * 41}, "is longer than 40 characters."),
        ({"key": "back"}, "already"),
    ],
)
def test_a_wrong_layer_is_refused(typed: dict, sentence: str, guide: Guide, editor: Client) -> None:
    values = {n: str(Skill.objects.get(slug=v).pk) if v == "django" else v for n, v in typed.items()}
    after = change_form(editor, layer_of(guide, "front")).fill(**values, gist="Typed before").refused()
    assert sentence in after.said
    assert after["gist"] == "Typed before"


def test_a_skill_stands_once_in_a_guide(guide: Guide, editor: Client) -> None:
    form = change_form(editor, layer_of(guide, "back"))
    form.add_row("placements", skill=Skill.objects.get(name="Flask").pk, note="Typed before")
    after = form.refused()
    assert "This skill stands in the guide already; a skill stands once in a guide." in after.said
    assert after.rows("placements", "note") == ["Typed before"]


def test_a_new_layer_goes_last_and_stays_in_its_guide(guide: Guide, editor: Client) -> None:
    form = add_form(editor, "skills/layer")
    form.fill(guide=guide.pk, key="data", name="Data", gist="What is stored", area="data", position="base")
    after = form.add_row("boxes", label="ORM", gloss="two words", term=stored_term("orm")).save_and_continue()
    assert keys(guide) == ["front", "back", "base", "data"]
    assert [box.link for box in stored(guide).layers[3].boxes] == ["term:orm"]
    assert "guide" not in after.values
    assert len(versions(guide)) == 2


def stored_term(slug: str) -> int:
    """Return the key of a term."""
    return make_term("SQL").__class__.objects.get(slug=slug).pk


def test_a_layer_can_be_deleted_but_not_the_last_one(guide: Guide) -> None:
    reviewer = editor_client("Reviewers")
    for key in ("front", "base"):
        url = change_address(layer_of(guide, key)).replace("change", "delete")
        assert reviewer.post(url, {"post": "yes"}).status_code == 302
    assert keys(guide) == ["back"]
    assert versions(guide)[-1].reason == "The layer “Base” was deleted"
    before = everything()
    url = change_address(layer_of(guide, "back")).replace("change", "delete")
    answer = reviewer.post(url, {"post": "yes"}, follow=True)
    assert "Layers: " in answer.content.decode()
    assert everything() == before
    assert "delete_selected" not in reviewer.get(address("skills/layer")).content.decode()


def test_the_guides_page_leads_to_its_layers(guide: Guide, editor: Client) -> None:
    form: Form = change_form(editor, guide)
    for row in guide.layers.all():
        assert f'href="/admin/skills/layer/{guide.pk}-{row.key}/change/"' in form.html
    page = change_form(editor, layer_of(guide, "back"))
    assert 'href="/admin/r/' not in page.html
    assert "/guides/python-guide/?layer=back" in page.html
    Guide.objects.update(state=State.UNPUBLISHED)
    assert "View on site" not in change_form(editor, layer_of(guide, "back")).html


def test_a_large_layer_opens_with_few_queries(editor: Client, django_assert_max_num_queries) -> None:
    """Each chosen reference takes a query of its own, and no more."""
    skills = [make_skill(f"Skill {n}") for n in range(15)]
    guide = make_guide(layers=[layer("front", boxes=[("Box", s) for s in skills], placements=skills)])
    with django_assert_max_num_queries(60):
        change_form(editor, layer_of(guide, "front"))
    with django_assert_max_num_queries(20):
        change_form(editor, guide)


def test_a_skill_can_be_written_from_a_document(editor: Client) -> None:
    document = skill_document("Django", terms=[make_term("ORM")], often_with=[make_skill("Flask")])
    assert stored(add_entry(editor, document)) == document


@pytest.mark.sampled(2)
@pytest.mark.parametrize("key", ["x", "9" * 30, "a_00b", "1.5"])
def test_a_number_that_is_none_is_not_found(editor: Client, guide: Guide, key: str) -> None:
    for page, ask in (("history", editor.get), ("draft", editor.post), ("restore", editor.post)):
        assert ask(f"/admin/skills/guide/{key}/{page}/").status_code == 404
    assert editor.get(address("skills/layer", "add/"), {"guide": key}).status_code == 200
