"""Questions of one's own: written into a set, changed there, and offered to the editors."""

from typing import Any

from django.contrib.auth.models import User

from entries.render_worker import render
from sets.editing import changing, items_of, room_for
from sets.models import OfferedQuestion, QuestionSet, SetItem

MARKDOWN = ("strong", "average", "weak")


def add_own(question_set: QuestionSet, text: dict[str, Any], *, actor: User, offer: bool = False) -> SetItem:
    """Add a question of one's own at the end, once when a button is pressed twice. Raises SetFull, TextRefused.

    `offer` hands a copy to the editors.
    """
    rendered = _rendered(text)
    with changing(question_set, actor) as change:
        if twin := items_of(question_set).filter(is_own=True, text=text).first():
            return twin
        item = SetItem(
            question_set=question_set,
            is_own=True,
            text=text,
            rendered=rendered,
            minutes=text["minutes"],
            position=room_for(question_set, 1),
        )
        item.save()
        _offer(text, wanted=offer)
        change.said = "added a question of your own"
    return item


def rewrite_own(
    item: SetItem, wanted: dict[str, Any], seen: dict[str, Any], *, actor: User, offer: bool = False
) -> dict[str, Any]:
    """Give a question of one's own new words; like `change_item`, return what somebody else changed meanwhile.

    Raises TextRefused.
    """
    question_set, conflicts = item.question_set, {}
    rendered = _rendered(wanted)
    with changing(question_set, actor) as change:
        item.refresh_from_db()
        stored = words_of(item)
        text = dict(stored)
        for field, value in wanted.items():
            if value in (stored.get(field), seen.get(field)):
                continue
            if field in seen and stored.get(field) != seen[field]:
                conflicts[field] = stored.get(field)
            else:
                text[field] = value
        if text != stored:
            kept = {field: html for field, html in item.rendered.items() if text[field] == stored[field]}
            fresh = {field: html for field, html in rendered.items() if text[field] == wanted[field]}
            item.text, item.rendered, item.minutes = text, kept | fresh, text["minutes"]
            item.save(update_fields=["text", "rendered", "minutes"])
            change.said = "rewrote a question of your own"
        _offer(text, wanted=offer)
    return conflicts


def words_of(item: SetItem) -> dict[str, Any]:
    """Return the wording of a question of one's own, with its minutes as they are now."""
    return {**(item.text or {}), "minutes": item.minutes}


def _rendered(text: dict[str, Any]) -> dict[str, Any]:
    return {field: {"html": render(text[field])} for field in MARKDOWN if text.get(field)}


def _offer(text: dict[str, Any], *, wanted: bool) -> None:
    if wanted:
        OfferedQuestion.objects.create(text=text)
