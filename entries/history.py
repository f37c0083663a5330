"""The history of entries: what each change changed, going back to a version, and bringing deleted entries back."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import ValidationError as DocumentError

from entries.differences import Difference
from entries.document import Document
from entries.kinds import all_kinds, kind_named
from entries.models import Draft, Entry, State, Version
from entries.refusals import DocumentRefused, missing, refused_by_document
from entries.saving import save_entry
from entries.together import differing


@dataclass(frozen=True)
class Step:
    """One version with what it changed; the first one has nothing before it."""

    version: Version
    differences: list[Difference]
    state_before: str = ""


def versions_of(entry: Entry) -> QuerySet[Version]:
    """Return an entry's versions, newest first."""
    versions = Version.objects.filter(kind=entry.kind, entry_id=entry.pk)
    return versions.select_related("actor").order_by("-number")


def steps(versions: list[Version]) -> list[Step]:
    """Return versions of one entry, newest first, each with what it changed; one query."""
    if not versions:
        return []
    first = versions[-1]
    earlier = Version.objects.filter(kind=first.kind, entry_id=first.entry_id, number__lt=first.number)
    older = [*versions[1:], earlier.order_by("-number").first()]
    return [
        Step(version, differing(_plain(before), _plain(version)), before.state if before else "")
        if before
        else Step(version, [])
        for version, before in zip(versions, older, strict=True)
    ]


def document_of(version: Version) -> Document:
    """Return a version's Document; raises DocumentRefused when it no longer obeys the rules of its kind."""
    try:
        return kind_named(version.kind).document.model_validate(version.document)
    except DocumentError as error:
        raise refused_by_document(error) from error


def restore(entry: Entry, version: Version, *, actor: User) -> Version | None:
    """Give an entry the content it had, related rows and their order included; its state stays.

    Returns None when that is what it says today. Raises DocumentRefused for what today's rules do not allow, and
    where the version names an entry that no longer exists.
    """
    return _save(entry, version, actor, f"Restored version {version.number}", entry.state)


def earlier_drafts(entry: Entry) -> QuerySet[Draft]:
    """Return drafts that were replaced, put aside or thrown away and never became a version, newest first."""
    became = Version.objects.filter(kind=entry.kind, entry_id=entry.pk, document=OuterRef("document"))
    ended = Draft.ever.filter(~Exists(became), kind=entry.kind, entry_id=entry.pk, ended_at__isnull=False)
    return ended.select_related("actor").order_by("-changed_at")


def deleted_versions() -> QuerySet[Version]:
    """Return the last version of every entry that was deleted, the last deleted first."""
    gone = Q(pk__in=[])
    for kind in all_kinds():
        there = kind.model._default_manager.filter(pk=OuterRef("entry_id"))
        gone |= Q(~Exists(there), kind=kind.name)
    later = Version.objects.filter(
        kind=OuterRef("kind"), entry_id=OuterRef("entry_id"), number__gt=OuterRef("number")
    )
    return Version.objects.filter(gone, ~Exists(later)).select_related("actor").order_by("-made_at")


@transaction.atomic
def recover(version: Version, *, actor: User) -> Entry:
    """Bring a deleted entry back as it was last, unpublished, with its history. Raises DocumentRefused."""
    model: Any = kind_named(version.kind).model
    if model._default_manager.filter(slug=version.document["slug"]).exists():
        raise DocumentRefused([(("slug",), "another entry has this address now")])
    entry = model(pk=version.entry_id)
    _save(entry, version, actor, "Brought back after it was deleted", State.UNPUBLISHED)
    return entry


def _save(entry: Entry, version: Version, actor: User, reason: str, state: str) -> Version | None:
    try:
        return save_entry(
            entry,
            document_of(version),
            actor=actor,
            reason=reason,
            origin=Version.Origin.RESTORE,
            state=state,
        )
    except LookupError as error:
        raise DocumentRefused(
            [((), f"{missing(error)}, so this version cannot come back as it was")]
        ) from error


def _plain(version: Version | None) -> dict[str, Any]:
    return version.document if version else {}
