"""The wording of a set's questions: kept as it was on a day, and held against today's."""

from typing import Any

from entries.differences import Difference, side_by_side
from interviews.content import read_question
from interviews.models import Question, Topic
from sets.models import SetItem

SHOWN = {
    "prompt": "Question",
    "why": "Why we ask",
    "listen_for": "Listen for",
    "strong": "Strong answer",
    "strong_note": "Why it is strong",
    "average": "Average answer",
    "average_note": "Why it is average",
    "weak": "Weak answer",
    "weak_note": "Why it is weak",
    "probe": "Then ask",
}
"""What a frozen question keeps, with the words for it."""


def frozen_text(question: Question) -> dict[str, Any]:
    """Return the wording of a question as a frozen item keeps it."""
    text = read_question(question).model_dump(mode="json")
    return text | {"topic_name": question.topic.name, "area": question.topic.area}


def freeze_item(item: SetItem) -> None:
    """Give an item today's wording of its question, if readers see the question; the caller saves it."""
    if item.question and not item.is_own and item.question.is_published:
        item.text, item.rendered = frozen_text(item.question), item.question.rendered


def thaw_item(item: SetItem) -> None:
    """Let an item follow its question again, if there still is one; the caller saves it."""
    if item.question and not item.is_own:
        item.text, item.rendered = None, {}


def question_of(item: SetItem) -> Question:
    """Return the kept wording of an item as a Question that is not in the database."""
    text = dict(item.text or {})
    fields = [*SHOWN, "slug", "name", "level", "visibility"]
    question = Question(**{field: text[field] for field in fields if text.get(field)}, rendered=item.rendered)
    question.minutes = item.minutes
    question.topic = Topic(name=text.get("topic_name", "Your own"), area=text.get("area", "general"))
    return question


def changed_fields(kept: dict[str, Any], question: Question) -> list[str]:
    """Return which parts of the wording differ from today's."""
    return [field for field in SHOWN if kept.get(field) != getattr(question, field)]


def differences(kept: dict[str, Any], question: Question) -> list[Difference]:
    """Return the parts that differ, word by word."""
    return [
        side_by_side(SHOWN[field], kept.get(field), getattr(question, field))
        for field in changed_fields(kept, question)
    ]
