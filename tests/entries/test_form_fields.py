"""Lists and small structures typed into text boxes: what is shown can be typed, and comes back as it was."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.form_fields import DataField, LinesField, ParagraphsField, PlaceField, RowsField, SentenceField
from skills.diagrams import SHAPES, Diagram

LETTERS = st.characters(exclude_categories=["C", "Zl", "Zp"])
LINE = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
MARKER = LINE.filter(lambda text: not text.endswith("\\"))
READS = RowsField(columns=("wrote", "means", "ask"), required_columns=2)
GROUPS = RowsField(columns=("name", "area", "markers", "means"))
DIAGRAM = DataField(part=Diagram)


def said(field: Any, typed: str) -> str:
    """Return what a field says to a text that it refuses."""
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return " ".join(refused.value.messages)


def back(field: Any, stored: Any) -> Any:
    """Return what is stored after a value was shown and posted unchanged; checks that it counts as unchanged."""
    shown = field.prepare_value(stored)
    assert not field.has_changed(stored, shown)
    assert not field.has_changed(stored, shown.replace("\n", "\r\n"))
    return field.clean(shown.replace("\n", "\r\n"))


# Lines


@settings(max_examples=40)
@given(st.lists(LINE))
def test_lines_come_back(lines: list[str]) -> None:
    assert back(LinesField(), lines) == lines


def test_lines_that_hold_nothing_do_not_count() -> None:
    assert LinesField().clean("  one \r\n\r\n \n two\n") == ["one", "two"]
    assert not LinesField().has_changed(["one", "two"], "one\n\n two ")
    assert LinesField().has_changed(["one", "two"], "two\none")
    assert LinesField().has_changed([], "one")


def test_lines_can_be_required() -> None:
    assert said(LinesField(required=True), " \n ") == "This field is required."
    assert LinesField().clean("") == []


def test_what_was_typed_is_shown_again() -> None:
    for field in (LinesField(), READS, DIAGRAM):
        assert field.prepare_value("typed | so") == "typed | so"


# Rows


@settings(max_examples=40)
@given(st.lists(st.fixed_dictionaries({"wrote": LINE, "means": LINE, "ask": st.none() | LINE})))
def test_rows_come_back(rows: list[dict]) -> None:
    assert back(READS, rows) == rows


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": LINE, "area": st.just("data"), "markers": st.lists(MARKER), "means": LINE}
        )
    )
)
def test_rows_with_a_list_in_a_column_come_back(rows: list[dict]) -> None:
    assert back(GROUPS, rows) == rows


def test_an_empty_last_column_is_left_out() -> None:
    stored = [{"wrote": "Django", "means": "They used it.", "ask": None}]
    assert READS.prepare_value(stored) == "Django | They used it."
    assert not READS.has_changed(stored, "Django | They used it.")
    assert READS.clean("Django | They used it. |") == READS.clean("Django|They used it.")


def test_a_bar_within_a_text_has_a_backslash_before_it() -> None:
    stored = [{"wrote": "a | b", "means": "c", "ask": None}]
    assert READS.prepare_value(stored) == r"a \| b | c"
    assert back(READS, stored) == stored


@pytest.mark.parametrize("typed", ["only one", "a | b | c | d", "fine | too\nonly one"])
def test_a_row_with_the_wrong_number_of_columns_is_refused_with_its_line(typed: str) -> None:
    number = typed.count("\n") + 1
    assert said(READS, typed) == f"Line {number} must read: wrote | means | ask (optional)"
    assert READS.has_changed([], typed)


def test_the_help_text_says_how_a_row_reads() -> None:
    assert READS.help_text == "One row a line: wrote | means | ask (optional)"


# Data


@st.composite
def diagrams(draw: st.DrawFn) -> dict:
    """Return a mini-diagram as it is stored."""
    shape = draw(st.sampled_from(sorted(SHAPES)))
    least, most = SHAPES[shape]
    box = st.fixed_dictionaries({"label": LINE}, optional={"text": LINE, "code": st.just(True)})
    data = {
        "shape": shape,
        "caption": draw(LINE),
        "boxes": draw(st.lists(box, min_size=least, max_size=most)),
    }
    if shape == "exchange":
        message = st.fixed_dictionaries({"by": st.sampled_from(["left", "right"]), "text": LINE})
        data["messages"] = draw(st.lists(message, min_size=1, max_size=3))
    return data


@settings(max_examples=40)
@given(diagrams())
def test_diagrams_come_back(data: dict) -> None:
    assert back(DIAGRAM, data) == data


def test_a_diagram_is_shown_in_the_order_of_its_example() -> None:
    """The database keeps the keys of stored data in an order of its own."""
    stored = {"boxes": [{"text": "b", "label": "a"}, {"label": "c"}], "shape": "cards", "caption": "Two"}
    shown = "shape: cards\ncaption: Two\nboxes:\n- label: a\n  text: b\n- label: c\n"
    assert DIAGRAM.prepare_value(stored) == shown
    assert not DIAGRAM.has_changed(stored, shown)


def test_no_diagram_is_none() -> None:
    assert DIAGRAM.clean(" \n") is None
    assert not DIAGRAM.has_changed(None, "")
    assert DIAGRAM.prepare_value(None) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("shape: [", "Line 1 cannot be read."),
        ("shape: cards\n  caption: x\nboxes", "Line 2 cannot be read."),
        ("caption: 2026-02-30", "The text cannot be read."),
        ("[" * 5000, "too deep"),
        ("[" * 100, "cannot be read."),
        ("a: b\n" * 5000, "too long"),
        ("shape: cards\ncaption: Two\nboxes: []", "the shape “cards” takes 2 to 4 boxes, not 0"),
        ("shape: round\ncaption: x\nboxes: []", "Shape: is 'round'; allowed: 'flow', 'cards'"),
        (
            "shape: cards\ncaption: x\nboxes:\n- label: 404\n- label: b",
            "Boxes, row 1, label: must be text, not 404;",
        ),
        (
            "shape: cards\ncaption: x\nboxes:\n- label: a\n- {label: b, hue: red}",
            "Boxes, row 2, hue: unknown field",
        ),
        ("just words", "valid"),
    ],
)
def test_a_wrong_diagram_is_refused_with_its_place(typed: str, sentence: str) -> None:
    assert sentence.lower() in said(DIAGRAM, typed).lower()
    assert DIAGRAM.has_changed(None, typed)


@pytest.mark.parametrize("field", [LinesField(), READS, DIAGRAM])
def test_a_character_that_the_database_cannot_hold_is_refused(field: Any) -> None:
    assert "invisible control characters" in said(field, "a\x00b | c")


@settings(max_examples=40)
@given(st.text())
def test_any_text_gives_a_value_or_a_sentence(typed: str) -> None:
    for field in (LinesField(), READS, GROUPS, DIAGRAM):
        field.has_changed(None, typed)


# Texts and places


def test_a_sentence_takes_line_breaks_as_spaces() -> None:
    assert SentenceField().clean(" One \r\n line,\n\ntwo  words. ") == "One line, two  words."


def test_paragraphs_end_their_lines_as_files_do() -> None:
    assert ParagraphsField().clean("one\r\n\r\ntwo\rthree") == "one\n\ntwo\nthree"


def test_places_are_counted_from_one() -> None:
    field = PlaceField()
    assert field.prepare_value(0) == 1
    assert field.clean("3") == 2
    assert field.clean("") is None
    assert said(field, "0") == "Count places from 1."
    assert not field.has_changed(0, "1")
    assert field.has_changed(0, "")
