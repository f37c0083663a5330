"""One number that says whether published content changed, and a cache that lives as long as that number."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error, transaction
from django.db.models import Exists, F
from django.utils import timezone

from entries.models import ContentVersion, Draft

CHECK_EVERY = 1.0
"""Seconds for which a process trusts the number it read; a change made by the process itself shows at once."""

MOST_RESULTS = 500
"""How many results of a function are kept: of one that is asked about entries, these may be many."""

PRIMARY, REPLICA = "default", "replica"
"""The names of the databases in the settings; a replica is there when DATABASE_REPLICA_URL is."""

when_due: list[Callable[[], object]] = []
"""What is called when a scheduled draft is due, by whichever process notices first."""

_known: tuple[float, int] | None = None
_forgotten = 0
_apart: ContextVar[bool] = ContextVar("apart", default=False)
_bumps: ContextVar[list[None] | None] = ContextVar("bumps that are not stored yet", default=None)
_away_until = 0.0
_remembering, _asking = threading.Lock(), threading.Lock()


def current() -> int:
    """Return the content version; asks the database at most once in CHECK_EVERY seconds."""
    global _known
    known, forgotten, now = _known, _forgotten, time.monotonic()  # another thread may forget meanwhile
    if known is not None and now - known[0] < CHECK_EVERY:
        return known[1]
    number, due = _read()
    if due and not _apart.get():
        for publish in when_due:
            publish()
        forgotten, (number, _) = _forgotten, _read()
    with _remembering:
        if forgotten == _forgotten:  # else the number may be from before a change that was made meanwhile
            _known = (now, number)
    return number


def generation() -> tuple[int, int] | None:
    """Return what differs before and after every change of published content; None while the database is away.

    Who comes while another thread asks the database gets the last answer, unless this process itself made a change
    since. A database that is away is asked again after CHECK_EVERY seconds.
    """
    global _away_until
    known, forgotten, now = _known, _forgotten, time.monotonic()
    if known is not None and now - known[0] < CHECK_EVERY:
        return known[1], forgotten
    if now < _away_until:
        return None
    alone = _asking.acquire(blocking=False)
    try:
        return (current(), forgotten) if alone or known is None else (known[1], forgotten)
    except Error:
        _away_until = time.monotonic() + CHECK_EVERY
        return None
    finally:
        if alone:
            _asking.release()


def known() -> int | None:
    """Return the number that was read last, however long ago; None after a change of this process itself."""
    last = _known  # another thread may forget meanwhile
    return last[1] if last else None


def number_of(alias: str) -> int:
    """Return the number that one of the databases holds; one query."""
    return ContentVersion.objects.using(alias).filter(pk=1).values_list("number", flat=True).first() or 0


def _read() -> tuple[int, bool]:
    """Return the number, and whether a scheduled draft is due; one query.

    While the primary is away the replica's number counts, since it is the replica that is read.
    """
    # Without the first condition PostgreSQL, which plans before it knows the time, takes a third of all drafts for due
    # and reads them all.
    due = Exists(Draft.objects.filter(publish_at__isnull=False, publish_at__lte=timezone.now()))
    rows = ContentVersion.objects.using(PRIMARY).filter(pk=1).annotate(due=due)
    try:
        return rows.values_list("number", "due").first() or (0, False)
    except Error:
        if REPLICA not in settings.DATABASES:
            raise
        return number_of(REPLICA), False


def bump() -> None:
    """Raise the content version within the caller's transaction; in `bumped_once` at the end of it."""
    if (waiting := _bumps.get()) is not None:
        waiting.append(None)
        forget()
        return
    raised = {"number": F("number") + 1, "changed_at": timezone.now()}
    if not ContentVersion.objects.filter(pk=1).update(**raised):
        ContentVersion.objects.get_or_create(pk=1)
        ContentVersion.objects.filter(pk=1).update(**raised)
    forget()
    transaction.on_commit(forget)


@contextmanager
def bumped_once() -> Iterator[None]:
    """Raise the content version once for all changes of this block, at its end, and not when it fails.

    The row with the number is locked from then on only, so that others who save wait for a moment, not for the block.
    """
    waiting: list[None] = []
    token = _bumps.set(waiting)
    try:
        yield
    finally:
        _bumps.reset(token)
    if waiting:
        bump()


def forget() -> None:
    """Ask the database again at the next use, and let go of all results kept so far."""
    global _known, _forgotten
    with _remembering:
        _known = None
        _forgotten += 1


@contextmanager
def apart() -> Iterator[None]:
    """Work within a transaction that will be rolled back: what is made there is kept for nobody."""
    token = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(token)


def is_apart() -> bool:
    """Whether this thread works on something that will be rolled back."""
    return _apart.get()


def per_content_version[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Keep a function's results until published content changes; arguments must be hashable.

    At most MOST_RESULTS are kept; then it begins anew. Nobody may change what it returns.
    """
    kept: tuple[tuple[int, int], dict[Any, R]] = ((-1, -1), {})

    @wraps(function)
    def cached(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal kept
        if _apart.get():
            return function(*args, **kwargs)
        now = (current(), _forgotten)
        results = (
            kept[1] if kept[0] == now else {}
        )  # a new one each time: other threads may still read the old
        key = (args, tuple(sorted(kwargs.items())))
        if key in results:
            result = results[key]
        else:
            result = function(*args, **kwargs)
            if len(results) >= MOST_RESULTS:
                results = {}
            results[key] = result
        kept = (now, results)
        return result

    return cached
