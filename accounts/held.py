"""A sign-in that waits for its code: the password was right, and the session still belongs to nobody."""

import time
from typing import Any

import django_otp
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import intent
from accounts.second_factor import HELD, device_of

MAX_AGE = 10 * 60
"""Seconds between the right password and the right code."""


def hold(
    request: HttpRequest, user: User, *, backend: str, next_page: str, bookmark: str = ""
) -> HttpResponse:
    """Note in the session whose password was right and where they want to go; lead them to the code or the set-up."""
    request.session.cycle_key()
    request.session[HELD] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "backend": backend,
        "next": next_page,
        "bookmark": bookmark,
        "at": time.time(),
    }
    return HttpResponseRedirect(reverse("second-factor-code" if device_of(user) else "second-factor-set-up"))


def held_user(request: HttpRequest) -> User | None:
    """Return whose code this session waits for; nobody after ten minutes or after a change of the password."""
    held: dict[str, Any] | None = request.session.get(HELD)
    if held is None:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    fresh = 0 <= time.time() - held["at"] < MAX_AGE
    if user and fresh and constant_time_compare(held["password"], user.get_session_auth_hash()):
        return user
    return None


def let_go(request: HttpRequest) -> str:
    """Forget the held sign-in; return where it led on to."""
    return request.session.pop(HELD, {}).get("next", "")


def finish(request: HttpRequest, user: User, device: TOTPDevice) -> str:
    """Sign in whom the session held, with the bookmark they came for; return where they wanted to go."""
    held = request.session.pop(HELD)
    login(request, user, backend=held["backend"])
    django_otp.login(request, device)
    intent.fulfil(user, held["bookmark"])
    return held["next"]
