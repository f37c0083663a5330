"""Content files: one entry each, YAML fields or Markdown with YAML front matter, read with line numbers.

The format is explained by example in content/README.md. `dump` writes the canonical form; reading what it wrote
gives the same Document back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from entries.document import Document
from entries.kinds import Kind
from entries.markdown import code_lines
from entries.yaml_trees import Dumper, Loader, Place, compose, scalars, walk

MAX_FILE_BYTES = 256 * 1024
_PART = re.compile(r"^# (.+?)[ \t]*$")


@dataclass
class ContentFile:
    """One file: its Document, or what is wrong with it as (line, sentence)."""

    path: Path
    kind: Kind
    document: Any = None
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    texts: list[tuple[int, str]] = field(default_factory=list)
    """All texts of the fields with their lines, for checks of a file that makes no Document."""

    @property
    def slug(self) -> str:
        """The address its name gives the entry."""
        return self.path.stem

    def line_of(self, place: Place) -> int:
        """Return the line of a field, or of the nearest thing around it that the file holds."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def spoken(place: Place) -> str:
    """Return a place for people, who count from 1: `aliases.2.name`."""
    return ".".join(str(p) if isinstance(p, str) else str(p + 1) for p in place)


def paths(directory: Path, kind: Kind) -> list[Path]:
    """Return the kind's files in a content directory, by name."""
    return sorted(
        p for p in (directory / kind.folder).glob("*") if p.is_file() and not p.name.startswith(".")
    )


def read(path: Path, kind: Kind) -> ContentFile:
    """Read one file; whatever is wrong is in `mistakes`, all of it at once."""
    found = ContentFile(path, kind)
    try:
        if path.suffix != kind.suffix:
            raise _Unreadable(
                1, f"the file must end in {kind.suffix}; files of {kind.folder}/ are {kind.plural}"
            )
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _Unreadable(1, f"the file is larger than {MAX_FILE_BYTES // 1024} KB")
        text = path.read_bytes().decode("utf-8")
        data = _fields_and_parts(text, found) if kind.suffix == ".md" else _fields(text, 0, found)
    except UnicodeDecodeError as error:
        found.mistakes.append((error.object[: error.start].count(b"\n") + 1, "the file is not UTF-8 text"))
        return found
    except _Unreadable as error:
        found.mistakes.append((error.line, error.sentence))
        return found
    if "slug" in data:
        found.mistakes.append((found.line_of(("slug",)), "unknown field “slug”: the file name is the slug"))
        return found
    try:
        document = kind.document.model_validate({**data, "slug": path.stem})
        if not found.mistakes:
            found.document = document
    except ValidationError as error:
        found.mistakes.extend(_sentences(error, kind.document, found))
    return found


def dump(kind: Kind, document: Document) -> str:
    """Return the canonical text of a Document's file."""
    data = document.model_dump(mode="python", exclude_defaults=True, exclude={"slug"})
    parts = {name: data.pop(name, "") for name in kind.document.parts()}
    text = yaml.dump(
        _plain(data), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
    )
    if not parts:
        return text
    titles = kind.document.parts()
    return f"---\n{text}---\n" + "".join(
        f"\n# {titles[n]}\n\n{body.strip()}\n" for n, body in parts.items() if body
    )


