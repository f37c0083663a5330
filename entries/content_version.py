"""One number that says whether published content changed, and a cache that lives as long as that number."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from entries.models import ContentVersion

CHECK_EVERY = 1.0
"""Seconds for which a process trusts the number it read; a change made by the process itself shows at once."""

_known: tuple[float, int] | None = None


def current() -> int:
    """Return the content version; asks the database at most once in CHECK_EVERY seconds."""
    global _known
    now = time.monotonic()
    if _known is None or now - _known[0] >= CHECK_EVERY:
        number = ContentVersion.objects.filter(pk=1).values_list("number", flat=True).first()
        _known = (now, number or 0)
    return _known[1]


def bump() -> None:
    """Raise the content version within the caller's transaction."""
    ContentVersion.objects.get_or_create(pk=1)
    ContentVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    """Ask the database again at the next use."""
    global _known
    _known = None


def per_content_version[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Keep a function's results until published content changes; arguments must be hashable."""
    results: dict[Any, R] = {}
    version: list[int] = [-1]

    @wraps(function)
    def cached(*args: P.args, **kwargs: P.kwargs) -> R:
        now = current()
        if version[0] != now:
            results.clear()
            version[0] = now
        key = (args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = function(*args, **kwargs)
        return results[key]

    return cached
