"""What differs between two texts, word by word."""

import difflib
import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from entries.markdown import safe

MOST_COMPARED = 4_000_000
"""Pairs of words that are compared with each other; longer texts are compared line by line."""


@dataclass(frozen=True)
class Difference:
    """A field that differs: how it was and how it is, with the words that differ marked."""

    field: str
    before: SafeString
    after: SafeString


def side_by_side(field: str, before: Any, after: Any) -> Difference:
    """Return two values of a field with the words that differ in `<del>` and `<ins>`."""
    old, new = (re.findall(r"\s+|[^\s]+", as_text(value)) for value in (before, after))
    if len(old) * len(new) > MOST_COMPARED:  # long texts line by line: word by word would take seconds
        old, new = as_text(before).splitlines(keepends=True), as_text(after).splitlines(keepends=True)
    left, right = [], []
    for change, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[i1:i2])), escape("".join(new[j1:j2]))
        left.append(f"<del>{gone}</del>" if change != "equal" and gone else gone)
        right.append(f"<ins>{come}</ins>" if change != "equal" and come else come)
    return Difference(field, safe("".join(left)), safe("".join(right)))


def as_text(value: Any) -> str:
    """Return any part of a Document as lines that people can read: rows of a list stand on lines of their own."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(as_text(item).replace("\n", " ") for item in value)
    if isinstance(value, dict):
        said = {name: part for name, part in value.items() if part is not False}
        parts = [f"{name.replace('_', ' ')}: {as_text(part)}" for name, part in said.items()]
        return "; ".join(part for part in parts if not part.endswith(": "))
    return str(value)
