"""Drafts of published entries: kept beside what readers see, shown as if published, and published in one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import ValidationError as DocumentError

from entries import content_version
from entries.document import Document
from entries.kinds import kind_named
from entries.models import Draft, Entry, State, Version
from entries.refusals import DocumentRefused, missing, refused_by_document
from entries.saving import save_entry, write_entry


def draft_of(entry: Entry) -> Draft | None:
    """Return the work in progress on an entry."""
    return Draft.objects.select_related("actor").filter(kind=entry.kind, entry_id=entry.pk).first()


def newest_number(entry: Entry) -> int:
    """Return the number of the newest version; 0 when there is none."""
    versions = Version.objects.filter(kind=entry.kind, entry_id=entry.pk).order_by("-number")
    return versions.values_list("number", flat=True).first() or 0


def keep(entry: Entry, document: Document, *, actor: User, step: str, note: str = "") -> Draft:
    """Keep a Document as the entry's draft, in place of an earlier one."""
    changed = {
        "document": document.model_dump(mode="json"),
        "base": newest_number(entry),
        "step": step,
        "note": note[:300],
        "comment": "",
        "publish_at": None,
        "actor": actor,
        "changed_at": timezone.now(),
    }
    draft, _ = Draft.objects.update_or_create(kind=entry.kind, entry_id=entry.pk, defaults=changed)
    return draft


def hand_back(draft: Draft, *, comment: str) -> None:
    """Return a draft to whoever wrote it, with what is to be done."""
    Draft.objects.filter(pk=draft.pk).update(
        step=Draft.Step.RETURNED, comment=comment[:1_000], changed_at=timezone.now()
    )


@transaction.atomic
def publish(entry: Entry, draft: Draft, *, actor: User | None) -> Version | None:
    """Give readers the draft. Raises DocumentRefused when today's rules do not allow it."""
    writer = f", written by {draft.actor}" if draft.actor and draft.actor != actor else ""
    reason = f"{draft.note or 'Published a draft'}{writer}"
    try:
        made = save_entry(entry, document_of(draft), actor=actor, reason=reason, state=State.PUBLISHED)
    except LookupError as error:
        raise DocumentRefused([((), f"{missing(error)}; take it out of the draft")]) from error
    draft.delete()
    return made


def schedule(draft: Draft, at: datetime | None) -> None:
    """Publish the draft at a time, or no longer at one."""
    Draft.objects.filter(pk=draft.pk).update(publish_at=at)


def publish_due() -> int:
    """Publish every draft whose time has come; return how many there were.

    Processes that notice at once share them. A draft that cannot be published is returned with the reason.
    """
    published = 0
    with transaction.atomic():
        due = Draft.objects.filter(publish_at__lte=timezone.now())
        for draft in due.select_for_update(skip_locked=True, of=("self",)).select_related("actor"):
            entry = kind_named(draft.kind).model._default_manager.filter(pk=draft.entry_id).first()
            if entry is None:
                draft.delete()
                continue
            try:
                with transaction.atomic():
                    publish(entry, draft, actor=draft.actor)
                published += 1
            except (DocumentRefused, IntegrityError) as refused:
                schedule(draft, None)
                hand_back(draft, comment=f"It could not be published at its time: {refused}")
    return published


def document_of(draft: Draft) -> Document:
    """Return a draft's Document; raises DocumentRefused when it no longer obeys the rules of its kind."""
    try:
        return kind_named(draft.kind).document.model_validate(draft.document)
    except DocumentError as error:
        raise refused_by_document(error) from error


@contextmanager
def as_if(entry: Entry, draft: Draft, *, state: str | None = None) -> Iterator[None]:
    """Work as if the draft were what the entry says: within a transaction that is rolled back at the end.

    Raises DocumentRefused when the draft names what no longer exists or breaks a rule of today.
    """
    document = document_of(draft)
    with transaction.atomic(), content_version.apart():
        try:
            write_entry(entry, document, state or entry.state, None)
        except LookupError as error:
            transaction.set_rollback(True)
            raise DocumentRefused([((), missing(error))]) from error
        try:
            yield
        finally:
            transaction.set_rollback(True)
