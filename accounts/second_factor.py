"""The second factor at sign-in: the code of an app, or one of ten recovery codes, each good for one time.

Who may enter the Admin needs one where `SECOND_FACTOR` is on, others may have one
(docs/decisions/second-factor.md). django-otp keeps the devices, compares the codes and slows guessing down.
"""

import logging
import re
from base64 import b32encode
from datetime import datetime
from math import ceil
from secrets import token_bytes
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import mail

log = logging.getLogger(__name__)

RECOVERY_CODES = 10
HELD = "held_sign_in"
"""Where a session keeps the sign-in of somebody whose code is still missing (`accounts/held.py`)."""

WRONG_CODE = "This code is not right, or not any more: each works once. Type the next one your app shows."
_APP_CODE = re.compile(r"[0-9]{6}")
_RECOVERY_CODE = re.compile(r"[a-z2-7]{12}")


def is_needed(user: User | AnonymousUser) -> bool:
    """Whether this person counts as signed in only after a code, whatever they chose."""
    return settings.SECOND_FACTOR and user.is_staff


def device_of(user: User) -> TOTPDevice | None:
    """Return the app a person uses for codes."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).order_by("pk").first()


def is_asked_for(user: User) -> bool:
    """Whether this person's password is not enough to sign in."""
    return is_needed(user) or (settings.SECOND_FACTOR and device_of(user) is not None)


def is_given(session: SessionBase) -> bool:
    """Whether a code was right in this session. Costs no query: who loses the app loses the sessions with it."""
    return DEVICE_ID_SESSION_KEY in session


def opens_admin(request: HttpRequest) -> bool:
    """Whether who is signed in needs none, or gave one in this session with the app they have now."""
    user = request.user
    if not isinstance(user, User) or not is_needed(user):
        return True
    device = device_of(user)
    return device is not None and request.session.get(DEVICE_ID_SESSION_KEY) == device.persistent_id


class CodeBackend:
    """Compares the code of a person whose password is known to be right.

    A way to authenticate, so that django-axes counts wrong codes as it counts wrong passwords, and answers first.
    It takes `second_factor_of`, which no form of a password gives; alone it signs nobody in.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str = "",
        token: str = "",
        second_factor_of: User | None = None,
    ) -> User | None:
        """Return the person when the code is theirs; it is used up then."""
        return second_factor_of if second_factor_of and _use(second_factor_of, token) else None


def is_right_code(request: HttpRequest, user: User, code: str) -> bool:
    """Whether a code is this person's, now and for the first time; a wrong one counts like a wrong password."""
    found = authenticate(request, username=user.get_username(), token=code, second_factor_of=user)
    return found is not None


def seconds_to_wait(user: User, code: str) -> int:
    """How long django-otp looks at no code of this kind: 1 second after the first wrong one, twice as long each."""
    device = _device_for(user, bare(code))
    if device is None:
        return 0
    allowed, why = device.verify_is_allowed()
    return 0 if allowed or not why else max(1, ceil((why["locked_until"] - timezone.now()).total_seconds()))


def bare(code: str) -> str:
    """Return a code without the spaces and hyphens that people copy or type."""
    return re.sub(r"[\s-]+", "", code).lower()


def _device_for(user: User, code: str, *, locked: bool = False) -> TOTPDevice | StaticDevice | None:
    """Return what a code of this form is compared with; nothing for what cannot be a code."""
    if _APP_CODE.fullmatch(code):
        devices = TOTPDevice.objects.devices_for_user(user, confirmed=True)
    elif _RECOVERY_CODE.fullmatch(code):
        devices = StaticDevice.objects.devices_for_user(user, confirmed=True)
    else:
        return None
    return (devices.select_for_update() if locked else devices).order_by("pk").first()


@transaction.atomic
def _use(user: User, typed: str) -> bool:
    code = bare(typed)
    device = _device_for(user, code, locked=True)
    if isinstance(device, StaticDevice):
        used = device.verify_token(_hidden(user, code))
        if used:
            left = device.token_set.count()
            transaction.on_commit(lambda: mail.send_news(user, f"A recovery code was used. {left} are left."))
        return used
    return device is not None and device.verify_token(code)


def new_device(user: User, key: str = "") -> TOTPDevice:
    """Return an app that is not yet this person's: with a new key, or that of the form they filled in."""
    device = TOTPDevice(user=user, name="app")
    device.key = key or device.key
    return device


@transaction.atomic
def set_up(device: TOTPDevice, code: str) -> list[str]:
    """Keep an app as its person's only one if the code is right; return their recovery codes, else nothing."""
    user = User.objects.select_for_update().get(pk=device.user.pk)
    if device_of(user):
        return []
    TOTPDevice.objects.filter(user=user).delete()
    device.save()
    if not (_APP_CODE.fullmatch(bare(code)) and device.verify_token(bare(code))):
        transaction.set_rollback(True)
        return []
    return _new_codes(user)


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """Return ten new recovery codes; those from before are worth nothing any more."""
    User.objects.select_for_update().get(pk=user.pk)
    return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [b32encode(token_bytes(10)).decode().lower()[:12] for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_hidden(user, code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _hidden(user: User, code: str) -> str:
    """What the database keeps of a recovery code: 64 bits that lead back to no code without the site's secret."""
    return salted_hmac(f"accounts.recovery.{user.pk}", code, algorithm="sha256").hexdigest()[:16]


@transaction.atomic
def remove(user: User, *, keep: str | None = None) -> bool:
    """Take app and recovery codes away and end this person's sessions but one; return whether there was anything."""
    removed = [kind.objects.filter(user=user).delete()[0] for kind in (TOTPDevice, StaticDevice)]
    end_sessions(user, keep=keep)
    return any(removed)


def reset(user: User) -> bool:
    """Remove a second factor for somebody who lost it, and tell them; return whether there was one."""
    if not remove(user):
        return False
    log.warning("The second factor of account %s was reset.", user.pk)
    mail.send_news(user, "The people who run this wiki have removed your second factor.")
    return True


def end_sessions(user: User, *, keep: str | None = None) -> None:
    """End this person's sessions, sign-ins that wait for a code included, except the one with the key `keep`.

    Sessions do not say in the database whose they are, so this reads all that have not expired.
    """
    number = str(user.pk)
    live = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=keep)
    ended = []
    for session in live.iterator(chunk_size=500):
        data = session.get_decoded()
        if number in (data.get(SESSION_KEY), str(data.get(HELD, {}).get("user"))):
            ended.append(session.session_key)
    Session.objects.filter(session_key__in=ended).delete()


def status(user: User) -> dict[str, Any] | None:
    """Return since when a person has a second factor, when it was used last, and how many recovery codes are left."""
    device = device_of(user)
    if device is None:
        return None
    left = StaticToken.objects.filter(device__user=user).count()
    used: datetime | None = device.last_used_at
    return {"since": device.created_at, "last_used": used, "recovery_codes_left": left}
