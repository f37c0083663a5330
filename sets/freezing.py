"""Frozen sets: freeze, thaw, see what changed since, and take today's wording deliberately."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from entries.differences import Difference
from interviews.models import Question
from sets.editing import changing, items_of
from sets.models import QuestionSet, SetItem
from sets.wording import changed_fields, differences, freeze_item, thaw_item

_WITH_QUESTION = ("question__topic",)


@dataclass(frozen=True)
class ChangedItem:
    """A frozen question whose entry says something else today; without differences the entry is gone."""

    item: SetItem
    number: int
    differences: list[Difference]


def freeze(question_set: QuestionSet, *, actor: User) -> None:
    """Keep today's wording of every question, from now on."""
    with changing(question_set, actor) as change:
        if not question_set.is_frozen:
            _rewrite(question_set, freeze_item)
            question_set.frozen_at, change.said = timezone.now(), "froze the set"


def thaw(question_set: QuestionSet, *, actor: User) -> None:
    """Let every question follow the wiki again."""
    with changing(question_set, actor) as change:
        if question_set.is_frozen:
            _rewrite(question_set, thaw_item)
            question_set.frozen_at, change.said = None, "thawed the set"


def freeze_again(question_set: QuestionSet, item_ids: list[int], *, actor: User) -> None:
    """Take today's wording of these questions of a frozen set."""
    with changing(question_set, actor) as change:
        if question_set.is_frozen and item_ids:
            _rewrite(question_set, freeze_item, item_ids)
            change.said = (
                "took today's wording of a question" if len(item_ids) == 1 else "took today's wording"
            )


def changed_since(question_set: QuestionSet) -> list[int]:
    """Return the items of a frozen set whose questions say something else today, or are gone; two queries."""
    if not question_set.is_frozen:
        return []
    items = _frozen_items(question_set)
    return [item.pk for _, item, question in items if question is None or changed_fields(item.text, question)]


def changes_since(question_set: QuestionSet) -> list[ChangedItem]:
    """Return what differs from today's wording, side by side."""
    found = []
    for number, item, question in _frozen_items(question_set):
        shown = differences(item.text, question) if question else []
        if shown or question is None:
            found.append(ChangedItem(item, number, shown))
    return found


def _frozen_items(question_set: QuestionSet) -> list[tuple[int, Any, Question | None]]:
    """Return the frozen items with their places and, where readers still see it, the question of today.

    Own questions do not change elsewhere.
    """
    items = enumerate(items_of(question_set).select_related(*_WITH_QUESTION), start=1)
    return [(number, item, _seen(item.question)) for number, item in items if item.text and not item.is_own]


def _seen(question: Question | None) -> Question | None:
    """Return the question if readers see it."""
    return question if question and question.is_published and question.topic.is_published else None


def _rewrite(
    question_set: QuestionSet, verb: Callable[[SetItem], None], item_ids: list[int] | None = None
) -> None:
    # Removed ones, too: brought back, they fit the others.
    items = question_set.items.filter(is_own=False).select_related(*_WITH_QUESTION)
    # Related skills are part of the Document that is kept.
    items = items.prefetch_related("question__question_skills__skill")
    if item_ids is not None:
        items = items.filter(pk__in=item_ids)
    rewritten = list(items)
    for item in rewritten:
        verb(item)
    SetItem.objects.bulk_update(rewritten, ["text", "rendered"], batch_size=200)


def shown_to(question: Question, *, answers: bool) -> Question:
    """Return a question with its answer key only where the reader may see it."""
    if question.visibility == Question.Visibility.MEMBERS and not answers and not question.withheld:
        question.withhold()
    return question
