"""Counters: views and the like are counted in memory and written in batches, outside the requests."""

import atexit
import threading
from collections import Counter
from collections.abc import Callable

from django.db import DatabaseError, connection

EVERY = 30.0
"""Seconds between two batches; losing one is allowed."""


class BatchedCounts:
    """Counts by key, written at most every EVERY seconds by `write(counts)`.

    At most `most` different keys are kept between two batches; more are dropped.
    """

    def __init__(self, write: Callable[[dict[str, int]], None], *, most: int = 500) -> None:
        self.most = most
        self._write = write
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._writer: threading.Timer | None = None
        atexit.register(self._counts.clear)

    def count(self, key: str) -> None:
        """Count one; costs no query."""
        with self._lock:
            if key in self._counts:  # so it is for nearly every page that comes from memory
                self._counts[key] += 1
                return
            if not key or len(self._counts) >= self.most:
                return
            self._counts[key] = 1
            if self._writer is None:
                self._writer = threading.Timer(EVERY, self._write_and_close)
                self._writer.daemon = True
                self._writer.start()

    def flush(self) -> int:
        """Write what was counted; return how many different keys there were."""
        with self._lock:
            counted, self._writer = dict(self._counts), None
            self._counts.clear()
        self._write(counted)
        return len(counted)

    def _write_and_close(self) -> None:
        try:
            self.flush()
        except DatabaseError:
            pass
        finally:
            connection.close()
