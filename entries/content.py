"""The parts every kind's reader and writer share, and the one kind that lives here: pages about the wiki."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.db import models
from pydantic import Field

from entries.document import Document, Link, Markdown, Sentence, Source
from entries.kinds import Kind, register
from entries.models import CuratedLink, Entry, FormerSlug, Page


class PageDocument(Document):
    """A page about the wiki."""

    gist: Sentence
    order: Annotated[int, Field(ge=1, le=999, strict=True)] = 10
    body: Markdown


def read_shared(entry: Entry) -> dict[str, Any]:
    """Return the fields that every Document has."""
    former = entry.known_former_slugs
    if former is None:
        former = list(
            FormerSlug.objects.filter(kind=entry.kind, entry_id=entry.pk).values_list("slug", flat=True)
        )
    return {
        "slug": entry.slug,
        "name": entry.name,
        "former_slugs": former if entry.pk else [],
        "reviewed_on": entry.reviewed_on,
        "review_every_months": entry.review_every_months,
        "sources": [Source.model_construct(**source) for source in entry.sources],
    }


def with_former_slugs[E: Entry](entries: Sequence[E]) -> Sequence[E]:
    """Return entries of one kind that know their former addresses, so that reading them asks for none; one query."""
    found: dict[int, list[str]] = {entry.pk: [] for entry in entries}
    if entries:
        rows = FormerSlug.objects.filter(kind=entries[0].kind, entry_id__in=found)
        for entry_id, slug in rows.values_list("entry_id", "slug"):
            found[entry_id].append(slug)
    for entry in entries:
        entry.known_former_slugs = found[entry.pk]
    return entries


def read_fields(entry: Entry, document: type[Document], fields: Iterable[str]) -> dict[str, Any]:
    """Return fields of the same name in entry and Document; an empty optional one is left out."""
    required = {name for name, field in document.model_fields.items() if field.is_required()}
    values = {field: getattr(entry, field) for field in fields}
    return {
        field: value
        for field, value in values.items()
        if field in required or value not in ("", None, [], {})
    }


def write_fields(entry: Entry, document: Document, fields: Iterable[str]) -> None:
    """Copy fields of the same name from the Document and save; what was left out becomes empty."""
    for field in fields:
        value = getattr(document, field)
        if value is None and not entry._meta.get_field(field).null:
            value = ""
        elif isinstance(value, list):
            value = [item.model_dump() if hasattr(item, "model_dump") else item for item in value]
        elif hasattr(value, "model_dump"):
            value = value.model_dump(exclude_defaults=True)
        setattr(entry, field, value)
    entry.is_bare = entry.pk is None
    entry.save()


def replace_rows(rows: Any, wanted: Sequence[models.Model]) -> None:
    """Make `wanted` the related rows of a related manager, in this order, unless they are already."""
    ignored = {"id"}
    compared = [f.attname for f in rows.model._meta.concrete_fields if f.name not in ignored]
    before = [] if getattr(rows.instance, "is_bare", False) else rows.all()
    present = [tuple(getattr(row, name) for name in compared) for row in before]
    if present != [tuple(getattr(row, name) for name in compared) for row in wanted]:
        if present:
            rows.all().delete()
        rows.bulk_create(wanted)


def read_links(rows: Iterable[CuratedLink]) -> list[Link]:
    """Return curated links as the Document holds them."""
    return [Link.model_construct(title=r.title, url=r.url, kind=r.kind, level=r.level) for r in rows]


def write_links(rows: models.Manager, links: list[Link], **parent: Any) -> None:
    """Store curated links in order; `parent` names the entry they hang on."""
    replace_rows(rows, [rows.model(order=n, **parent, **link.model_dump()) for n, link in enumerate(links)])


PAGE_FIELDS = ("gist", "order", "body")


def read_page(page: Page) -> PageDocument:
    """Return the Document of a page."""
    return PageDocument.model_construct(**read_shared(page), **read_fields(page, PageDocument, PAGE_FIELDS))


def write_page(page: Page, document: PageDocument) -> None:
    """Store a page's own fields."""
    write_fields(page, document, PAGE_FIELDS)


register(Kind("page", "pages", PageDocument, Page, read_page, write_page))
