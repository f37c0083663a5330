"""How often a password may be tried (docs/decisions/throttled-sign-in.md). django-axes counts, before any hashing.

Wrong passwords count for the account and for the network address. A browser in which somebody signed in before has a
count of its own for that account, so that nobody can lock an account's owner out by guessing.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

DEVICE_COOKIE = "device" if settings.LOCAL else "__Host-device"
DEVICE_AGE = 365 * 24 * 3600
Credentials = Mapping[str, Any] | None


def known_device(request: HttpRequest, name: str) -> str:
    """The number of this browser if somebody signed in with this account here before, else nothing."""
    try:
        return _signer(name).unsign(request.COOKIES.get(DEVICE_COOKIE, ""), max_age=DEVICE_AGE)
    except signing.BadSignature:
        return ""


def remember_device(response: HttpResponse, user: AbstractBaseUser) -> None:
    """Let the browser that gets this response be known for this account."""
    response.set_cookie(
        DEVICE_COOKIE,
        _signer(user.get_username()).sign(get_random_string(22)),
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Lax",
        secure=not settings.LOCAL,
    )


def _signer(name: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"accounts.device:{name}")


def counted_name(request: HttpRequest, credentials: Credentials) -> str:
    """For django-axes: what a wrong password is counted under. A code, as people type passwords as their name."""
    name = str((credentials or {}).get("username", ""))
    device = known_device(request, name)
    return salted_hmac("accounts.name", f"{name}\n{device}", algorithm="sha256").hexdigest()


def counted_by(request: HttpRequest, credentials: Credentials) -> list[str]:
    """For django-axes: by account and by address, or by a known browser alone."""
    known = known_device(request, str((credentials or {}).get("username", "")))
    return ["username"] if known else ["username", "ip_address"]


class Failures(AxesDatabaseHandler):
    """For django-axes: counts, and keeps nothing of what was typed or of the browser."""

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count one wrong password; one that nobody looked at is none."""
        if request is None or crowded_out(request):
            return
        bare = HttpRequest()
        bare.COOKIES = request.COOKIES
        vars(bare).update(_marks(request), axes_user_agent="", axes_http_accept="")
        super().user_login_failed(sender, credentials, bare, **kwargs)
        vars(request).update(_marks(bare))


def _marks(request: HttpRequest) -> dict[str, Any]:
    return {name: value for name, value in vars(request).items() if name.startswith("axes_")}


def crowded_out(request: HttpRequest) -> int:
    """The seconds to wait because too many others sign in (`ceiling.py`); 0 for none."""
    return getattr(request, "sign_in_wait", 0)


def seconds_left(request: HttpRequest, credentials: Credentials) -> int:
    """How long the next try has to wait."""
    if wait := crowded_out(request):
        return wait
    window, most = get_cool_off(request), get_failure_limit(request, credentials)
    assert window
    until = timezone.now()
    for attempts in AxesProxyHandler.get_implementation().get_user_attempts(request, credentials):
        found = attempts.aggregate(n=Sum("failures_since_start"), last=Max("attempt_time"))
        if (found["n"] or 0) >= most:
            until = max(until, found["last"] + window)
    return max(1, ceil((until - timezone.now()).total_seconds()))


def too_many(request: HttpRequest, response: HttpResponse, credentials: Credentials) -> HttpResponse:
    """For django-axes: the same page, with what was typed as name, as an answer that says to wait."""
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds_left(request, credentials))
    return response


def in_minutes(seconds: int) -> str:
    """Say a waiting time: `in 1 minute`, `in 5 minutes`."""
    minutes = ceil(seconds / 60)
    return f"in {minutes} minute{'' if minutes == 1 else 's'}"


def is_locked_out(request: HttpRequest) -> bool:
    """Whether this request tried a password although it had to wait, or for the last time before that."""
    return getattr(request, "axes_locked_out", False)


def sentence(request: HttpRequest, name: str, what: str = "passwords") -> str:
    """What to tell somebody who has to wait."""
    if wait := crowded_out(request):
        return f"Too many people are signing in just now. Try again {in_minutes(wait)}."
    return f"Too many wrong {what}. Try again {in_minutes(seconds_left(request, {'username': name}))}."


def is_right_password(request: HttpRequest, password: str) -> bool:
    """Whether this is the password of who is signed in; a wrong one counts like one at sign-in."""
    name = request.user.get_username()
    return authenticate(request, username=name, password=password) == request.user
