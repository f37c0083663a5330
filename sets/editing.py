"""The one way a question set changes: every verb locks the set, counts a revision and says in words what it did."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from interviews.models import Question
from sets.models import QuestionSet, SetChange, SetItem, SetTemplate, Team
from sets.models.question_sets import UNDO_FOR
from sets.wording import freeze_item

MOST_ITEMS = 1_000
KEPT_CHANGES = 200
"""Newest changes that are kept of each set."""


class SetFull(Exception):
    """A set holds at most MOST_ITEMS questions."""


class Change:
    """What a verb tells about itself: `said` stays empty when nothing changed."""

    said = ""


@contextmanager
def changing(question_set: QuestionSet, actor: User | None) -> Iterator[Change]:
    """Lock a set for one verb; afterwards count and keep the change, if the verb said one."""
    with transaction.atomic():
        stored = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
        question_set.revision, question_set.frozen_at = stored.revision, stored.frozen_at
        change = Change()
        yield change
        if not change.said:
            return
        question_set.revision += 1
        question_set.changed_at = timezone.now()
        question_set.save()
        SetChange.objects.create(
            question_set=question_set, revision=question_set.revision, actor=actor, what=change.said[:300]
        )
        SetChange.objects.filter(
            question_set=question_set, revision__lte=question_set.revision - KEPT_CHANGES
        ).delete()


def items_of(question_set: QuestionSet) -> Any:
    """Return the items that were not removed, in order."""
    return question_set.items.filter(removed_at__isnull=True)


@transaction.atomic
def create_set(
    owner: User,
    *,
    title: str,
    role: str = "",
    purpose: str = "",
    team: Team | None = None,
    questions: Iterable[Question] = (),
) -> QuestionSet:
    """Create a set with these questions in order. Raises SetFull when they are too many."""
    created = QuestionSet.objects.create(owner=owner, title=title, role=role, purpose=purpose, team=team)
    add_questions(created, questions, actor=owner)
    return created


def add_questions(question_set: QuestionSet, questions: Iterable[Question], *, actor: User) -> int:
    """Add questions at the end, each once; return how many were new. Raises SetFull."""
    with changing(question_set, actor) as change:
        present = set(items_of(question_set).values_list("question_id", flat=True))
        new = [question for question in dict.fromkeys(questions) if question.pk not in present]
        first = room_for(question_set, len(new))
        items = [
            SetItem(
                question_set=question_set,
                question=question,
                minutes=question.minutes,
                position=first + number,
            )
            for number, question in enumerate(new)
        ]
        if question_set.is_frozen:
            for item in items:
                freeze_item(item)
        SetItem.objects.bulk_create(items)
        if new:
            change.said = f"added “{new[0].name}”" if len(new) == 1 else f"added {len(new)} questions"
    return len(new)


def change_item(
    item: SetItem, wanted: dict[str, Any], seen: dict[str, Any], *, actor: User
) -> dict[str, Any]:
    """Store changed fields of an item: note, minutes, must_ask, section.

    `seen` is what the person saw before typing. A field that somebody else changed meanwhile is left as it is and
    returned with its present value, so that both can be shown; the others are stored.
    """
    question_set, conflicts = item.question_set, {}
    with changing(question_set, actor) as change:
        item.refresh_from_db()
        changed = []
        for field, value in wanted.items():
            stored = getattr(item, field)
            if value in (stored, seen.get(field)):
                continue
            if stored != seen.get(field, stored):
                conflicts[field] = stored
                continue
            setattr(item, field, value)
            changed.append(field)
        if changed:
            item.save(update_fields=changed)
            names = [_called(item, field) for field in changed]
            change.said = f"changed the {' and '.join(names)} of “{name_of(item)}”"
    return conflicts


def move_item(
    item: SetItem, *, by: int = 0, before: int | None = None, to_end: bool = False, actor: User
) -> None:
    """Move an item up (-1) or down (1), in front of another item, or to the end."""
    question_set = item.question_set
    with changing(question_set, actor) as change:
        order = list(items_of(question_set).values_list("pk", flat=True))
        if item.pk not in order:
            return
        at = order.index(item.pk)
        order.remove(item.pk)
        if to_end:
            to = len(order)
        elif before in order:
            to = order.index(before)
        else:
            to = min(max(at + by, 0), len(order))
        order.insert(to, item.pk)
        if to != at:
            _put_in_order(question_set, order)
            change.said = f"moved “{name_of(item)}” to place {to + 1}"


def remove_item(item: SetItem, *, actor: User) -> None:
    """Take an item out; it can be brought back."""
    with changing(item.question_set, actor) as change:
        if SetItem.objects.filter(pk=item.pk, removed_at__isnull=True).update(removed_at=timezone.now()):
            change.said = f"removed “{name_of(item)}”"


def restore_item(item: SetItem, *, actor: User) -> None:
    """Bring a removed item back to its place, unless its question was added again. Raises SetFull."""
    question_set = item.question_set
    with changing(question_set, actor) as change:
        removed = question_set.items.filter(pk=item.pk, removed_at__isnull=False)
        kept = items_of(question_set)
        if not removed.exists() or kept.filter(question_id=item.question_id, question__isnull=False).exists():
            return
        room_for(question_set, 1)
        order = list(kept.filter(position__lt=item.position).values_list("pk", flat=True))
        order += [item.pk, *kept.exclude(pk__in=order).values_list("pk", flat=True)]
        removed.update(removed_at=None)
        _put_in_order(question_set, order)
        change.said = f"brought back “{name_of(item)}”"


def change_details(
    question_set: QuestionSet, wanted: dict[str, Any], seen: dict[str, Any], *, actor: User
) -> dict[str, Any]:
    """Store title, role and purpose; like `change_item`, return what somebody else changed meanwhile."""
    conflicts = {}
    with changing(question_set, actor) as change:
        stored = QuestionSet.objects.get(pk=question_set.pk)
        changed = []
        for field, value in wanted.items():
            present = getattr(stored, field)
            setattr(question_set, field, present)
            if value in (present, seen.get(field)):
                continue
            if present != seen.get(field, present):
                conflicts[field] = present
                continue
            setattr(question_set, field, value)
            changed.append(_called(question_set, field))
        if changed:
            change.said = f"changed the {' and '.join(changed)}"
    return conflicts


def give_to_team(question_set: QuestionSet, team: Team | None, *, actor: User) -> None:
    """Let a team read the set and its leads change it, or take it back for its owner alone."""
    with changing(question_set, actor) as change:
        if question_set.team_id != (team.pk if team else None):
            question_set.team = team
            question_set.owner = question_set.owner or actor
            change.said = f"shared the set with {team}" if team else "took the set back from the team"


def delete_set(question_set: QuestionSet, *, actor: User) -> None:
    """Delete a set; it can be brought back for UNDO_FOR, after which the next deletion sweeps it away."""
    with changing(question_set, actor) as change:
        question_set.deleted_at, change.said = timezone.now(), "deleted the set"
    QuestionSet.objects.filter(deleted_at__lte=timezone.now() - UNDO_FOR).delete()


def restore_set(question_set: QuestionSet, *, actor: User) -> None:
    """Bring a deleted set back."""
    with changing(question_set, actor) as change:
        question_set.deleted_at, change.said = None, "brought the set back"


@transaction.atomic
def copy_set(question_set: QuestionSet, *, owner: User) -> QuestionSet:
    """Copy a set with its items and wording into a private one of `owner`."""
    copied = QuestionSet.objects.create(
        owner=owner,
        title=f"{question_set.title} (copy)"[:120],
        role=question_set.role,
        purpose=question_set.purpose,
        frozen_at=question_set.frozen_at,
    )
    items = list(items_of(question_set))
    for item in items:
        item.pk, item.question_set = None, copied
        item._state.adding = True
    SetItem.objects.bulk_create(items)
    return copied


@transaction.atomic
def copy_template(template: SetTemplate, *, owner: User) -> QuestionSet:
    """Make a private set of a ready template, of the questions that readers see."""
    made = QuestionSet.objects.create(
        owner=owner, title=template.name, role=template.role, purpose=template.purpose
    )
    shown = Question.objects.published()
    SetItem.objects.bulk_create(
        SetItem(
            question_set=made,
            question=row.question,
            section=row.section,
            note=row.note,
            minutes=row.minutes or row.question.minutes,
            must_ask=row.must_ask,
            position=number,
        )
        for number, row in enumerate(
            template.items.filter(question__in=shown).select_related("question"), start=1
        )
    )
    return made


def name_of(item: SetItem) -> str:
    """Return a short name of an item for messages."""
    name = item.question.name if item.question else (item.text or {}).get("prompt", "a question")
    return name if len(name) <= 60 else f"{name[:59]}…"


def _called(row: models.Model, field: str) -> str:
    return str(getattr(row._meta.get_field(field), "verbose_name", field))


def room_for(question_set: QuestionSet, number: int) -> int:
    """Return the first free position."""
    if items_of(question_set).count() + number > MOST_ITEMS:
        raise SetFull(f"A set holds at most {MOST_ITEMS:,} questions. Make another set for the others.")
    last = question_set.items.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _put_in_order(question_set: QuestionSet, order: list[int]) -> None:
    places = {pk: place for place, pk in enumerate(order, start=1)}
    moved = [item for item in items_of(question_set) if item.position != places[item.pk]]
    for item in moved:
        item.position = places[item.pk]
    SetItem.objects.bulk_update(moved, ["position"])