class _Unreadable(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        self.line, self.sentence = line, sentence


def _fields_and_parts(text: str, found: ContentFile) -> dict[str, Any]:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise _Unreadable(1, "the file must begin with a line of three dashes, then its fields")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        raise _Unreadable(1, "the fields must end with a line of three dashes")
    data = _fields("\n".join(lines[1:end]) + "\n", 1, found)
    names = {title: name for name, title in found.kind.document.parts().items()}
    for name in names.values():
        if name in data:
            raise _Unreadable(
                found.line_of((name,)), f"“{name}” is a Markdown part: write it below the dashes"
            )
    data.update(_parts(lines, end + 1, names, found))
    return data


def _parts(lines: list[str], first: int, names: dict[str, str], found: ContentFile) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    inside, _ = code_lines(lines[first:])
    for number, line in enumerate(lines[first:], start=first + 1):
        heading = None if inside[number - first - 1] else _PART.match(line)
        if heading:
            current = _part(heading.group(1), number, parts, names, found)
        elif line.strip():
            if current is None:
                allowed = f"text before the first part; begin with one of: {_listed(names)}"
                found.mistakes.append((number, allowed))
                current = []
            elif not current and parts:
                found.lines.setdefault((next(reversed(parts)), "text"), number)
            current.append(line)
        elif current:
            current.append(line)
    return {name: "\n".join(body).strip() for name, body in parts.items()}


def _part(
    title: str, number: int, parts: dict[str, list[str]], names: dict[str, str], found: ContentFile
) -> list[str]:
    """Begin a part and return the list for its lines."""
    if title not in names:
        found.mistakes.append((number, f"unknown part “# {title}”; allowed: {_listed(names)}"))
    elif names[title] in parts:
        found.mistakes.append((number, f"the part “# {title}” stands twice"))
    else:
        found.lines[(names[title],)] = number
        return parts.setdefault(names[title], [])
    return []


def _listed(names: Any) -> str:
    return ", ".join(f"# {name}" for name in names)


def _fields(text: str, offset: int, found: ContentFile) -> dict[str, Any]:
    try:
        node = compose(text)
        if node is None:
            raise _Unreadable(1 + offset, "the file has no fields")
        if not isinstance(node, yaml.MappingNode):
            raise _Unreadable(1 + offset, "the file must hold fields, each as `field: value`")
        for place, line, doubled in walk(node, ()):
            found.lines[place] = line + 1 + offset
            if doubled:
                found.mistakes.append((line + 1 + offset, f"the field “{place[-1]}” stands twice"))
        found.texts = [(line + 1 + offset, value) for line, value in scalars(node)]
        return Loader("").construct_document(node)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 + offset
        raise _Unreadable(line, "the file holds an invisible control character") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "the YAML cannot be read"
        raise _Unreadable((mark.line if mark else 0) + 1 + offset, f"broken YAML: {problem}") from error
    except RecursionError as error:
        raise _Unreadable(1 + offset, "broken YAML: it is nested too deeply") from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | date) else str(value)


def _sentences(
    error: ValidationError, document: type[Document], found: ContentFile
) -> Iterator[tuple[int, str]]:
    titles = document.parts()
    for problem in error.errors():
        place = tuple(p for p in problem["loc"] if not (isinstance(p, str) and p.startswith("function-")))
        place += problem.get("ctx", {}).get("place", ())
        where = spoken(place)
        if place and place[0] in titles:
            where = f"# {titles[str(place[0])]}"
        if problem["type"] == "markdown":
            first = found.line_of((*place, "text"))
            yield from ((first + line, f"{where}: {sentence}") for line, sentence in problem["ctx"]["found"])
        else:
            yield found.line_of(place), f"{where}: {_sentence(problem, where)}"


def _sentence(problem: Any, where: str) -> str:
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return "the part is missing" if where.startswith("#") else "the field is missing"
        case "extra_forbidden":
            return "unknown field; content/README.md lists the allowed ones"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case "string_too_short":
            return "is empty"
        case "literal_error":
            return f"is {problem['input']!r}; allowed: {context['expected'].replace(' or ', ', ')}"
        case "string_pattern_mismatch":
            return f"is {problem['input']!r}; use small letters, digits and single hyphens"
        case "value_error":
            return str(context["error"])
        case "wrong_together":
            return str(context["sentence"])
        case "string_type":
            return f"must be text, not {problem['input']!r}; put it in quotation marks"
        case "bool_type":
            return f"is {problem['input']!r}; write true or false"
        case _:
            return problem["msg"][0].lower() + problem["msg"][1:]
