"""What belongs to one person: given out on request, and gone with the account."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sets.bookmarks import marked_by
from sets.models import QuestionSet
from sets.sheets import sheet_of_set


def personal_data(user: User) -> dict[str, Any]:
    """Return a person's bookmarks, sets, teams and practice as plain data."""
    return {
        "bookmarks": [
            {"reference": marked.reference, "name": str(marked.target or ""), "note": marked.bookmark.note}
            for marked in marked_by(user)
        ],
        "sets": [
            _set_data(found, user) for found in QuestionSet.objects.live().filter(owner=user).order_by("pk")
        ],
        "teams": [
            {"name": row.team.name, "lead": row.is_lead} for row in user.memberships.select_related("team")
        ],
        "practice": [
            {"question": row.question.slug, "shown": row.shown, "said": row.said, "at": row.at.isoformat()}
            for row in user.practice.select_related("question")
        ],
    }


@transaction.atomic
def forget_person(user: User) -> None:
    """Prepare for the end of an account: a team without another lead gets its longest member as one, or ends."""
    for membership in user.memberships.filter(is_lead=True).select_related("team"):
        others = membership.team.memberships.exclude(user=user)
        if others.filter(is_lead=True).exists():
            continue
        heir = others.order_by("joined_at", "pk").first()
        if heir:
            others.filter(pk=heir.pk).update(is_lead=True)
        else:
            QuestionSet.objects.filter(team=membership.team).delete()
            membership.team.delete()


def _set_data(question_set: QuestionSet, user: User) -> dict[str, Any]:
    sheet = sheet_of_set(question_set, user)
    return {
        "title": sheet.title,
        "role": sheet.role,
        "purpose": sheet.purpose,
        "frozen": question_set.frozen_at.isoformat() if question_set.frozen_at else None,
        "items": [
            {
                "question": item.question.prompt if item.question else None,
                "section": item.section,
                "note": item.note,
                "minutes": item.minutes,
                "must_ask": item.must_ask,
            }
            for item in sheet.items
        ],
    }
