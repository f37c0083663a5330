"""Told by the cellar to whoever lives above: entries were saved, or one is about to be deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from entries.models import Entry

entries_changed = Signal()
"""Sent within the transaction of the change with `entries`."""

entry_deleted = Signal()
"""Sent within the transaction of the change with `entry`, before it goes."""

_waiting: ContextVar["list[Entry] | None"] = ContextVar("changed entries that are not told yet", default=None)


def tell_changed(entry: "Entry") -> None:
    """Tell that an entry was saved: now, or at the end of `told_together`."""
    waiting = _waiting.get()
    if waiting is None:
        entries_changed.send(None, entries=[entry])
    else:
        waiting.append(entry)


@contextmanager
def told_together() -> Iterator[None]:
    """Tell of all entries that are saved in this block at once, at its end; of none when it fails."""
    waiting: list[Entry] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        entries_changed.send(None, entries=waiting)
