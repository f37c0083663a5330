"""How long a request waits for a server that is silent: paused, stuck, or beyond a network that swallows everything.

The server's own limits do not help then, since it is the server that would enforce them, and a socket file knows no
tcp_user_timeout (docs/decisions/silent-database.md).
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

SILENCE = 1.0
"""Seconds after which a failed attempt to connect counts as silence; a refusal comes at once and costs nobody time."""

REST = 1.0
"""Seconds for which a silent server is left alone."""


class Outage:
    """What the threads of a process know of one server's silence, so that only one of them waits at a time."""

    def __init__(self) -> None:
        self._until = 0.0
        self._silent = self._asking = False
        self._lock = threading.Lock()

    @property
    def is_on(self) -> bool:
        """Whether the server was silent when it was last asked."""
        return self._silent

    def begin(self) -> None:
        """Tell the other threads that the server is silent."""
        with self._lock:
            self._silent, self._until = True, time.monotonic() + REST

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Connect within this block: during an outage one thread at a time, and each REST seconds.

        Raises psycopg.OperationalError at once for all others.
        """
        with self._lock:
            if asks := self._silent:
                if self._asking or time.monotonic() < self._until:
                    raise psycopg.OperationalError("the server was silent a moment ago")
                self._asking = True
        began = time.monotonic()
        try:
            yield
        except psycopg.OperationalError:
            if time.monotonic() - began >= SILENCE:
                self.begin()
            else:
                self._silent = False  # it refuses: that is an answer
            raise
        else:
            self._silent = False
        finally:
            if asks:
                self._asking = False


class Connection(psycopg.Connection[Any]):
    """A connection that is given up when the server takes longer than `answer_within` seconds to answer."""

    answer_within: float | None = None
    outage: Outage | None = None

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        """Wait as psycopg does; raises OperationalError after `answer_within` seconds and closes the connection."""
        if self.answer_within is None:
            return super().wait(gen, *args, **kwargs)
        kwargs.setdefault("timeout", self.answer_within)
        began = time.monotonic()
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.OperationalError as error:
            if error.sqlstate is not None or time.monotonic() - began < self.answer_within:
                raise
            self.pgconn.finish()  # what it was asked for may still be under way: nobody may read that answer
            if self.outage:
                self.outage.begin()
            raise psycopg.OperationalError("the server is silent") from None
