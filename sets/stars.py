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
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    '<input type="hidden" name="entry" value="{reference}"><input type="hidden" name="name" value="{name}">'
    '<input type="hidden" name="marked" value="{wanted}"><input type="hidden" name="next" value="{here}">'
    '<button class="icon-btn icon-btn--sm star" type="submit" aria-pressed="{pressed}" aria-label="Bookmark {name}">'
    "{icon}</button></form>"
)


def star_link(request: HttpRequest, reference: str, name: str) -> SafeString:
    """Return the star of a signed-out person: the way to the sign-in, which bookmarks then."""
    return format_html(LINK, address("login"), reference, quote(request.path), name, icon("star"))


def star_form(token: object, reference: str, name: str, *, marked: bool, here: str = "") -> SafeString:
    """Return the star of a signed-in person: a button, which without script leads back `here`.

    `token` is the one against forged requests; a page uses one for all its stars.
    """
    return format_html(
        FORM,
        action=address("bookmark"),
        token=token,
        reference=reference,
        name=name,
        wanted="no" if marked else "yes",
        here=here,
        pressed="true" if marked else "false",
        icon=icon("star"),
    )
