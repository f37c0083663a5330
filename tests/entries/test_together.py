"""Bringing two texts together: what is offered, what is chosen already, and that no words get lost on the way."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.together import choices, combined, differing, merged

BASE = {
    "slug": "guide",
    "gist": "One.",
    "why": "",
    "aliases": ["a", "b"],
    "former_slugs": [],
    "reviewed_on": None,
    "layers": [
        {"key": "front", "name": "Front", "boxes": ["x"]},
        {"key": "back", "name": "Back", "boxes": []},
    ],
}


def with_layers(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the base with other layers."""
    return {**BASE, "layers": list(rows), **fields}


FRONT, BACK = BASE["layers"]


def offered(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, str]:
    """Return the parts that are to be chosen, each with what is chosen already."""
    return {choice.name: choice.preset for choice in choices(BASE, mine, theirs)}


def test_the_side_that_changed_is_chosen_already() -> None:
    mine = {**BASE, "gist": "Mine.", "why": "Mine."}
    theirs = {**BASE, "gist": "Theirs.", "aliases": ["a"]}
    assert offered(mine, theirs) == {"gist": "", "why": "mine", "aliases": "theirs"}


def test_what_both_changed_alike_is_no_choice() -> None:
    same = {**BASE, "gist": "Same."}
    assert offered(same, same) == {}
    assert offered({**BASE, "why": None}, BASE) == {}


def test_layers_are_chosen_part_by_part() -> None:
    mine = with_layers({**FRONT, "boxes": ["x", "y"]}, BACK)
    theirs = with_layers(BACK, {**FRONT, "name": "Screens"})
    found = offered(mine, theirs)
    assert found == {"layers": "theirs", "layers/front/name": "theirs", "layers/front/boxes": "mine"}
    both = merged(BASE, mine, theirs, found)
    assert both["layers"] == [BACK, {"key": "front", "name": "Screens", "boxes": ["x", "y"]}]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_layer_that_one_side_took_out_and_the_other_one_worded_anew_has_to_be_chosen(swapped: bool) -> None:
    texts = with_layers(FRONT), with_layers(FRONT, {**BACK, "name": "Rules"})
    mine, theirs = reversed(texts) if swapped else texts
    (choice,) = choices(BASE, mine, theirs)
    assert (choice.name, choice.preset) == ("layers", "")
    assert "Rules" in choice.shown.before + choice.shown.after
    assert merged(BASE, mine, theirs, {"layers": "mine"})["layers"] == mine["layers"]
    assert merged(BASE, mine, theirs, {"layers": "theirs"})["layers"] == theirs["layers"]


def test_a_layer_that_one_side_took_out_untouched_goes() -> None:
    assert offered(with_layers(FRONT), BASE) == {"layers": "mine"}
    assert offered(BASE, with_layers(FRONT)) == {"layers": "theirs"}


def test_both_lists_can_stay() -> None:
    mine, theirs = {**BASE, "aliases": ["b", "m"]}, {**BASE, "aliases": ["a", "b", "t"]}
    (choice,) = choices(BASE, mine, theirs)
    assert choice.options == ("theirs", "mine", "both")
    assert merged(BASE, mine, theirs, {"aliases": "both"})["aliases"] == ["b", "t", "m"]
    new = {"key": "new", "name": "New", "boxes": []}
    other = {"key": "other", "name": "Other", "boxes": []}
    mine, theirs = with_layers(FRONT, BACK, new), with_layers(other, FRONT, BACK)
    assert merged(BASE, mine, theirs, {"layers": "both"})["layers"] == [other, FRONT, BACK, new]


def test_old_addresses_of_both_stay() -> None:
    mine, theirs = {**BASE, "former_slugs": ["m"]}, {**BASE, "slug": "new", "former_slugs": ["guide"]}
    assert offered(mine, theirs) == {"slug": "theirs"}
    assert merged(BASE, mine, theirs, {"slug": "theirs"})["former_slugs"] == ["guide", "m"]
    assert merged(BASE, mine, theirs, {"slug": "mine"})["former_slugs"] == ["m"]


def test_a_review_alone_needs_no_choice() -> None:
    mine, theirs = {**BASE, "gist": "Mine."}, {**BASE, "reviewed_on": "2026-11-01"}
    assert combined(BASE, mine, theirs) == {**BASE, "gist": "Mine.", "reviewed_on": "2026-11-01"}
    assert combined(BASE, mine, {**BASE, "why": "Theirs."}) is None
    assert combined(BASE, mine, {**BASE, "gist": "Theirs."}) is None


def test_a_difference_names_the_layer_and_the_row() -> None:
    after = with_layers({**FRONT, "boxes": ["x", "y"]}, BACK)
    (part,) = differing(BASE, after)
    assert (part.field, "<ins>y</ins>" in part.after.replace("\n", "")) == ("Layers, front: boxes", True)


words = st.sampled_from(["", "one", "two", "three"])
lists = st.lists(st.sampled_from("abcd"), unique=True)
rows = st.lists(
    st.fixed_dictionaries({"key": st.sampled_from("xyz"), "name": words, "boxes": lists}),
    unique_by=lambda row: row["key"],
    min_size=1,
)
texts = st.fixed_dictionaries(
    {"slug": st.just("s"), "gist": words, "aliases": lists, "layers": rows, "former_slugs": st.just([])}
)


@settings(max_examples=60)
@given(texts, texts, texts, st.data())
def test_a_text_is_what_was_chosen_and_no_change_goes_without_a_choice(
    base: dict, mine: dict, theirs: dict, data: st.DataObject
) -> None:
    found = choices(base, mine, theirs)
    assert merged(base, mine, theirs, {c.name: "mine" for c in found}) == mine
    assert merged(base, mine, theirs, {c.name: "theirs" for c in found}) == theirs
    for choice in found:
        if choice.preset and "/" not in choice.name and choice.name != "layers":
            other = theirs if choice.preset == "mine" else mine
            assert other[choice.name] == base[choice.name]
    chosen = {c.name: data.draw(st.sampled_from(c.options), label=c.name) for c in found}
    text = merged(base, mine, theirs, chosen)
    for name in ("gist", "aliases"):
        side = chosen.get(name, "mine")
        if side != "both":
            assert text[name] == (mine if side == "mine" else theirs)[name]
    keys = [row["key"] for row in text["layers"]]
    assert len(keys) == len(set(keys))
    for row in text["layers"]:
        sides = [row for side in (mine, theirs) for row in side["layers"]]
        assert all(
            row[part] in [one[part] for one in sides if one["key"] == row["key"]] or part == "boxes"
            for part in row
        )
