"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from entries import content_version
from recruiter_wiki.inbox import waiting

THEMES = ("auto", "light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and the reader's theme and `/` switch, both from cookies of the preferences page."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "site_name": settings.SITE_NAME,
        "site_line": settings.SITE_LINE,
        "site_url": settings.SITE_URL,
        # Which page of the wiki this is, the same for all entries of a kind; None where there is none.
        "place": request.resolver_match and request.resolver_match.view_name,
        "theme": theme if theme in THEMES else "auto",
        # For parts of pages that are kept; those of signed-out readers are kept whole instead.
        "content_version": lambda: content_version.generation() if request.user.is_authenticated else None,
        "waiting": SimpleLazyObject(lambda: waiting(request.user)),
        "slash": "off" if request.COOKIES.get("slash") == "off" else "on",
    }
