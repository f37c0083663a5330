"""The bookmark somebody wanted to set before signing in: it travels through the form as a signed field."""

import re

from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest

from sets.bookmarks import add

SALT = "bookmark"
MAX_AGE = 3600
_REFERENCE = re.compile(r"[a-z][a-z-]{0,29}:[a-z0-9][a-z0-9-]{0,79}")


def wanted(request: HttpRequest) -> str:
    """Return `?bookmark=kind:slug` of the address, signed for the form; nothing when there is none."""
    reference = request.GET.get("bookmark", "")
    return signing.dumps(reference, salt=SALT) if _REFERENCE.fullmatch(reference) else ""


def read(token: str) -> str:
    """Return the reference of a signed field; nothing when it is forged or older than an hour."""
    try:
        return signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return ""


def fulfil(user: User, token: str) -> None:
    """Set the bookmark that a signed field names, if there is still such an entry."""
    if reference := read(token):
        add(user, reference)
