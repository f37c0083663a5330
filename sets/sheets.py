"""A sheet: what is asked on a call, in order, whether it comes from a set, a shared set or a ready template."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from entries.document import AREAS
from interviews.models import Question
from sets.editing import items_of
from sets.freezing import shown_to
from sets.models import QuestionSet, SetItem, SetTemplate
from sets.wording import question_of


@dataclass
class SheetItem:
    """One question at its place; `question` is None when the wiki no longer shows it."""

    pk: int
    number: int
    question: Question | None
    minutes: int
    section: str = ""
    note: str = ""
    must_ask: bool = False
    is_own: bool = False
    begins_section: bool = False


@dataclass
class Sheet:
    """Questions in order, with what is said above them."""

    title: str
    role: str
    purpose: str
    items: list[SheetItem] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """The planned minutes of all questions."""
        return sum(item.minutes for item in self.items)

    @property
    def levels(self) -> list[tuple[str, int]]:
        """How many questions there are for each stage, as (label, number), in order."""
        counts = Counter(item.question.level for item in self.items if item.question and item.question.level)
        return [(label, counts[value]) for value, label in Question.Level.choices if counts[value]]

    @property
    def areas(self) -> list[tuple[str, str, int]]:
        """How many questions there are for each area, as (key, name, number), in order."""
        counts = Counter(item.question.topic.area for item in self.items if item.question)
        return [(key, name, counts[key]) for key, name in AREAS.items() if counts[key]]

    def missing(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the areas and stages without a question, each as (key, name)."""
        asked = {item.question.topic.area for item in self.items if item.question}
        stages = {item.question.level for item in self.items if item.question}
        areas = [(key, AREAS[key]) for key in COVERED if key not in asked]
        return areas, [(value, label) for value, label in Question.Level.choices if value not in stages]


COVERED = ("frontend", "backend", "data", "background", "language", "delivery", "quality", "ways-of-working")
"""The areas that a set for a developer may want to touch."""


def sheet_of_set(
    question_set: QuestionSet, reader: AbstractBaseUser | AnonymousUser, *, answers: bool | None = None
) -> Sheet:
    """Return a set's sheet as this reader may see it; `answers` overrules whether restricted ones are shown.

    Three queries, however many questions. Kept wording stays, and live questions follow the wiki.
    """
    answers = reader.is_authenticated if answers is None else answers
    items = list(items_of(question_set))
    wanted = [item.question_id for item in items if item.text is None]
    live = Question.objects.published().select_related("topic").in_bulk([pk for pk in wanted if pk])
    restricted = set() if answers else _restricted(items)
    sheet = Sheet(question_set.title, question_set.role, question_set.purpose)
    for number, item in enumerate(items, start=1):
        question = question_of(item) if item.text else live.get(item.question_id)
        if question:
            if item.question_id in restricted:
                question.visibility = Question.Visibility.MEMBERS
            question = shown_to(question, answers=answers)
        fields = {
            name: getattr(item, name) for name in ("pk", "section", "note", "must_ask", "is_own", "minutes")
        }
        sheet.items.append(SheetItem(number=number, question=question, **fields))
    _mark_sections(sheet.items)
    return sheet


def _restricted(items: Iterable[SetItem]) -> set[int]:
    """Return the questions whose answers are for signed-in people today, whatever a frozen set kept of them."""
    ids = [item.question_id for item in items if item.question_id]
    members = Question.objects.filter(pk__in=ids, visibility=Question.Visibility.MEMBERS)
    return set(members.values_list("pk", flat=True))


def sheet_of_template(template: SetTemplate, reader: AbstractBaseUser | AnonymousUser) -> Sheet:
    """Return a ready template's sheet as this reader may see it; two queries."""
    rows = list(template.items.all())
    shown = (
        Question.objects.for_reader(reader)
        .select_related("topic")
        .filter(pk__in=[r.question_id for r in rows])
    )
    questions = {question.pk: question for question in shown}
    sheet = Sheet(template.name, template.role, template.purpose)
    for row in rows:
        if question := questions.get(row.question_id):
            fields: dict[str, Any] = {
                name: getattr(row, name) for name in ("pk", "section", "note", "must_ask")
            }
            minutes = row.minutes or question.minutes
            sheet.items.append(
                SheetItem(number=len(sheet.items) + 1, question=question, minutes=minutes, **fields)
            )
    _mark_sections(sheet.items)
    return sheet


def _mark_sections(items: Iterable[SheetItem]) -> None:
    before = ""
    for item in items:
        item.begins_section = bool(item.section) and item.section != before
        before = item.section
