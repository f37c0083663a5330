"""Set templates as Documents."""

from typing import Annotated

from pydantic import Field, model_validator

from entries.content import read_fields, read_shared, replace_rows, write_fields
from entries.document import Area, Document, Line, Part, Reference, Sentence, ShortLine, To, wrong
from entries.kinds import Kind, find_all, register
from sets.models import SetTemplate, SetTemplateItem


class TemplateItem(Part):
    """A question of a template; `minutes` only where they differ from the question's own."""

    question: Annotated[Reference, To("question")]
    section: ShortLine | None = None
    note: Sentence | None = None
    minutes: Annotated[int, Field(ge=1, le=60, strict=True)] | None = None
    must_ask: bool = False


class SetTemplateDocument(Document):
    """A ready choice of questions."""

    gist: Sentence
    role: Line
    purpose: Sentence
    area: Area
    order: Annotated[int, Field(ge=1, le=9_999, strict=True)] = 10
    items: Annotated[list[TemplateItem], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> "SetTemplateDocument":
        named = [item.question for item in self.items]
        for number, question in enumerate(named):
            if question in named[:number]:
                raise wrong(f"{question} is named twice", "items", number, "question")
        return self


FIELDS = ("gist", "role", "purpose", "area", "order")


def read_template(template: SetTemplate) -> SetTemplateDocument:
    """Return the Document of a saved template."""
    items = [
        TemplateItem.model_construct(
            question=Reference(f"question:{item.question.slug}"),
            section=item.section or None,
            note=item.note or None,
            minutes=item.minutes,
            must_ask=item.must_ask,
        )
        for item in template.items.all()
    ]
    return SetTemplateDocument.model_construct(
        **read_shared(template), **read_fields(template, SetTemplateDocument, FIELDS), items=items
    )


def write_template(template: SetTemplate, document: SetTemplateDocument) -> None:
    """Store a template with its questions."""
    found = find_all([item.question for item in document.items])
    write_fields(template, document, FIELDS)
    rows = [
        SetTemplateItem(
            template=template,
            question=found[item.question],
            section=item.section or "",
            note=item.note or "",
            minutes=item.minutes,
            must_ask=item.must_ask,
            order=number,
        )
        for number, item in enumerate(document.items)
    ]
    replace_rows(template.items, rows)


register(
    Kind(
        "set-template",
        "set-templates",
        SetTemplateDocument,
        SetTemplate,
        read_template,
        write_template,
        related=("items__question",),
    )
)
