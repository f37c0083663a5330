"""Document: the one whole form of an entry, its own fields plus related rows in order.

Files, versions, the loader's last import, and later drafts and frozen sets all hold Documents. Each kind declares
its own in `<app>/content.py`; references to other entries are written `kind:slug`.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import PydanticCustomError, core_schema

from entries.markdown import TextRefused, check_limits, mistakes, safe_url

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

AREAS = {
    "frontend": "Front-end",
    "backend": "Back-end",
    "data": "Data",
    "background": "Background work",
    "language": "Core language",
    "delivery": "Delivery",
    "quality": "Testing and quality",
    "ways-of-working": "Ways of working",
    "roles": "Roles",
    "general": "General",
}
"""The fixed list of areas and their names: the keys of design/visual.md's layers plus two."""


def wrong(sentence: str, *place: str | int) -> PydanticCustomError:
    """Return the error that validators raise when fields are wrong together; `place` says where."""
    return PydanticCustomError("wrong_together", "{sentence}", {"sentence": sentence, "place": place})


def _line_ends(text: Any) -> Any:
    """Write line ends as \\n, as files do; forms send \\r\\n."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not hold invisible control characters")
    return text


def _one_line(text: str) -> str:
    if "\n" in _no_control(text):
        raise ValueError("must stand on one line")
    return text


def _markdown(text: str) -> str:
    try:
        check_limits(text)
    except TextRefused as error:
        found = [(error.line, str(error))]
    else:
        found = mistakes(text)
    if found:
        sentence = "; ".join(sentence for _, sentence in found)
        raise PydanticCustomError("markdown", "{sentence}", {"sentence": sentence, "found": found})
    return text


def _web_address(text: str) -> str:
    full = re.fullmatch(r"https://[^\s\\@/?#]+\.[^\s\\@/?#]+(?:[/?#][^\s\\]*)?", text)
    if not full or safe_url(text) != text:
        raise ValueError("must be a full address that begins with https://")
    return text


def _known_area(text: str) -> str:
    if text not in AREAS:
        raise ValueError(f"is {text!r}; allowed: {', '.join(AREAS)}")
    return text


def _each_once(references: list[Any]) -> list[Any]:
    for number, reference in enumerate(references):
        if reference in references[:number]:
            raise wrong(f"{reference} is named twice", number)
    return references


def _size(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, strip_whitespace=True)


Tag = Annotated[str, _size(40), AfterValidator(_one_line)]
ShortLine = Annotated[str, _size(80), AfterValidator(_one_line)]
Line = Annotated[str, _size(200), AfterValidator(_one_line)]
Sentence = Annotated[str, _size(1_000), AfterValidator(_one_line)]
Text = Annotated[str, _size(5_000), BeforeValidator(_line_ends), AfterValidator(_no_control)]
Markdown = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    BeforeValidator(_line_ends),
    AfterValidator(_markdown),
    Field(json_schema_extra={"part": True}),
]
Url = Annotated[str, _size(500), AfterValidator(_web_address)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Area = Annotated[str, AfterValidator(_known_area)]
ReviewDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
EachOnce = AfterValidator(_each_once)
"""Marks a list of references in which none may stand twice."""


class Reference(str):
    """The name of another entry, `kind:slug`."""

    @property
    def kind(self) -> str:
        """The kind's name, for example `term`."""
        return self.partition(":")[0]

    @property
    def slug(self) -> str:
        """The slug within the kind."""
        return self.partition(":")[2]


@dataclass(frozen=True)
class To:
    """Marks a reference with the kinds it may name: `Annotated[Reference, To("skill", "term")]`."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._check, core_schema.str_schema(max_length=120)
        )

    def _check(self, text: str) -> Reference:
        if not re.fullmatch(rf"(?:{'|'.join(self.kinds)}):[a-z0-9]+(?:-[a-z0-9]+)*", text):
            raise ValueError(f"is {text!r}; write {' or '.join(f'{kind}:slug' for kind in self.kinds)}")
        return Reference(text)


class Part(BaseModel):
    """Base of a Document and of the groups of fields inside it: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid")


class Source(Part):
    """Where a dated fact comes from."""

    title: Line
    url: Url


class Link(Part):
    """A curated link: what the reader gets, where, which kind, how hard."""

    title: Line
    url: Url
    kind: Literal["docs", "tutorial", "video", "article"]
    level: Literal["beginner", "intermediate", "advanced"]


class Document(Part):
    """What every kind of entry has; `slug` comes from the file name and is not written into the file."""

    slug: Slug
    name: Line
    former_slugs: Annotated[list[Slug], EachOnce] = []
    reviewed_on: ReviewDay | None = None
    review_every_months: Annotated[int, Field(ge=1, le=60, strict=True)] = 12
    sources: list[Source] = []

    @classmethod
    def parts(cls) -> dict[str, str]:
        """Return the Markdown fields with the titles their parts have in a file, in order."""
        return {
            name: name.replace("_", " ").capitalize()
            for name, field in cls.model_fields.items()
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("part")
        }

    def plain_data(self) -> dict[str, Any]:
        """Return the Document as plain data, empty optional fields left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def digest(self) -> str:
        """Return a hash that two Documents share exactly when they say the same."""
        text = json.dumps(self.plain_data(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def references(self) -> list[tuple[tuple[str | int, ...], Reference]]:
        """Return every reference with its place, for example (("terms", 0), "term:orm")."""
        return list(_references(self, ()))


def _references(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Reference]]:
    if isinstance(value, Reference):
        yield at, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _references(getattr(value, name), (*at, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _references(item, (*at, number))


def difference(old: Document, new: Document) -> list[tuple[str, Any, Any]]:
    """Return the fields in which two Documents of one kind differ, as (field, old value, new value)."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return [(field, before[field], after[field]) for field in after if before[field] != after[field]]
