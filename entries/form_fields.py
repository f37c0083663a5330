"""Form fields for the texts and lists of an entry; a list has one item a line, so that plain text areas can hold it."""

import re
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as DocumentError

from entries.refusals import refused_by_document, spoken

LONGEST_DATA = 20_000
"""Characters that a small structure may have; YAML takes long over more."""


class SentenceField(forms.CharField):
    """A text that stands on one line, in a box that shows all of it; line breaks become spaces."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"widget": forms.Textarea(attrs={"rows": 2, "class": "sentence"})})

    def to_python(self, value: Any) -> Any:
        """Return the text on one line."""
        return re.sub(r"\s*[\r\n]\s*", " ", super().to_python(value) or "")


class ParagraphsField(forms.CharField):
    """A text of several lines, which end as in files; browsers send \\r\\n."""

    def to_python(self, value: Any) -> Any:
        """Return the text with its line ends as they are stored."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class PlaceField(forms.IntegerField):
    """The place of a row among its neighbours: counted from 0 where it is stored, from 1 where people see it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.NumberInput(attrs={"class": "place", "min": 1}))
        super().__init__(required=False, label="Place", help_text="1 is first; empty: last.", **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored place."""
        return value + 1 if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the place as it is stored; None for last."""
        place = super().to_python(value)
        if place is not None and place < 1:
            raise ValidationError("Count places from 1.")
        return None if place is None else place - 1


class ListField(forms.CharField):
    """Base of the fields that show stored data as text; two texts are equal when they stand for the same data."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the data; refuses the one character that the database cannot hold."""
        if "\x00" in (value or ""):
            raise ValidationError(
                "The text holds invisible control characters. Paste it again as plain text."
            )
        return self.read(value or "")

    def read(self, text: str) -> Any:
        """Return the data that a text stands for."""
        raise NotImplementedError

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is stored."""
        try:
            return self.to_python(self.prepare_value(initial)) != self.to_python(data)
        except ValidationError:
            return True


class LinesField(ListField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "class": "lines"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def read(self, text: str) -> list[str]:
        """Return the lines that hold something."""
        return [line.strip() for line in text.splitlines() if line.strip()]


class RowsField(ListField):
    """A list of rows, one a line, its columns parted by `|`; `columns` names them, the last ones may be left out.

    A column named `markers` holds a list of its own, parted by commas. A bar or comma that is part of a text has a
    backslash before it.
    """

    LISTS = frozenset({"markers"})

    def __init__(
        self, *, columns: tuple[str, ...], required_columns: int | None = None, **options: Any
    ) -> None:
        self.columns = columns
        self.least = required_columns or len(columns)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5, "class": "lines"}))
        options.setdefault("help_text", f"One row a line: {self.pattern}")
        super().__init__(**options)

    @property
    def pattern(self) -> str:
        """How a line reads."""
        return " | ".join(
            [*self.columns[: self.least], *(f"{name} (optional)" for name in self.columns[self.least :])]
        )

    def prepare_value(self, value: Any) -> Any:
        """Show stored rows as lines."""
        return "\n".join(self._line(row) for row in value) if isinstance(value, list) else value

    def read(self, text: str) -> list[dict[str, Any]]:
        """Return the rows; a line with too few or too many columns is refused with its number."""
        rows = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            cells = _parted(line, "|")
            if not self.least <= len(cells) <= len(self.columns):
                raise ValidationError(f"Line {number} must read: {self.pattern}")
            rows.append(self._row(cells))
        return rows

    def _row(self, cells: list[str]) -> dict[str, Any]:
        """Return a row as it is stored: an optional column that is empty holds None, another one is missing."""
        row: dict[str, Any] = dict.fromkeys(self.columns[self.least :])
        for name, cell in zip(self.columns, cells, strict=False):
            if name in self.LISTS:
                row[name] = [part for part in _parted(cell, ",") if part]
            elif cell:
                row[name] = cell
        return row

    def _line(self, row: dict[str, Any]) -> str:
        cells = [self._shown(row.get(name)) for name in self.columns]
        while len(cells) > self.least and not cells[-1]:
            cells.pop()
        return " | ".join(cell.replace("|", r"\|") for cell in cells)

    def _shown(self, cell: Any) -> str:
        return ", ".join(c.replace(",", r"\,") for c in cell) if isinstance(cell, list) else str(cell or "")


def _parted(text: str, sign: str) -> list[str]:
    """Return the parts of a text between the signs that have no backslash before them."""
    return [part.replace(f"\\{sign}", sign).strip() for part in re.split(rf"(?<!\\){re.escape(sign)}", text)]


class DataField(ListField):
    """A small structure written as YAML, checked against its Document part."""

    def __init__(self, *, part: type[BaseModel], **options: Any) -> None:
        self.part = part
        options.setdefault(
            "widget", forms.Textarea(attrs={"rows": 12, "class": "data", "spellcheck": "false"})
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show stored data as YAML."""
        if isinstance(value, dict):
            value = self.part.model_validate(value).model_dump(exclude_defaults=True)  # in the part's order
            return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=90)
        return value

    def read(self, text: str) -> Any:
        """Return the data, or None for an empty text."""
        if not text.strip():
            return None
        try:
            return self.part.model_validate(read_yaml(text)).model_dump(exclude_defaults=True)
        except DocumentError as error:
            problems = refused_by_document(error).problems
            raise ValidationError([spoken(place, sentence) for place, sentence in problems]) from error


def read_yaml(text: str) -> Any:
    """Return what a small YAML text holds; raises ValidationError with the line that cannot be read."""
    if len(text) > LONGEST_DATA or text.count("[") + text.count("{") > 100:
        raise ValidationError("The text is too long or too deep. Write it like the example at the box.")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: the 30th of February
        mark = getattr(error, "problem_mark", None)
        line = f"Line {mark.line + 1}" if mark else "The text"
        raise ValidationError(f"{line} cannot be read. Write it like the example at the box.") from error
