"""The one way an entry changes: from Admin, loader, restore or import, every change passes through here."""

import hashlib
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from entries import content_version
from entries.document import Document
from entries.kinds import all_kinds
from entries.markdown import RENDERER
from entries.models import Entry, FormerSlug, State, Version, add_months
from entries.render_worker import render
from entries.signals import entry_deleted, tell_changed

SHARED_FIELDS = ("slug", "name", "reviewed_on", "review_every_months")


@transaction.atomic
def save_entry(
    entry: Entry,
    document: Document,
    *,
    actor: User | None,
    reason: str,
    origin: str = Version.Origin.ADMIN,
    state: str | None = None,
) -> Version | None:
    """Give `entry` the content of `document` and, if given, a new state; keep a version and bump the content version.

    `actor` is None for the loader. Returns None, having changed nothing, when document and state are what is stored.
    Raises LookupError when the document refers to something that does not exist, TextRefused when a Markdown text
    is past a limit.
    """
    kind = entry.its_kind()
    state = state or entry.state
    newest = (
        Version.objects.filter(kind=kind.name, entry_id=entry.pk).order_by("-number").first()
        if entry.pk
        else None
    )
    data = document.model_dump(mode="json")
    if newest and newest.document == data and newest.state == state and entry.state == state:
        return None
    is_new = entry.pk is None
    old_slug = newest.document["slug"] if newest else None
    write_entry(entry, document, state, actor)
    if not is_new or document.former_slugs:
        data["former_slugs"] = _keep_former_slugs(entry, document, old_slug)
    content_version.bump()
    tell_changed(entry)
    return Version.objects.create(
        kind=kind.name,
        entry_id=entry.pk,
        number=newest.number + 1 if newest else 1,
        state=state,
        document=data,
        actor=actor,
        origin=origin,
        reason=reason[:300],
    )


def write_entry(entry: Entry, document: Document, state: str, actor: User | None) -> None:
    """Put a Document into the entry's rows, rendered; without a version, for `save_entry` and previews only."""
    _write_shared(entry, document, state, actor)
    render_fields(entry, document)
    entry.its_kind().write(entry, document)


@transaction.atomic
def change_state(entry: Entry, state: str, *, actor: User | None, reason: str, origin: str = "admin") -> None:
    """Publish, unpublish or retire an entry without touching its text."""
    save_entry(entry, entry.its_kind().read(entry), actor=actor, reason=reason, origin=origin, state=state)


def forget_entry(entry: Entry) -> None:
    """Clean up after an entry that is about to be deleted; its versions stay, so that it can be recovered."""
    FormerSlug.objects.filter(kind=entry.kind, entry_id=entry.pk).delete()
    entry_deleted.send(None, entry=entry)
    content_version.bump()


def referring_to(entry: Entry) -> list[Entry]:
    """Return the entries that name this one; reads all of the wiki, so for rare changes only."""
    found: list[Entry] = []
    for kind in all_kinds():
        for row in kind.model._default_manager.prefetch_related(*kind.related):
            if any(named == entry.reference for _, named in kind.read(row).references()):
                found.append(row)
    return found


def render_fields(entry: Entry, document: Document) -> bool:
    """Bring the stored HTML up to date; a text whose source and renderer are unchanged is not rendered again.

    Returns whether anything changed. The caller saves the entry.
    """
    rendered: dict[str, Any] = {}
    for field in document.parts():
        source = getattr(document, field)
        mark = {"renderer": RENDERER, "source": hashlib.sha256(source.encode()).hexdigest()}
        kept = entry.rendered.get(field, {})
        rendered[field] = kept if mark.items() <= kept.items() else {**mark, "html": render(source)}
    changed = rendered != entry.rendered
    entry.rendered = rendered
    return changed


def _write_shared(entry: Entry, document: Document, state: str, actor: User | None) -> None:
    for field in SHARED_FIELDS:
        setattr(entry, field, getattr(document, field))
    entry.sources = [source.model_dump() for source in document.sources]
    due = document.reviewed_on and add_months(document.reviewed_on, document.review_every_months)
    entry.review_due_on = due
    if state == State.PUBLISHED and not document.name:
        raise ValueError("An entry without a name cannot be published.")
    entry.state = state
    entry.changed_at, entry.changed_by = timezone.now(), actor
    if not entry.pk:
        entry.created_at, entry.created_by = entry.changed_at, actor


def _keep_former_slugs(entry: Entry, document: Document, old_slug: str | None) -> list[str]:
    """Store the document's former slugs and the one that this change replaces; return them all."""
    slugs = list(document.former_slugs)
    if old_slug and old_slug != entry.slug and old_slug not in slugs:
        slugs.append(old_slug)
    slugs = [slug for slug in slugs if slug != entry.slug]
    rows = FormerSlug.objects.filter(kind=entry.kind, entry_id=entry.pk)
    if list(rows.values_list("slug", flat=True)) != slugs:
        rows.delete()
        FormerSlug.objects.bulk_create(
            FormerSlug(kind=entry.kind, slug=slug, entry_id=entry.pk) for slug in slugs
        )
    return slugs
