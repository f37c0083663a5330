"""What views share that read what a browser sent: numbers, addresses to go on to, the trap for machines."""

from django import forms
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of a page whose address is its key: kept by nobody, told to nobody, found by no search engine."""


def number_in(text: str) -> int | None:
    """Return the whole number that a text is, at most 17 digits long; None for anything else.

    PostgreSQL's largest key has 19 digits, so that what is returned can be asked for.
    """
    return int(text) if text.isdecimal() and len(text) < 18 else None


def own_address(request: HttpRequest, target: str, *, default: str = "") -> str:
    """Return an address to go on to if it is one of this site, else the default."""
    hosts, secure = {request.get_host()}, request.is_secure()
    return target if url_has_allowed_host_and_scheme(target, hosts, require_https=secure) else default


class TrappedForm(forms.Form):
    """A form that strangers may send; `website` is a trap for machines, which people neither see nor fill."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def by_machine(self) -> bool:
        """Whether the trap was filled; for forms that are valid."""
        return bool(self.cleaned_data["website"])
