"""Form fields for lists that are stored as data: one item a line, so that plain text areas can hold them."""

from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as DocumentError


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "cols": 90}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that hold something."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as lists."""
        return (initial or []) != self.to_python(data)


class RowsField(forms.CharField):
    """A list of rows, one a line, its columns parted by `|`; `columns` names them, the last ones may be left out.

    A column named `markers` holds a list of its own, parted by commas.
    """

    LISTS = frozenset({"markers"})

    def __init__(self, *, columns: tuple[str, ...], required_columns: int | None = None, **options: Any) -> None:
        self.columns = columns
        self.least = required_columns or len(columns)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5, "cols": 110}))
        options.setdefault("required", False)
        options.setdefault("help_text", f"One row a line: {' | '.join(columns)}")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show stored rows as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(self._shown(row.get(name)) for name in self.columns).rstrip(" |") for row in value)

    def to_python(self, value: Any) -> Any:
        """Return the rows; a line with too few or too many columns is refused with its number."""
        rows = []
        for number, line in enumerate((value or "").splitlines(), start=1):
            if not line.strip():
                continue
            cells = [cell.strip() for cell in line.split("|")]
            if not self.least <= len(cells) <= len(self.columns):
                raise ValidationError(f"Line {number} must read: {' | '.join(self.columns)}")
            pairs = zip(self.columns, cells, strict=False)
            rows.append({name: self._read(name, cell) for name, cell in pairs if cell})
        return rows

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as rows."""
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True

    def _shown(self, cell: Any) -> str:
        return ", ".join(cell) if isinstance(cell, list) else str(cell or "")

    def _read(self, name: str, cell: str) -> Any:
        return [part.strip() for part in cell.split(",") if part.strip()] if name in self.LISTS else cell


class DataField(forms.CharField):
    """A small structure written as YAML, checked against its Document part."""

    def __init__(self, *, part: type[BaseModel], **options: Any) -> None:
        self.part = part
        options.setdefault("widget", forms.Textarea(attrs={"rows": 12, "cols": 90, "spellcheck": "false"}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show stored data as YAML."""
        if isinstance(value, dict):
            return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=90)
        return value

    def to_python(self, value: Any) -> Any:
        """Return the data, or None for an empty text."""
        if not (value or "").strip():
            return None
        try:
            return self.part.model_validate(yaml.safe_load(value)).model_dump(exclude_defaults=True)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise ValidationError(f"Line {mark.line + 1 if mark else 1} cannot be read as YAML.") from error
        except DocumentError as error:
            raise ValidationError([f"{_where(e)}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as data."""
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True


def _where(problem: Any) -> str:
    return ".".join(str(p + 1) if isinstance(p, int) else str(p) for p in problem["loc"]) or "the whole"
