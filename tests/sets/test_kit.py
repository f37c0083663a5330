"""What is taken along: Markdown, a table that no spreadsheet runs, file names, and questions copied as text."""

import csv
import io
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.models import Question, Topic
from sets import kit
from sets.models import QuestionSet
from sets.sheets import Sheet, SheetItem
from tests.factories import make_question
from tests.reading import text
from tests.sets.worlds import browser_of, item_named, make_set, person

RISKY = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " =",
    "\n@",
    "\u00a0=1+1",
    "\x0b-",
    "=cmd|' /C calc'!A0",
    "'=1",
    '"',
)
TEXTS = st.builds(
    str.__add__, st.sampled_from([*RISKY, ""]), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
FIELDS = {
    name: TEXTS for name in ("prompt", "strong", "average", "weak", "probe", "section", "note", "phrase")
}


def sheet_with(data: dict[str, str]) -> Sheet:
    """Return a sheet of one question with these texts; nothing is stored."""
    question = Question(listen_for=[data["phrase"]], level="mid", topic=Topic(name="Data"))
    for field in ("prompt", "strong", "average", "weak", "probe"):
        setattr(question, field, data[field])
    return Sheet("Title", "", "", [SheetItem(1, 1, question, 5, section=data["section"], note=data["note"])])


@settings(max_examples=150)
@given(data=st.fixed_dictionaries(FIELDS))
def test_no_cell_begins_a_formula_and_nothing_else_changes(data: dict[str, str]) -> None:
    header, row = csv.reader(io.StringIO(kit.as_csv(sheet_with(data)), newline=""))
    assert header == list(kit.COLUMNS)
    cells = dict(zip(header, row, strict=True))
    wanted = {
        "Question": "prompt", "Strong": "strong", "Average": "average", "Weak": "weak", "Then ask": "probe",
        "Section": "section", "Note": "note", "Listen for": "phrase",
    }  # fmt: skip
    for column, field in wanted.items():
        assert cells[column] in (data[field], f"'{data[field]}")
    for cell in row:
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
        assert not cell.startswith(("\t", "\r", "\n")), cell


@settings(max_examples=50)
@given(data=st.fixed_dictionaries(FIELDS))
def test_markdown_keeps_each_text_on_its_line(data: dict[str, str]) -> None:
    """No text can pretend to be a heading or another question."""
    lines = kit.as_markdown(sheet_with(data)).split("\n")
    assert [line for line in lines if line.startswith("### ")] == [
        f"### 1. {' '.join(data['prompt'].split())}"
    ]
    assert len([line for line in lines if line.startswith("# ")]) == 1


@pytest.fixture
def made() -> QuestionSet:
    """A set of two questions, one with a note and a section."""
    question_set = make_set(person("owner"), "Slow page", "Old code", purpose="You know a lot.")
    item = item_named(question_set, "Slow page")
    item.section, item.note, item.minutes, item.must_ask = "Start", "Wait for a number.", 9, True
    item.save()
    return question_set


@pytest.mark.django_db
def test_the_downloads_hold_the_whole_set(made: QuestionSet) -> None:
    path = reverse("set-download", args=[made.pk])
    answer = browser_of(made.owner).get(path, {"as": "markdown"})
    for part in ("# Backend screen", "## Start", "9 min, must ask", "Note: Wait for a number.", "- a number",
                 "- [ ] Strong: We measured it", "Then ask: How did", kit.FAIR, "2 questions, 14 minutes"):  # fmt: skip
        assert part in text(answer), part
    assert answer.headers["Content-Disposition"] == 'attachment; filename="backend-screen.md"'
    table = browser_of(made.owner).get(path, {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(text(table), newline="")))
    assert [row["Question"] for row in rows] == ["Tell me about a slow page?", "Tell me about a old code?"]
    assert (rows[0]["Must ask"], rows[0]["Stage"], rows[0]["Rating"]) == ("yes", "Mid-level", "")
    assert table.headers["Content-Disposition"] == 'attachment; filename="backend-screen.csv"'


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title", ['a"; filename="x.exe', "../../etc/passwd", "日本語", "a\u202eexe.b", "x" * 120]
)
def test_file_names_are_harmless(title: str) -> None:
    made = make_set(person("owner"), title=title)
    answer = browser_of(made.owner).get(reverse("set-download", args=[made.pk]))
    name: Any = (
        answer.headers["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('.md"')
    )
    assert name
    assert len(name) <= 60
    assert name.replace("-", "").isalnum()
    assert name.isascii()


@pytest.mark.django_db
def test_a_question_is_copied_with_and_without_its_key() -> None:
    make_question("Slow page")
    plain, whole = (
        text(browser_of().get(f"/interviews/slow-page/?format=text{key}")) for key in ("", "&key=1")
    )
    assert plain == "Tell me about a slow page?\n"
    for part in ("Tell me", "Why we ask: It shows", "- a number", "Strong answer: We measured it", "Weak answer:",
                 "Why: Neither.", "Then ask: How did you measure it?"):  # fmt: skip
        assert part in whole, part


@pytest.mark.django_db
def test_the_printed_sheet_has_room_to_write_and_the_reminder(made: QuestionSet) -> None:
    page = text(browser_of(made.owner).get(reverse("set-print", args=[made.pk])))
    for part in ("You know a lot.", "Reference (no name)", kit.NOT_ASKED, "1. “Tell me about a slow page?”",
                 "9 min, must ask", "Wait for a number.", "We bought a bigger server."):  # fmt: skip
        assert part in page, part
    assert page.count('class="tick"') == 6
    assert page.count('class="lines"') == 2
