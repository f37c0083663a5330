"""Who has which entry open: a notice for those who come later, never a lock."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from entries.models import Entry, Opening

FORGOTTEN_AFTER = timedelta(minutes=3)
"""The page says every minute that it is still open."""


def others_at(entry: Entry, person: User) -> QuerySet[Opening]:
    """Return who else has an entry open, the first one first."""
    seen = Opening.objects.filter(kind=entry.kind, entry_id=entry.pk, seen_at__gt=_limit())
    return seen.exclude(person=person).select_related("person").order_by("since", "pk")


def renew(entry: Entry, person: User) -> None:
    """Say that a person has an entry open; forgets everybody who has not said so for a while."""
    Opening.objects.filter(seen_at__lte=_limit()).delete()
    now = timezone.now()
    Opening.objects.update_or_create(
        kind=entry.kind, entry_id=entry.pk, person=person, defaults={"seen_at": now}
    )


def leave(entry: Entry, person: User) -> None:
    """Say that a person has closed an entry."""
    Opening.objects.filter(kind=entry.kind, entry_id=entry.pk, person=person).delete()


def said_of(others: QuerySet[Opening]) -> str:
    """Return a sentence about the others, or nothing when there are none."""
    names = [f"{other.person} (since {timezone.localtime(other.since):%H:%M} UTC)" for other in others[:10]]
    if not names:
        return ""
    has = "has" if len(names) == 1 else "have"
    return f"{' and '.join(names)} {has} this entry open, too. Whoever saves second is shown both texts to choose from."


def _limit() -> datetime:
    return timezone.now() - FORGOTTEN_AFTER
