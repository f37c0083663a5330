"""Searches without result, counted by folded words only and written in batches outside the requests."""

import atexit
import threading
from collections import Counter

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from search.models import MissedSearch

EVERY = 30.0
"""Seconds between two batches; losing one is allowed."""

MOST = 500
"""Different words kept in memory between two batches; more are dropped."""

_counts: Counter[str] = Counter()
_lock = threading.Lock()
_writer: threading.Timer | None = None


def count(folded: str) -> None:
    """Count one search without result; costs no query."""
    global _writer
    with _lock:
        if not folded or (len(_counts) >= MOST and folded not in _counts):
            return
        _counts[folded[:200]] += 1
        if _writer is None:
            _writer = threading.Timer(EVERY, _write_and_close)
            _writer.daemon = True
            _writer.start()


def flush() -> int:
    """Write what was counted; return how many different words there were."""
    global _writer
    with _lock:
        counted, _writer = dict(_counts), None
        _counts.clear()
    for words, times in counted.items():
        row, created = MissedSearch.objects.get_or_create(words=words, defaults={"times": times})
        if not created:
            MissedSearch.objects.filter(pk=row.pk).update(times=F("times") + times, last_at=timezone.now())
    return len(counted)


def _write_and_close() -> None:
    try:
        flush()
    except DatabaseError:
        pass
    finally:
        connection.close()


atexit.register(_counts.clear)
