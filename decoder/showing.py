"""The marked text as parts for the template, and the whole reading as plain text for a note or a mail."""

from typing import Any

from decoder import masking
from decoder.adverts import Advice
from decoder.explaining import Explained
from decoder.reading import Reading
from decoder.versions import Note


def parts(reading: Reading, explained: Explained, notes: list[Note]) -> list[dict[str, Any]]:
    """Return the text in pieces, in order: plain ones, known and unknown words, and what copies hide."""
    areas = {word["term"].slug: word["area"] for layer in explained.layers for word in layer.words}
    areas |= {word["term"].slug: word["area"] for word in explained.others}
    marks: list[tuple[int, int, dict[str, Any]]] = []
    for one in reading.found:
        if one.slug in areas:
            checked = next(
                (n for n in notes if n.slug == one.slug and n.start < one.end and one.start < n.end), None
            )
            mark = {"kind": "known", "slug": one.slug, "area": areas[one.slug]}
            marks.append((one.start, one.end, mark | {"check": checked is not None, "context": one.context}))
    marks += [(one.start, one.end, {"kind": "unknown"}) for one in reading.unknown]
    marks += [(one.start, one.end, {"kind": "private", "mask": one.mask}) for one in reading.private]
    marks.sort(key=lambda mark: mark[:2])
    pieces: list[dict[str, Any]] = []
    at = 0
    for start, end, mark in marks:
        if start < at:
            continue
        if start > at:
            pieces.append({"kind": "", "text": reading.text[at:start]})
        pieces.append(mark | {"text": reading.text[start:end]})
        at = end
    pieces.append({"kind": "", "text": reading.text[at:]})
    return pieces


def as_plain(
    reading: Reading, explained: Explained, notes: list[Note], advice: list[Advice], *, mask: bool
) -> str:
    """Return the reading as plain text; addresses, numbers and links are hidden unless told otherwise."""
    lines = ["WORDS BY LAYER"]
    for layer in explained.layers:
        lines += ["", f"{layer.name}:" + ("" if layer.words else " not mentioned")]
        lines += [f"- {word['term'].name}: {word['term'].gist}" for word in layer.words]
    if explained.others:
        lines += ["", "Other words:"]
        lines += [f"- {word['term'].name}: {word['term'].gist}" for word in explained.others]
    if notes:
        lines += ["", "WORTH A QUESTION", *(f"- {note.title}: {note.text}" for note in notes)]
    if advice:
        lines += ["", "ABOUT THE AD", *(f"- {one.title}: {one.text}" for one in advice)]
    if reading.unknown:
        lines += ["", "NOT IN THE WIKI", *(f"- {one.text}" for one in reading.unknown)]
    if explained.questions:
        lines += ["", "QUESTIONS", *(f"- {question.prompt}" for question in explained.questions)]
    lines += ["", "What is not mentioned is not a gap. Nobody lists everything."]
    text = masking.masked(reading.text, reading.private) if mask else reading.text
    return "\n".join([*lines, "", "THE TEXT", "", text.strip()])
