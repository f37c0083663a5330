"""Searches without result, counted by folded words only: no person, no address."""

from django.db.models import F
from django.utils import timezone

from entries.counting import BatchedCounts
from search.models import MissedSearch


def _store(counted: dict[str, int]) -> None:
    for words, times in counted.items():
        row, created = MissedSearch.objects.get_or_create(words=words, defaults={"times": times})
        if not created:
            MissedSearch.objects.filter(pk=row.pk).update(times=F("times") + times, last_at=timezone.now())


counts = BatchedCounts(_store)


def count(folded: str) -> None:
    """Count one search without result; costs no query."""
    counts.count(folded[:200])


def flush() -> int:
    """Write what was counted; return how many different words there were."""
    return counts.flush()
