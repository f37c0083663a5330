"""How many passwords are looked at, and how many are hashed, whoever sends them (docs/decisions/flood-of-passwords.md).

Hashing takes a third of a second of a processor, on purpose. Guesses from many addresses for many names are each the
first one for their account and address, and would take all processors. Browsers in which the account's owner signed
in before are not counted here, and so get in during such a flood.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.throttle import known_device
from entries.rate_limits import RateLimit, address_of

AT_ONCE = 5
"""Passwords that each process hashes one after another before the ceiling counts."""

HASHINGS = RateLimit(most=AT_ONCE, seconds=2 * AT_ONCE * settings.WEB_WORKERS)
"""Of all processes together one in two seconds: about a fifth of one processor."""

FROM_ONE = RateLimit(most=30, seconds=60)
FROM_ALL = RateLimit(most=30, seconds=15)
"""Of one network address and of all together, in each process: what comes on top is refused with a page that costs
next to nothing, without a query. Below, whoever has to wait sees the form with what they typed."""

EVERYBODY = "everybody"


ROOM = BoundedSemaphore(1)
"""Of each process: so many threads are busy with strangers who sign in, the others are for those who read."""

PATIENCE_SECONDS = 0.5
"""How long one more stranger waits for room."""


@contextmanager
def seconds_to_wait(request: HttpRequest, name: str) -> Iterator[int]:
    """Let a try to sign in happen within this block; yields 0, or the seconds to wait when it is part of a flood.

    Asks no database. A browser in which the account's owner signed in before is not counted.
    """
    if not settings.RATE_LIMITS or known_device(request, name):
        yield 0
        return
    if wait := FROM_ONE.spend(address_of(request) or "") or FROM_ALL.spend(EVERYBODY):
        yield wait
        return
    if not ROOM.acquire(timeout=PATIENCE_SECONDS):
        yield 1
        return
    try:
        yield 0
    finally:
        ROOM.release()


class Ceiling:
    """A way to authenticate that signs nobody in: it stands before the one that hashes, and ends what is too much."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> None:
        """Let a password pass, or raise PermissionDenied when too many came; a known browser always passes."""
        if request is None or not settings.RATE_LIMITS or known_device(request, username or ""):
            return
        if wait := HASHINGS.spend(EVERYBODY):
            note(request, wait)
            raise PermissionDenied


def note(request: HttpRequest, wait: int) -> None:
    """Remember the seconds to wait, and let django-axes answer as for somebody who tried too often."""
    vars(request).update(sign_in_wait=wait, axes_locked_out=True)
