"""Lists of entries out and in: what a list would change, and the change itself, all of it or nothing.

What a list would do is tried: its rows are written within a transaction that is rolled back. So it is refused for the
same reasons as the change itself would be, those of the database included.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Lower
from pydantic import ValidationError as DocumentError

from entries import content_version
from entries.content import with_former_slugs
from entries.differences import Difference
from entries.files import Place
from entries.kinds import Kind
from entries.list_columns import plain, state_problem
from entries.list_files import ListRefused, Row, shown
from entries.markdown import TextRefused
from entries.models import Draft, Entry, FormerSlug, State, Version
from entries.refusals import DocumentRefused, missing, refused_by_database, refused_by_document, spoken
from entries.saving import save_entry, write_entry
from entries.signals import told_together
from entries.together import differing

AT_ONCE = 500
"""Entries whose Documents are in memory at once while a list is exported."""

MOST_CHANGED = 300
"""Entries that one import changes: a few seconds of work in one transaction."""

Allowed = Callable[[Entry | None, str], str]
"""Says why somebody may not give an entry (None for a new one) a state, or nothing."""


class ListChanged(Exception):
    """Entries changed between the look and the import; the message names them."""


@dataclass
class Planned:
    """What one row of a list does: the entry before and after, and why it cannot be."""

    row: Row
    base: int = 0
    """Number of the entry's newest version; 0 for a new one."""

    entry: Entry | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    document: Any = None
    has_draft: bool = False
    written: Entry | None = None
    """The entry once it is written."""

    @property
    def outcome(self) -> str:
        """`refused`, `created`, `changed` or `unchanged`."""
        if self.row.problems:
            return "refused"
        if self.entry is None:
            return "created"
        return "changed" if self.document else "unchanged"

    @property
    def slug(self) -> str:
        """The address that the row names, fit to be shown."""
        return shown(self.row.data.get("slug", ""))

    @property
    def name(self) -> str:
        """The entry's name, or what stands for it."""
        return shown(
            self.after.get("name") or self.before.get("name") or self.row.data.get("name") or self.slug
        )

    @property
    def state(self) -> str:
        """The state that the entry is to have."""
        return self.after["state"]

    @property
    def reason(self) -> str:
        """Why the row is refused."""
        return shown(" ".join(self.row.problems), 500)

    @property
    def differences(self) -> list[Difference]:
        """The fields that differ, the words that differ marked."""
        return differing(self.before, self.after)


