"""The texts and sentences that were labelled by hand before the decoder first read them.

In a text, « » stand around every name that means technology, `«shown|slug»` where its spelling alone does not say which
term it is, and `«shown|?»` around a technical word that the wiki does not know.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "texts"
_MARK = re.compile(r"«([^«»|]+)(?:\|([^«»]+))?»")


class Labelled(NamedTuple):
    """A text without its marks: what is named (spelling, slug or nothing) and what is technical and unknown."""

    title: str
    text: str
    named: list[tuple[str, str]]
    unknown: list[str]


def texts(name: str) -> list[Labelled]:
    """Return the texts of a file."""
    parts = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    return [_labelled(*part.split("\n", 1)) for part in parts]


def sentences(name: str) -> list[str]:
    """Return sentences in which no word means technology."""
    return (FOLDER / f"sentences_{name}.txt").read_text(encoding="utf-8").splitlines()


def _labelled(title: str, marked: str) -> Labelled:
    marks = [(m[1], m[2] or "") for m in _MARK.finditer(marked)]
    return Labelled(
        title=title.strip(),
        text=_MARK.sub(r"\1", marked),
        named=[mark for mark in marks if mark[1] != "?"],
        unknown=[shown for shown, slug in marks if slug == "?"],
    )
