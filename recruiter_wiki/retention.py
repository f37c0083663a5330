"""What is not kept for ever, and for how long; `manage.py clean_up` removes it.

Nothing is listed here that ends without being stored: invitations, links for new passwords and previews are signed
with their date. Versions and drafts of entries, the editors' log and what people saved for themselves stay until
somebody removes them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import Q, QuerySet

from accounts.models import WINDOW, Attempt
from entries.models import Opening, Report
from search.models import MissedSearch, TermRequest
from sets.models import OfferedQuestion, QuestionSet, SetChange, SetItem, ShareLink
from sets.models.question_sets import UNDO_FOR

BATCH = 500
"""Rows that are removed in one transaction, so that nobody waits for it."""

DAY, SEASON, YEAR = timedelta(days=1), timedelta(days=90), timedelta(days=365)

type Rows = QuerySet[Any]


@dataclass(frozen=True)
class Term:
    """Rows that may go, under the name by which the command tells of them."""

    name: str
    over: Callable[[datetime], Rows]


TERMS = [
    Term("expired sessions", lambda now: Session.objects.filter(expire_date__lt=now)),
    Term("counts of wrong passwords", lambda now: AccessAttempt.objects.filter(attempt_time__lt=now - DAY)),
    Term("counts of mails and new accounts", lambda now: Attempt.objects.filter(at__lt=now - WINDOW)),
    Term("notes of who has an entry open", lambda now: Opening.objects.filter(seen_at__lt=now - DAY)),
    Term("deleted question sets", lambda now: QuestionSet.objects.filter(deleted_at__lt=now - UNDO_FOR)),
    Term("removed questions of sets", lambda now: SetItem.objects.filter(removed_at__lt=now - UNDO_FOR)),
    Term("lines about changes of sets", lambda now: SetChange.objects.filter(made_at__lt=now - YEAR)),
    Term("ended links to sets", lambda now: _ended_links(now - SEASON)),
    Term("reports that are done", lambda now: Report.objects.filter(done=True, made_at__lt=now - YEAR)),
    Term(
        "asked-for terms that are done",
        lambda now: TermRequest.objects.filter(done=True, asked_at__lt=now - YEAR),
    ),
    Term(
        "offered questions that are done",
        lambda now: OfferedQuestion.objects.filter(done=True, offered_at__lt=now - YEAR),
    ),
    Term("searches without result", lambda now: MissedSearch.objects.filter(last_at__lt=now - YEAR)),
]


def remove_what_is_over(now: datetime) -> Iterator[tuple[Term, int | None]]:
    """Remove the rows of each term in small batches; yield how many, or None when others kept them busy.

    It may run twice at once, beside all traffic, and be stopped at any moment: what is left goes the next time.
    """
    for term in TERMS:
        try:
            yield term, _remove(term.over(now))
        except OperationalError:  # a lock was waited for too long
            yield term, None


def _remove(rows: Rows) -> int:
    """Remove rows batch by batch; rows that changed meanwhile, so that they stay, are left."""
    removed, after = 0, None
    while keys := list(_after(rows, after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        removed += rows.filter(pk__in=keys).delete()[1].get(rows.model._meta.label, 0)
        after = keys[-1]
    return removed


def _after(rows: Rows, key: Any) -> Rows:
    return rows if key is None else rows.filter(pk__gt=key)


def _ended_links(day: datetime) -> Rows:
    """Links that ended long ago, but those whose bookmark has a note, which would go with them."""
    ended = Q(expires_at__lt=day) | Q(revoked_at__lt=day)
    return ShareLink.objects.filter(ended).exclude(bookmarks__note__gt="")
