"""A draft as readers will see it, for whoever holds the link."""

from copy import copy as shallow_copy
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.http import require_safe

from entries import drafts
from entries.draft_admin import PREVIEW_SALT
from entries.kinds import all_kinds, kind_named
from entries.models import State
from entries.posted import PRIVATE
from entries.refusals import DocumentRefused

WEEK = 7 * 24 * 3600


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the entry's page as if its draft were published; the link ends after a week, or with the draft."""
    try:
        kind, pk = signing.loads(token, salt=PREVIEW_SALT, max_age=WEEK)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404("This link does not work any more. Ask whoever sent it for a new one.") from error
    if kind not in {known.name for known in all_kinds()}:
        raise Http404("There is no such entry.")
    entry: Any = kind_named(kind).model._default_manager.filter(pk=pk).first()
    draft = drafts.draft_of(entry) if entry else None
    if draft is None:
        raise Http404("There is no draft any more: it was published or thrown away.")
    try:
        with drafts.as_if(entry, draft.document, state=State.PUBLISHED):
            response = _page(request, entry.get_absolute_url())
    except DocumentRefused as refused:
        raise Http404(f"The draft cannot be shown: {refused}") from refused
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _page(request: HttpRequest, address: str) -> HttpResponse:
    """Answer as the entry's own page does for a signed-out reader."""
    path = address.partition("#")[0]
    match, asked = resolve(path), shallow_copy(request)
    asked.path = asked.path_info = path
    asked.user, asked.resolver_match = AnonymousUser(), match
    asked.is_preview = True  # type: ignore[attr-defined]
    response = match.func(asked, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") else response
