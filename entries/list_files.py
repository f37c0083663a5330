"""Lists of entries as CSV and JSON: written piece by piece, and read with a sentence for all that is wrong."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

from entries.cells import neutral, original
from entries.kinds import Kind
from entries.list_columns import Column, columns_of, read, written

MOST_BYTES, MOST_ROWS = 2 * 1024 * 1024, 1_000
"""What one import may hold. It is written in one transaction, within the time of one request."""

MOST_IN_FIELD = 500
"""Spellings, links or the like that one entry may have in a list."""

CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_BOM = "\ufeff"


class ListRefused(Exception):
    """The file is no list of entries as a whole; the message is a sentence for a person."""


@dataclass
class Row:
    """One entry of a list: the fields it names, and what is wrong with it.

    Its number is that of a spreadsheet, where the names of the columns are row 1; in JSON entries count from 1.
    """

    number: int
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def refuse(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(f"{capfirst(name.replace('_', ' '))}: {sentence.rstrip('.')}.")


def as_csv(kind: Kind, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a table with a row for each entry, the names of the columns first, as spreadsheets open it."""
    columns = columns_of(kind.document)
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(_BOM)  # without it, Excel takes UTF-8 for something older
    writer.writerow([column.name for column in columns])
    for entry in entries:
        writer.writerow([neutral(written(entry[column.name], column)) for column in columns])
        yield _taken(out)
    yield _taken(out)


def as_json(kind: Kind, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a list of objects, each on a line of its own."""
    before = "[\n"
    for entry in entries:
        yield before + json.dumps(entry, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


FORMATS: dict[str, Callable[[Kind, Iterable[dict[str, Any]]], Iterator[str]]] = {
    "csv": as_csv,
    "json": as_json,
}


def text_of(content: bytes) -> str:
    """Return the text of an uploaded file; raises ListRefused when it holds something else."""
    if len(content) > MOST_BYTES:
        raise ListRefused(f"The file is larger than {MOST_BYTES // 2**20} MB. Import it in parts.")
    if content.startswith(b"PK"):
        raise ListRefused("This is a zip file or a workbook. Save it as “CSV UTF-8” and choose that file.")
    try:
        text = content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ListRefused(
            f"Line {line} is not UTF-8 text. In the spreadsheet, save the table as “CSV UTF-8”."
        ) from error
    if not text.strip():
        raise ListRefused("The file is empty.")
    return text


def rows_of(text: str, kind: Kind) -> list[Row]:
    """Return the rows of a list, CSV or JSON; raises ListRefused when it can be read as neither."""
    rows = _json_rows(text, kind) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text, kind)
    if not rows:
        raise ListRefused("The list holds no entry.")
    if len(rows) > MOST_ROWS:
        raise ListRefused(
            f"The list holds {len(rows):,} entries; one import takes {MOST_ROWS:,}. Cut it in parts."
        )
    first: dict[str, int] = {}
    for row in rows:
        for name, value in row.data.items():
            if isinstance(value, list) and len(value) > MOST_IN_FIELD:
                row.refuse(shown(name), f"holds {len(value):,} items; {MOST_IN_FIELD} are the most")
        slug = row.data.get("slug")
        if isinstance(slug, str) and slug in first:
            row.refuse("slug", f"“{shown(slug)}” stands in row {first[slug]} already")
        elif isinstance(slug, str):
            first[slug] = row.number
    return rows


def shown(text: Any, longest: int = 60) -> str:
    """Return something that was uploaded in a form that fits into a sentence of a page."""
    return str(text)[:longest].encode("utf-8", "backslashreplace").decode()


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _csv_rows(text: str, kind: Kind) -> list[Row]:
    known = {column.name: column for column in columns_of(kind.document)}
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, known), strict=True)
    rows: list[Row] = []
    number = 1
    try:
        header = _header(next(table), known)
        for number, cells in enumerate(table, start=2):
            if any(cell.strip() for cell in cells):
                rows.append(_csv_row(number, cells, header))
    except csv.Error as error:
        raise ListRefused(
            f"The table cannot be read after row {number}: {error}. Perhaps a quotation mark is missing."
        ) from error
    return rows


def _delimiter(text: str, known: dict[str, Column]) -> str:
    """Return the sign that parts the first line into the most names of columns."""
    first = text.lstrip("\r\n").splitlines()[0]
    return max(",;\t", key=lambda sign: sum(_name(cell) in known for cell in first.split(sign)))


def _header(cells: list[str], known: dict[str, Column]) -> list[Column]:
    names = [_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in known:
            raise ListRefused(f"Unknown column “{shown(name)}”. The columns are: {', '.join(known)}.")
        if names.count(name) > 1:
            raise ListRefused(f"The column “{name}” stands twice. Keep one of the two.")
    if "slug" not in names:
        raise ListRefused("The column “slug” is missing: it says which entry a row is about.")
    return [known[name] for name in names]


def _name(cell: str) -> str:
    return original(cell.strip().strip('"')).strip().lower().replace(" ", "_")


def _csv_row(number: int, cells: list[str], header: list[Column]) -> Row:
    row = Row(number)
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        row.problems.append(f"It has {len(cells)} cells, but there are {len(header)} columns.")
        return row
    for column, cell in zip(header, cells, strict=False):
        try:
            row.data[column.name] = read(original(cell), column)
        except ValueError as error:
            row.refuse(column.name, str(error))
    return row


def _json_rows(text: str, kind: Kind) -> list[Row]:
    known = [column.name for column in columns_of(kind.document)]
    try:
        found = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ListRefused(f"The JSON is broken in line {error.lineno}: {error.msg}.") from error
    except RecursionError as error:
        raise ListRefused("The JSON is nested too deeply.") from error
    except ValueError as error:  # a number of thousands of digits, NaN
        raise ListRefused("The JSON holds a number that nothing here can be.") from error
    if not isinstance(found, list):
        raise ListRefused("The JSON must be a list of entries: [{…}, {…}].")
    return [_json_row(number, item, known) for number, item in enumerate(found, start=1)]


class _Pairs(dict[str, Any]):
    """An object of JSON that remembers which field stood twice in it."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.doubled: str | None = None
        for name, value in pairs:
            inner = (
                part.doubled
                for part in (value if isinstance(value, list) else [value])
                if isinstance(part, _Pairs)
            )
            self.doubled = name if name in self else self.doubled or next(filter(None, inner), None)
            self[name] = value


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _json_row(number: int, item: Any, known: list[str]) -> Row:
    row = Row(number)
    if not isinstance(item, _Pairs):
        row.problems.append("It is no entry; write {…} with its fields.")
        return row
    if item.doubled is not None:
        row.problems.append(f"The field “{shown(item.doubled)}” stands twice.")
    if unknown := next((name for name in item if name not in known), None):
        row.problems.append(f"Unknown field “{shown(unknown)}”. The fields are: {', '.join(known)}.")
    if "slug" not in item:
        row.problems.append("The field “slug” is missing: it says which entry this is about.")
    row.data = dict(item)
    return row
