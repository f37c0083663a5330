"""What the header says about who is signed in."""

import re

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template import Context
from django.utils.http import urlencode

from entries.paths import address

register = template.Library()

LONGEST_PATH = 300
"""Characters of an address one comes back to; no page of ours has a longer one."""


@register.filter
def initials(user: User) -> str:
    """Two letters for a person: of first and last name, else of the user name."""
    words = user.get_full_name().split() or [word for word in re.split(r"[\W_]+", user.username) if word]
    whole = "".join(words) or user.username
    return (words[0][0] + words[-1][0] if len(words) > 1 else whole[:2]).upper()


@register.simple_tag(takes_context=True)
def sign_in_address(context: Context) -> str:
    """Return the address of the sign-in page, from which one comes back to the page at hand."""
    request: HttpRequest | None = context.get("request")
    login = address("login")
    if request is None or len(request.path) > LONGEST_PATH or request.path.startswith(address("account")):
        return login
    return f"{login}?{urlencode({'next': request.path})}"