def exported(kind: Kind, keys: list[int]) -> Iterator[dict[str, Any]]:
    """Yield what a list holds of the entries with these keys, in their order; a few Documents at once."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = kind.model._default_manager.prefetch_related(*kind.related).in_bulk(some)
        with_former_slugs(list(found.values()))
        yield from (plain(kind.read(found[key]), found[key].state) for key in some if key in found)


def plan(kind: Kind, rows: list[Row], *, allowed: Allowed, actor: User) -> list[Planned]:
    """Return what each row would do; changes nothing. Raises ListRefused when it would be too much at once."""
    planned = _compared(kind, rows, allowed, locked=False)
    with transaction.atomic(), content_version.apart():
        _write(kind, planned, lambda entry, p: write_entry(entry, p.document, p.state, actor))
        transaction.set_rollback(True)
    return planned


def bases(planned: Iterable[Planned]) -> dict[str, int]:
    """Return the newest version of each entry, by which `carry_out` knows that none changed meanwhile."""
    return {p.slug: p.base for p in planned}


@transaction.atomic
def carry_out(
    kind: Kind, rows: list[Row], seen: dict[str, int], *, allowed: Allowed, actor: User, reason: str
) -> list[Planned]:
    """Write all rows, each as a version of its own; return what was done, each with its entry.

    `seen` are the `bases` of the look that was confirmed. Raises ListChanged when an entry changed since, and
    DocumentRefused when a row is refused now; both leave everything as it was.
    """
    planned = _compared(kind, rows, allowed, locked=True)
    if changed := [p for p in planned if seen.get(p.slug) != p.base]:
        names = ", ".join(f"“{p.name}”" for p in changed[:10])
        raise ListChanged(f"{names} changed since you looked. Nothing was imported.")
    _refuse_whole(planned)
    with content_version.bumped_once(), told_together():
        _write(kind, planned, lambda entry, p: _save(entry, p, actor, reason))
        _refuse_whole(planned)
    return planned


def _save(entry: Entry, p: Planned, actor: User, reason: str) -> None:
    origin = Version.Origin.IMPORT
    save_entry(entry, p.document, actor=actor, reason=reason, origin=origin, state=p.state)


def _refuse_whole(planned: list[Planned]) -> None:
    refused: list[tuple[Place, str]] = [
        ((), f"Row {p.row.number}: {p.reason}") for p in planned if p.row.problems
    ]
    if refused:
        raise DocumentRefused(refused[:5])


def _compared(kind: Kind, rows: list[Row], allowed: Allowed, *, locked: bool) -> list[Planned]:
    """Return the rows beside the entries they name, checked one by one and with each other."""
    named = (str(row.data.get("slug")) for row in rows)
    slugs = [slug for slug in named if re.fullmatch(r"[a-z0-9-]{1,80}", slug)]
    entries: Any = kind.model._default_manager.filter(slug__in=slugs)
    if locked:
        entries = entries.order_by("pk").select_for_update(of=("self",))
    stored: Any = {
        entry.slug: entry for entry in with_former_slugs(list(entries.prefetch_related(*kind.related)))
    }
    keys = [entry.pk for entry in stored.values()]
    versions = Version.objects.filter(kind=kind.name, entry_id__in=keys).order_by().values("entry_id")
    newest = dict(versions.annotate(newest=Max("number")).values_list("entry_id", "newest"))
    drafts = set(Draft.objects.filter(kind=kind.name, entry_id__in=keys).values_list("entry_id", flat=True))
    planned = []
    for row in rows:
        slug: Any = row.data.get("slug")
        entry = stored.get(slug) if isinstance(slug, str) else None
        p = Planned(row, newest.get(entry.pk, 0) if entry else 0, entry)
        p.has_draft = entry is not None and entry.pk in drafts
        if not row.problems:
            _compare(kind, p, allowed)
        planned.append(p)
    changing = [p for p in planned if p.outcome in ("created", "changed")]
    if len(changing) > MOST_CHANGED:
        raise ListRefused(
            f"The list would change {len(changing)} entries; one import changes {MOST_CHANGED}. Cut it in parts."
        )
    _check_together(kind, changing)
    return planned


def _compare(kind: Kind, p: Planned, allowed: Allowed) -> None:
    """Set what the row makes of its entry, or note why it cannot."""
    fields = dict(p.row.data)
    state = fields.pop("state", None)
    if problem := state_problem(state):
        p.row.refuse("state", problem)
        return
    data: dict[str, Any] = {"review_every_months": kind.model.review_months}
    if p.entry:
        document = kind.read(p.entry)
        data, p.before = document.model_dump(mode="json"), plain(document, p.entry.state)
    state = state or (p.entry.state if p.entry else State.UNPUBLISHED)
    if p.entry and data == {**data, **fields} and state == p.entry.state:
        p.after = p.before
        return
    try:
        p.document = kind.document.model_validate({**data, **fields})
    except DocumentError as error:
        p.row.problems += [spoken(place, sentence) for place, sentence in refused_by_document(error).problems]
        return
    p.after = plain(p.document, state)
    if p.before == p.after:
        p.document = None
    elif problem := allowed(p.entry, state):
        p.row.problems.append(problem)


def _check_together(kind: Kind, planned: list[Planned]) -> None:
    """Note what is wrong between the rows, and between them and the rest of the wiki."""
    by_slug = {p.document.slug: p for p in planned}
    for slug, place, sentence in kind.check([p.document for p in planned]):
        by_slug[slug].row.problems.append(spoken(place, sentence))
    names: dict[str, Planned] = {}
    for p in planned:
        if (first := names.setdefault(p.document.name.lower(), p)) is not p:
            p.row.refuse("name", f"“{p.name}” stands in row {first.row.number} already")
    given = [name for name, p in names.items() if p.before.get("name") != p.document.name]
    others = kind.model._default_manager.annotate(spelled=Lower("name")).filter(spelled__in=given)
    for name, slug in others.exclude(slug__in=by_slug).values_list("spelled", "slug"):
        names[name].row.refuse("name", f"there is a {kind.label} of this name already, “{slug}”")
    new = {p.document.slug for p in planned if p.entry is None}
    for slug in FormerSlug.objects.filter(kind=kind.name, slug__in=new).values_list("slug", flat=True):
        by_slug[slug].row.refuse("slug", "this is the old address of another entry and leads there for ever")


def _write(kind: Kind, planned: list[Planned], write: Callable[[Entry, Planned], None]) -> None:
    """Write each row within a savepoint of its own, and note why one is refused.

    What is refused is tried once more at the end: a spelling that moves from one entry to another is free only when
    the other one has been written.
    """
    todo = _named_first([p for p in planned if p.document and not p.row.problems], kind)
    refused = [p for p in todo if _attempt(p, p.entry or kind.model(), write)]
    for p in refused:
        again = kind.model._default_manager.get(pk=p.entry.pk) if p.entry else kind.model()
        if problem := _attempt(p, again, write):
            p.row.problems.append(problem)


def _attempt(p: Planned, entry: Entry, write: Callable[[Entry, Planned], None]) -> str:
    """Write one row; return why that is refused, or nothing."""
    try:
        with transaction.atomic():
            write(entry, p)
    except ValidationError as error:
        return " ".join(error.messages)
    except LookupError as error:
        return f"{missing(error)}."
    except TextRefused as error:
        return spoken((), str(error))
    except IntegrityError as error:
        return str(refused_by_database(error))
    except DataError:
        return "The database cannot hold it: a text or a list in it is too long."
    p.written = entry
    return ""


def _named_first(planned: list[Planned], kind: Kind) -> list[Planned]:
    """Return rows so that a new entry stands before those that name it; in their order where they go round."""
    by_slug = {p.document.slug: p for p in planned}
    graph = {
        slug: {r.slug for _, r in p.document.references() if r.kind == kind.name and r.slug in by_slug}
        for slug, p in by_slug.items()
    }
    try:
        return [by_slug[slug] for slug in TopologicalSorter(graph).static_order()]
    except CycleError:
        return planned
