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

WAIT_SECONDS = 1.0
"""How long a thread waits for another one's question to the replica; then it asks the primary."""

NAMES = {*ADDRESSES, "search", "suggest"}
"""Addresses whose pages are the same for everybody who is not signed in."""


class Standby:
    """What this process knows of its replica."""

    def __init__(self) -> None:
        self._confirmed: int | None = None
        self._left_out_until = 0.0
        self._lacks = 0
        self._asking = threading.Lock()

    def has(self, number: int | None) -> bool:
        """Whether the replica holds this content version; it is asked once for each, by one thread for all."""
        if number is None:
            return False
        if number == self._confirmed:
            return True
        if self._is_left_out(number) or not self._asking.acquire(timeout=WAIT_SECONDS):
            return False
        try:
            if number != self._confirmed and not self._is_left_out(number):
                self._ask_for(number)
            return number == self._confirmed
        finally:
            self._asking.release()

    def doubt(self) -> None:
        """Ask the replica again before it is read from."""
        self._confirmed = None

    def _ask_for(self, number: int) -> None:
        self._confirmed, self._lacks = None, number
        try:
            if content_version.number_of(REPLICA) >= number:
                self._confirmed = number
                return
        except Error:
            connections[REPLICA].close()
            self._lacks = 0
        self._left_out_until = time.monotonic() + LEFT_OUT_SECONDS

    def _is_left_out(self, number: int) -> bool:
        """Whether it was away or behind this version; behind a lost primary, what it has is the newest there is."""
        return number >= self._lacks and time.monotonic() < self._left_out_until


standby = Standby()


class Reading:
    """One request that may be answered from the replica."""

    asked_replica = False


_reading: ContextVar[Reading | None] = ContextVar("the request that may read from the replica", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Let what is read within this block come from the replica."""
    request = Reading()
    token = _reading.set(request)
    try:
        yield request
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
        standby.doubt()
        with reading():
            return self.get_response(request)


@lru_cache(maxsize=2_048)
def is_public(path: str) -> bool:
    """Whether an address shows the same to everybody who is not signed in."""
    try:
        return resolve(path).url_name in NAMES
    except Resolver404:
        return False
