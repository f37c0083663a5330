"""Entries made in the Admin: a Document typed into the forms, as an editor would who has it on paper."""

from typing import Any

import yaml
from django.test import Client
from pydantic import BaseModel

from entries.document import Document, Reference
from entries.kinds import find_all
from entries.models import Entry, State
from skills.guide_content import GuideDocument, LayerPart
from skills.models import Layer
from tests.admin_forms import Form, add_form, change_form
from tests.factories import kind_of

INLINES = {
    "aliases": ("aliases", "name"),
    "look_alikes": ("look_alikes", "other"),
    "links": ("links", "title"),
    "layers": ("layers", "key"),
    "terms": ("skill_terms", "term"),
    "often_with": ("neighbours", "other"),
    "not_same_as": ("neighbours", "other"),
    "skills": ("{kind}_skills", "skill"),
    "items": ("items", "question"),
}
"""Fields of Documents that are rows in the Admin: the inline's prefix, and the column of a plain reference."""


def model_of(document: Document) -> str:
    """Return the Admin's name of a Document's kind, for example `glossary/term`."""
    meta = kind_of(document).model._meta
    return f"{meta.app_label}/{meta.model_name}"


def add_entry(client: Client, document: Document, *, state: str = State.PUBLISHED) -> Any:
    """Type a new entry into its form and save it; a guide's boxes and skills go into the pages of its layers."""
    fill(add_form(client, model_of(document)), document, state=state).save()
    entry = kind_of(document).model._default_manager.get(slug=document.slug)
    if isinstance(document, GuideDocument):
        for part in document.layers:
            fill_layer(client, Layer.objects.get(guide=entry, key=part.key), part)
    return entry


def fill_layer(client: Client, layer: Layer, part: LayerPart) -> None:
    """Type a layer's boxes and placements into its page and save it."""
    form = change_form(client, layer)
    for box in part.boxes:
        form.add_row("boxes", label=box.label, gloss=box.gloss, **{box.link.kind: _key(box.link)})
    for placement in part.placements:
        own = {
            "tag": placement.tag or "",
            "keywords": "\n".join(placement.keywords),
            "note": placement.note or "",
        }
        form.add_row("placements", skill=_key(placement.skill), **own)
    if part.boxes or part.placements:
        form.save()


def fill(form: Form, document: Document, **more: Any) -> Form:
    """Type a Document into the form of its kind."""
    for name in type(document).model_fields:
        value = getattr(document, name)
        if name in INLINES:
            _fill_rows(form, name, value, kind_of(document).name.replace("-", "_"))
        elif name != "former_slugs" and value not in (None, False, []):
            form.fill(**{name: _typed(value)})
    return form.fill(**more)


def _fill_rows(form: Form, name: str, rows: list[Any], kind: str) -> None:
    prefix, column = INLINES[name][0].format(kind=kind), INLINES[name][1]
    for row in rows:
        if isinstance(row, Reference):
            relation = {"relation": name} if prefix == "neighbours" else {}
            form.add_row(prefix, **{column: _key(row)}, **relation)
            continue
        values = row.model_dump(exclude={"boxes", "placements"}, exclude_none=True)
        if name == "look_alikes":
            values["other"] = _key(values.pop("term"))
        elif name == "items":
            values["question"] = _key(values["question"])
        form.add_row(prefix, **{n: v if v is not False else None for n, v in values.items()})


def _typed(value: Any) -> Any:
    if isinstance(value, Reference):
        return _key(value)
    if isinstance(value, list):
        return "\n".join(item if isinstance(item, str) else _row(item) for item in value)
    if isinstance(value, BaseModel):
        return yaml.safe_dump(value.model_dump(exclude_defaults=True))
    return value


def _row(part: BaseModel) -> str:
    cells = part.model_dump(exclude_none=True).values()
    texts = (
        ", ".join(c.replace(",", r"\,") for c in cell) if isinstance(cell, list) else cell for cell in cells
    )
    return " | ".join(text.replace("|", r"\|") for text in texts)


def _key(reference: str) -> int:
    return entry_of(reference).pk


def entry_of(reference: str) -> Entry:
    """Return the entry that a reference names."""
    return find_all([Reference(reference)])[Reference(reference)]
