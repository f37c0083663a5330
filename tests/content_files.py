"""The content that ships, read once from its files: what the tests of the content look at."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from pydantic import BaseModel

from entries.checking import read_all
from entries.document import Document, Reference
from entries.files import ContentFile
from entries.names import Name, NameIndex

DIRECTORY = settings.BASE_DIR / "content"

# Fields that hold a choice, an address or a key, not a text for readers.
_NOT_READ = {"slug", "former_slugs", "url", "kind", "level", "area", "tag", "key", "position", "shape", "by"}
_NOT_READ |= {"severity", "visibility", "edition", "symbol"}
# Fields that hold a name, a spelling or a title: no sentences of ours.
_NOT_PROSE = {
    "name",
    "aliases",
    "expansion",
    "say",
    "keywords",
    "markers",
    "label",
    "wrote",
    "links",
    "sources",
}
ANSWERS = {"strong", "average", "weak"}


class Passage(NamedTuple):
    """One text of an entry; `entry` is its file, `place` the way to the field."""

    entry: str
    document: Any
    place: tuple[str | int, ...]
    text: str

    @property
    def where(self) -> str:
        """The file and the field, for messages."""
        return f"{self.entry} ({'.'.join(str(p) for p in self.place)})"

    @property
    def field(self) -> str:
        """The field the text belongs to, for example `reads`."""
        return str(self.place[0])


@cache
def content_files() -> dict[str, list[ContentFile]]:
    """Return all files by kind; raises ContentRefused with all mistakes in and between them."""
    return read_all(DIRECTORY)


@cache
def documents(kind: str) -> list[Any]:
    """Return all shipped Documents of a kind."""
    return [file.document for file in content_files()[kind]]


def document(kind: str, slug: str) -> Any:
    """Return one shipped Document."""
    return next(d for d in documents(kind) if d.slug == slug)


@cache
def every() -> list[tuple[str, str, Any]]:
    """Return (kind, file, Document) of all entries."""
    return [
        (kind, str(file.path.relative_to(DIRECTORY)), file.document)
        for kind, group in content_files().items()
        for file in group
    ]


@cache
def passages() -> list[Passage]:
    """Return every text that readers see, without code and the addresses of links."""
    return [
        Passage(entry, d, place, _without_code(text))
        for _, entry, d in every()
        for place, text in _texts(d, ())
    ]


@cache
def prose() -> list[Passage]:
    """Return the texts that are sentences of ours: without names, spellings and titles of links."""
    return [p for p in passages() if not _NOT_PROSE.intersection(p.place)]


@cache
def spellings() -> NameIndex:
    """Return the names and aliases of all terms."""
    names = []
    for term in documents("term"):
        names.append(Name(term.name, term.slug, term.case_matters, term.only_beside_others))
        names += [Name(a.name, term.slug, a.case_matters, a.only_beside_others) for a in term.aliases]
    return NameIndex(names)


def none_of(found: Iterable[str], do: str) -> None:
    """Fail when anything was found: name the first ten entries and say what to do about them."""
    lines = list(found)
    more = [f"... and {len(lines) - 10} more"] if len(lines) > 10 else []
    assert not lines, "\n".join([f"{len(lines)} found. {do}", *lines[:10], *more])


def print_worst(what: str, measured: Iterable[tuple[float, str]]) -> None:
    """Print the ten highest figures with their entries; pytest shows them on failure or with `-rP`."""
    print(f"\nworst ten, {what}:")
    for figure, entry in sorted(measured, reverse=True)[:10]:
        print(f"{figure:6.1f}  {entry}")


def _texts(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Reference):
        return
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            is_code = name == "text" and getattr(value, "code", False)
            language = name == "language" and isinstance(value, Document)
            if name not in _NOT_READ and not is_code and not language:
                yield from _texts(getattr(value, name), (*at, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*at, number))


def _without_code(text: str) -> str:
    text = re.sub(r"^(```+|~~~+).*?^\1|(`+)[^`\n]+\2", " ", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(\[[^\]\n]*\])\([^)\n]*\)", r"\1", text)
