"""Drafts of published entries: kept beside what readers see, shown as if published, and published in one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError as DocumentError

from entries import content_version
from entries.document import Document
from entries.kinds import find_known, kind_named
from entries.log import log
from entries.models import Draft, Entry, State, Version
from entries.posted import number_in
from entries.refusals import DocumentRefused, refusing
from entries.saving import save_entry, write_entry
from entries.together import combined


class CannotBeShown(DocumentRefused):
    """A Document cannot be written into the rows of its entry any more."""


class ChangedSince(DocumentRefused):
    """What readers see was changed after the draft was begun; a person has to choose between the texts."""

    def __init__(self) -> None:
        super().__init__([((), "what readers see was changed after this draft was begun")])


@dataclass(frozen=True)
class Opened:
    """What a form shows of an entry: a draft, or what is stored, with the version it was written on."""

    document: dict[str, Any]
    version: int
    draft: Draft | None = None

    @property
    def token(self) -> str:
        """Its name in forms: `d12` for a draft, `v7` for a version."""
        return f"d{self.draft.pk}" if self.draft else f"v{self.version}"


def draft_of(entry: Entry) -> Draft | None:
    """Return the work in progress on an entry."""
    return Draft.objects.select_related("actor").filter(kind=entry.kind, entry_id=entry.pk).first()


def newest_version(entry: Entry) -> Version | None:
    """Return what readers see of an entry, or would see if it were published."""
    versions = Version.objects.filter(kind=entry.kind, entry_id=entry.pk).select_related("actor")
    return versions.order_by("-number").first()


def stored(entry: Entry) -> Opened:
    """Return what is stored of an entry."""
    newest = newest_version(entry)
    if newest is None:
        return Opened(entry.its_kind().read(entry).model_dump(mode="json"), 0)
    return Opened(newest.document, newest.number)


def current(entry: Entry) -> Opened:
    """Return what an editor goes on with: the draft where there is one, else what is stored."""
    draft = draft_of(entry)
    return Opened(draft.document, draft.base, draft) if draft else stored(entry)


def opened(entry: Entry, token: str) -> Opened | None:
    """Return what a form was opened with, by the name that stands in it; None when no such thing is known."""
    number = number_in(token[1:]) or 0
    if token.startswith("d"):
        draft = Draft.ever.filter(kind=entry.kind, entry_id=entry.pk, pk=number).first()
        return Opened(draft.document, draft.base, draft) if draft else None
    versions = Version.objects.filter(kind=entry.kind, entry_id=entry.pk)
    version = versions.filter(number=number).first() if token.startswith("v") and number < 2**31 else None
    return Opened(version.document, version.number) if version else None


def keep(
    entry: Entry, document: Document, *, actor: User, step: str, note: str = "", on: Opened | None = None
) -> Draft:
    """Keep a Document as the entry's draft, in place of an earlier one, which stays in the history.

    `on` is what it was written on, or brought together with. Raises DocumentRefused when somebody else does the same
    in this moment.
    """
    with refusing(), transaction.atomic():
        before = draft_of(entry)
        on = on or (Opened(before.document, before.base, before) if before else stored(entry))
        if before:
            end(before)
        return _add(entry, document, [before, on.draft], actor=actor, step=step, note=note, on=on)


def put_aside(entry: Entry, document: Document, *, actor: User, note: str, on: Opened) -> Draft:
    """Keep a Document that cannot be stored before somebody has compared it with what is there by now."""
    return _add(entry, document, [on.draft], actor=actor, note=note, on=on, ended_at=timezone.now())


def _add(
    entry: Entry, document: Document, others: list[Draft | None], *, on: Opened, note: str, **fields: Any
) -> Draft:
    return Draft.ever.create(
        kind=entry.kind,
        entry_id=entry.pk,
        document=document.model_dump(mode="json"),
        base=on.version,
        earlier=on.draft,
        shared=any(other and (other.shared or other.actor != fields["actor"]) for other in others),
        note=note[:300],
        **fields,
    )


def end(draft: Draft) -> None:
    """Take a draft out of work; the history keeps it."""
    Draft.objects.filter(pk=draft.pk).update(ended_at=timezone.now(), publish_at=None)


def hand_back(draft: Draft, *, comment: str) -> None:
    """Return a draft to whoever wrote it, with what is to be done."""
    Draft.objects.filter(pk=draft.pk).update(
        step=Draft.Step.RETURNED, comment=comment[:1_000], changed_at=timezone.now()
    )


def publish(entry: Entry, draft: Draft, *, actor: User | None) -> Version | None:
    """Give readers the draft. Raises DocumentRefused when today's rules do not allow it.

    Raises ChangedSince when a person has to choose between the draft and what readers see by now.
    """
    writer = f", written by {draft.actor}" if draft.actor and draft.actor != actor else ""
    data = up_to_date(entry, draft.base, draft.document)
    with refusing(), transaction.atomic():
        document = entry.its_kind().document.model_validate(data)
        reason = f"{draft.note or 'Published a draft'}{writer}"
        made = save_entry(entry, document, actor=actor, reason=reason, state=State.PUBLISHED)
        end(draft)
        log(actor or draft.actor, entry, f"Published a draft{writer}")
    return made


def up_to_date(entry: Entry, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """Return what was written on a version with what changed since and needs no decision.

    Raises ChangedSince when a person has to choose between the texts.
    """
    now, base = stored(entry), opened(entry, f"v{version}")
    if base is None or base.version == now.version:
        return data
    together = combined(base.document, data, now.document)
    if together is None:
        raise ChangedSince
    return together


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
                end(draft)
                continue
            try:
                with transaction.atomic():
                    publish(entry, draft, actor=draft.actor)
                published += 1
            except DocumentRefused as refused:
                schedule(draft, None)
                hand_back(draft, comment=f"It could not be published at its time: {refused}")
    return published


@contextmanager
def as_if(entry: Entry, data: dict[str, Any], *, state: str | None = None) -> Iterator[list[str]]:
    """Work as if a Document were what the entry says: within a transaction that is rolled back at the end.

    Gives the names of what the Document refers to and what no longer exists; it is left out. Raises CannotBeShown
    when the Document breaks a rule of today.
    """
    with transaction.atomic(), content_version.apart():
        try:
            with refusing(), transaction.atomic():
                document, gone = without_what_is_gone(entry.its_kind().document.model_validate(data))
                write_entry(entry, document, state or entry.state, None)
        except DocumentRefused as error:
            raise CannotBeShown(error.problems) from error
        try:
            yield gone
        finally:
            transaction.set_rollback(True)


def without_what_is_gone(document: Document) -> tuple[Document, list[str]]:
    """Return a Document without the rows that name what no longer exists, and those names.

    Raises LookupError when the name does not stand in a row that can be left out.
    """
    found = document.references()
    known = find_known([reference for _, reference in found])
    lost = [(place, reference) for place, reference in found if reference not in known]
    data = document.model_dump(mode="json")
    for place, reference in reversed(lost):  # from the end, so that earlier places stay true
        rows = max((n for n, part in enumerate(place) if isinstance(part, int)), default=None)
        if rows is None:
            if type(document).model_fields[str(place[0])].is_required():
                raise LookupError(f"{reference} does not exist")
            data[str(place[0])] = None
            continue
        inside: Any = data
        for part in place[:rows]:
            inside = inside[part]
        del inside[place[rows]]
    return type(document).model_validate(data), [str(reference) for _, reference in lost]


def in_order(entry: Entry, data: dict[str, Any]) -> dict[str, Any]:
    """Return a Document with its fields as the form has them; the database keeps them in an order of its own."""
    try:
        return entry.its_kind().document.model_validate(data).model_dump(mode="json")
    except DocumentError:  # an old one that breaks a rule of today is shown as it is
        return data


def state_at(entry: Entry, number: int) -> str:
    """Return the state that an entry had in a version; empty when there is no such version."""
    versions = Version.objects.filter(kind=entry.kind, entry_id=entry.pk, number=number)
    return versions.values_list("state", flat=True).first() or ""
