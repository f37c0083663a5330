"""A sheet as Markdown and as a table for spreadsheets."""

import csv
import io

from entries.cells import neutral
from interviews.models import Question
from interviews.plain import ANSWERS, WITHHELD, one_line
from sets.sheets import Sheet, SheetItem

FAIR = "Same questions, same order, same scale for everybody. Write down what was said, not what you thought of it."
NOT_ASKED = (
    "Do not ask about age, family, health, religion, origin, politics or money troubles, and do not write them down "
    "when somebody mentions them."
)
GONE = "This question is no longer in the wiki."

COLUMNS = (
    "Number", "Section", "Question", "Minutes", "Must ask", "Stage", "Note", "Listen for",
    "Strong", "Average", "Weak", "Then ask", "Rating", "What was said",
)  # fmt: skip


def as_csv(sheet: Sheet) -> str:
    """Return the sheet as a table with a row for each question and empty columns to fill in."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in sheet.items:
        question = item.question
        texts = [
            str(item.number), item.section, question.prompt if question else GONE, str(item.minutes),
            "yes" if item.must_ask else "", _stage(question), item.note, *_key(question), "", "",
        ]  # fmt: skip
        writer.writerow([neutral(text) for text in texts])
    return out.getvalue()


def as_markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown, to paste into a document or a ticket."""
    lines = [f"# {one_line(sheet.title)}", ""]
    lines += [one_line(text) + "\n" for text in (sheet.role, sheet.purpose) if text]
    lines += [f"{len(sheet.items)} questions, {sheet.minutes} minutes. {FAIR}", "", NOT_ASKED, ""]
    for item in sheet.items:
        if item.begins_section:
            lines += [f"## {one_line(item.section)}", ""]
        lines += [*_item_lines(item), ""]
    return "\n".join(lines).rstrip() + "\n"


def _item_lines(item: SheetItem) -> list[str]:
    question = item.question
    must = ", must ask" if item.must_ask else ""
    if not question:
        return [f"### {item.number}. {GONE}"]
    lines = [f"### {item.number}. {one_line(question.prompt)}", "", f"{item.minutes} min{must}"]
    if item.note:
        lines += ["", f"Note: {one_line(item.note)}"]
    if question.withheld:
        return [*lines, "", WITHHELD]
    if question.listen_for:
        lines += ["", "Listen for:", "", *(f"- {one_line(phrase)}" for phrase in question.listen_for)]
    lines += [
        "",
        *(
            f"- [ ] {label}: {one_line(text)}"
            for label, text in zip(ANSWERS.values(), _key(question)[1:4], strict=True)
            if text
        ),
    ]
    return lines + (["", f"Then ask: {one_line(question.probe)}"] if question.probe else [])


def _key(question: Question | None) -> list[str]:
    if question is None:
        return [""] * 5
    if question.withheld:
        return [WITHHELD, "", "", "", ""]
    listen_for = "; ".join(question.listen_for)
    return [listen_for, question.strong, question.average, question.weak, question.probe]


def _stage(question: Question | None) -> str:
    return question.get_level_display() if question and question.level else ""
