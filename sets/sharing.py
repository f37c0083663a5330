"""Links to a set: whoever holds the token reads it, until the link ends or is revoked."""

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from entries.counting import BatchedCounts
from sets.models import QuestionSet, ShareLink

TOKEN_BYTES = 32


def make_link(
    question_set: QuestionSet,
    *,
    actor: User,
    label: str = "",
    expires_at: datetime | None = None,
    shows_answers: bool = False,
) -> tuple[ShareLink, str]:
    """Return a new link and its token, which is nowhere kept and cannot be shown again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ShareLink.objects.create(
        question_set=question_set,
        token_hash=_hash(token),
        label=label,
        expires_at=expires_at,
        shows_answers=shows_answers,
        created_by=actor,
    )
    return link, token


def link_of(token: str) -> ShareLink:
    """Return the working link of a token; raises Http404 for an unknown, revoked or expired one alike."""
    link = ShareLink.objects.working().select_related("question_set").filter(token_hash=_hash(token)).first()
    if link is None:
        raise Http404("This link does not work. It may have ended. Ask whoever sent it for a new one.")
    return link


def revoke(link: ShareLink) -> None:
    """End a link at once, and with it the bookmarks made by it."""
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _store_views(counted: dict[str, int]) -> None:
    for pk, times in counted.items():
        ShareLink.objects.filter(pk=int(pk)).update(views=F("views") + times)


views = BatchedCounts(_store_views)
