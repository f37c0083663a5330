"""How many passwords are hashed at all, whoever sends them (docs/decisions/throttled-sign-in.md).

Hashing takes a third of a second of a processor, on purpose. Guesses from many addresses for many names are each the
first one for their account and address, and would take all processors. Browsers in which the account's owner signed
in before are not counted here, and so get in during such a flood.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.throttle import known_device
from entries.rate_limits import RateLimit

AT_ONCE = 5
"""Passwords that each process hashes one after another before the ceiling counts."""

HASHINGS = RateLimit(most=AT_ONCE, seconds=AT_ONCE * settings.WEB_WORKERS)
"""Of all processes together one a second: less than half of one processor."""

EVERYBODY = "everybody"


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
    request.sign_in_wait = wait  # type: ignore[attr-defined]
    request.axes_locked_out = True  # type: ignore[attr-defined]
