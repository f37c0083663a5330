"""Cells of a table that no spreadsheet takes for a formula, and their texts as they were."""

import re

_RISKY = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]|'")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a risky beginning gets an apostrophe before it.

    So does an apostrophe, by which `original` knows the one that was added.
    """
    return f"'{text}" if _RISKY.match(text) else text


def original(cell: str) -> str:
    """Return the text that `neutral` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell, 1) else cell
