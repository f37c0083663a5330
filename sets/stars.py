"""The star of bookmarks: written here rather than as a template, since a list has dozens of them."""

from urllib.parse import quote

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entries.paths import address
from entries.templatetags.entries import icon

LINK = (
    '<a class="icon-btn icon-btn--sm star" href="{}?bookmark={}&amp;next={}" rel="nofollow" aria-label="Bookmark {}">'
    "{}</a>"
)
FORM = (
    '<form class="star-form" method="post" action="{action}" hx-post="{action}" hx-swap="outerHTML">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}"><input type="hidden" name="next" value="{here}">'
)
CONTROLS = (
    '<input type="hidden" name="entry" value="{0}"><input type="hidden" name="name" value="{1}">'
    '<input type="hidden" name="marked" value="{2}">'
    '<button class="icon-btn icon-btn--sm star" type="submit" aria-pressed="{3}" aria-label="Bookmark {1}">{4}</button>'
    "</form>"
)


def star_link(request: HttpRequest, reference: str, name: str) -> SafeString:
    """Return the star of a signed-out person: the way to the sign-in, which bookmarks then."""
    return format_html(LINK, address("login"), reference, quote(request.path), name, icon("star"))


def star_frame(token: object, here: str = "") -> SafeString:
    """Return how the form of every star of a page begins.

    `token` is the one against forged requests, `here` is where a browser without script goes on.
    """
    return format_html(FORM, action=address("bookmark"), token=token, here=here)


def star_form(frame: SafeString, reference: str, name: str, *, marked: bool) -> SafeString:
    """Return the star of a signed-in person: a button."""
    wanted, pressed = ("no", "true") if marked else ("yes", "false")
    return frame + format_html(CONTROLS, reference, name, wanted, pressed, icon("star"))
