"""Frozen sets: freeze, thaw, see what changed since, and take today's wording deliberately."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from interviews.models import Question
from sets.editing import changing, items_of
from sets.models import QuestionSet, SetItem
from sets.wording import Difference, changed_fields, differences, freeze_item, thaw_item

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
    return [item.pk for item in items if _is_gone(item) or changed_fields(item.text, item.question)]


def changes_since(question_set: QuestionSet) -> list[ChangedItem]:
    """Return what differs from today's wording, side by side."""
    found = []
    for item in _frozen_items(question_set):
        if _is_gone(item):
            found.append(ChangedItem(item, item.number, []))
        elif shown := differences(item.text, item.question):
            found.append(ChangedItem(item, item.number, shown))
    return found


def _is_gone(item: SetItem) -> bool:
    question = item.question
    return question is None or not question.is_published or not question.topic.is_published


def _frozen_items(question_set: QuestionSet) -> list[SetItem]:
    """Return the frozen items, each with its place; own questions do not change elsewhere."""
    items = list(items_of(question_set).select_related(*_WITH_QUESTION))
    for number, item in enumerate(items, start=1):
        item.number = number
    return [item for item in items if item.text and not item.is_own]


def _rewrite(question_set: QuestionSet, verb: object, item_ids: list[int] | None = None) -> None:
    items = items_of(question_set).filter(is_own=False).select_related(*_WITH_QUESTION)
    # Related skills are part of the Document that is kept.
    items = items.prefetch_related("question__question_skills__skill")
    if item_ids is not None:
        items = items.filter(pk__in=item_ids)
    rewritten = list(items)
    for item in rewritten:
        verb(item)  # type: ignore[operator]
    SetItem.objects.bulk_update(rewritten, ["text", "rendered"], batch_size=200)


def shown_to(question: Question, *, answers: bool) -> Question:
    """Return a question with its answer key only where the reader may see it."""
    if question.visibility == Question.Visibility.MEMBERS and not answers and not question.withheld:
        question.withhold()
    return question
