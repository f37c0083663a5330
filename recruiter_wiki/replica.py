"""Reads of signed-out readers from a streaming replica, when there is one and it has all that a reader must see.

Everything else asks the primary: who is signed in or sends something, every write, and what a reader asks for while
the replica is away or behind (docs/decisions/reading-from-a-replica.md).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from entries import content_version
from entries.content_version import PRIMARY, REPLICA
from recruiter_wiki.cacheable import ADDRESSES, is_personal

LEFT_OUT_SECONDS = 1.0
"""How long a replica that is away or behind is not asked again."""

NAMES = {*ADDRESSES, "search", "suggest"}
"""Addresses whose pages are the same for everybody who is not signed in."""


class Standby:
    """What this process knows of its replica."""

    def __init__(self) -> None:
        self._confirmed: int | None = None
        self._left_out_until = 0.0
        self._asking = threading.Lock()

    def has(self, number: int | None) -> bool:
        """Whether the replica holds this content version; it is asked once for each.

        Who comes while another thread asks is sent to the primary.
        """
        if number is None or time.monotonic() < self._left_out_until:
            return False
        if number == self._confirmed:
            return True
        if not self._asking.acquire(blocking=False):
            return False
        try:
            if behind := content_version.number_of(REPLICA) < number:
                self.leave_out()
            else:
                self._confirmed = number
            return not behind
        except Error:
            self.leave_out()
            return False
        finally:
            self._asking.release()

    def leave_out(self) -> None:
        """Ask the primary for everything during the next LEFT_OUT_SECONDS."""
        self._confirmed, self._left_out_until = None, time.monotonic() + LEFT_OUT_SECONDS


standby = Standby()


class Reading:
    """One request that may be answered from the replica."""

    asked_replica = False


_reading: ContextVar[Reading | None] = ContextVar("the request that may read from the replica", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Let what is read within this block come from the replica."""
    token = _reading.set(Reading())
    try:
        yield _reading.get() or Reading()
    finally:
        _reading.reset(token)


class Router:
    """Django's database router: the replica for reads within `reading()` that it can answer, else the primary.

    It decides for each query anew: what was just learned to be in the wiki must also be found.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the alias to read from."""
        request = _reading.get()
        if request is None or not standby.has(content_version.known()):
            return PRIMARY
        request.asked_replica = True
        return REPLICA

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the primary."""
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Let rows read from either be used together: they are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Change tables on the primary alone; the replica follows."""
        return db == PRIMARY


class ReplicaMiddleware:
    """Lets pages for signed-out readers be made from the replica, and from the primary when that fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or is_personal(request) or not is_public(request.path_info):
            return self.get_response(request)
        content_version.generation()  # else nobody knows what the replica must have
        with reading() as asked:
            response = self.get_response(request)
        if response.status_code != 503 or not asked.asked_replica:
            return response
        standby.leave_out()
        connections[REPLICA].close()
        return self.get_response(request)


@lru_cache(maxsize=2_048)
def is_public(path: str) -> bool:
    """Whether an address shows the same to everybody who is not signed in."""
    try:
        return resolve(path).url_name in NAMES
    except Resolver404:
        return False
