"""The columns of a list of entries: the fields of a Document as cells of a table, and back without loss.

A list of texts has one text a line. A list of groups has one group a line, its fields parted by bars; a bar or a
backslash of a text has a backslash before it.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from entries.document import Document
from entries.models import State

LEFT_OUT = {"former_slugs"}
"""Fields of Documents that no list holds: former addresses keep themselves."""

SHARED = ("reviewed_on", "review_every_months", "sources")
"""Fields of every kind, which stand behind the kind's own."""

Shape = Literal["text", "flag", "number", "day", "texts", "groups"]


@dataclass(frozen=True)
class Column:
    """One field of a list: its name, how its value is written, and the value that an empty cell stands for."""

    name: str
    shape: Shape
    empty: Any
    group: tuple["Column", ...] = ()
    needed: bool = True


@cache
def columns_of(document: type[Document]) -> tuple[Column, ...]:
    """Return the columns of a kind in the order in which they are exported."""
    own = [name for name in document.model_fields if name not in LEFT_OUT | {"slug", "name", *SHARED}]
    found = {column.name: column for column in _columns(document)}
    state = Column("state", "text", None, needed=False)
    return (found["slug"], found["name"], state, *(found[name] for name in (*own, *SHARED)))


def plain(document: Document, state: str) -> dict[str, Any]:
    """Return what a list holds of an entry, as plain data in the order of the columns."""
    data = {**document.model_dump(mode="json"), "state": state}
    return {column.name: data[column.name] for column in columns_of(type(document))}


def written(value: Any, column: Column) -> str:
    """Return a value as the text of its cell."""
    if value is None:
        return ""
    match column.shape:
        case "flag":
            return "true" if value else "false"
        case "texts":
            return "\n".join(value)
        case "groups":
            return "\n".join(_line(group, column) for group in value)
        case _:
            return str(value)


def read(cell: str, column: Column) -> Any:
    """Return the value that a cell stands for; what fits nothing stays text, for the Document to refuse.

    Raises ValueError with a sentence where the Document could not say what is wrong.
    """
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return column.empty
    match column.shape:
        case "flag":
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
        case "number":
            return int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text) else text
        case "day":
            return _day(text)
        case "texts":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "groups":
            lines = [line for line in text.split("\n") if line.strip()]
            return [_group(line, number, column) for number, line in enumerate(lines, start=1)]
        case _:
            return text


def state_problem(state: Any) -> str:
    """Return what is wrong with a state, or nothing."""
    known = state is None or (isinstance(state, str) and state in State.values)
    return "" if known else f"is {str(state)[:40]!r}; allowed: {', '.join(State.values)}"


def _columns(model: type[BaseModel]) -> list[Column]:
    return [
        _column(name, hint, model)
        for name, hint in get_type_hints(model).items()
        if name in model.model_fields and name not in LEFT_OUT
    ]


def _column(name: str, hint: Any, model: type[BaseModel]) -> Column:
    field = model.model_fields[name]
    needed = field.is_required()
    if get_origin(hint) in (Union, UnionType):
        hint = next(inner for inner in get_args(hint) if inner is not type(None))
    if get_origin(hint) is list:
        inner = get_args(hint)[0]
        grouped = isinstance(inner, type) and issubclass(inner, BaseModel)
        return Column(
            name, "groups" if grouped else "texts", [], tuple(_columns(inner)) if grouped else (), needed
        )
    shapes: dict[Any, Shape] = {bool: "flag", int: "number", date: "day"}
    shape = shapes.get(hint, "text")
    empty = field.default if not needed else ("" if shape == "text" else None)
    return Column(name, shape, empty, needed=needed)


def _day(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"is {text[:40]!r}; write a day as 2026-11-22")
    return text


def _line(group: dict[str, Any], column: Column) -> str:
    cells = [
        "" if group[part.name] == part.empty and not part.needed else written(group[part.name], part)
        for part in column.group
    ]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells)


def _group(line: str, number: int, column: Column) -> dict[str, Any]:
    cells = _cells(line)
    if len(cells) > len(column.group):
        wanted = " | ".join(p.name if p.needed else f"{p.name} (optional)" for p in column.group)
        raise ValueError(f"line {number} must read: {wanted}")
    left_out = {part.name: part.empty for part in column.group[len(cells) :] if not part.needed}
    return {part.name: read(cell, part) for part, cell in zip(column.group, cells, strict=False)} | left_out


def _cells(line: str) -> list[str]:
    cells = [""]
    for sign in re.findall(r"\\[\\|]|[^\\|]+|[\\|]", line):
        if sign == "|":
            cells.append("")
        else:
            cells[-1] += sign[1:] if sign in ("\\\\", "\\|") else sign
    return [cell.strip() for cell in cells]
