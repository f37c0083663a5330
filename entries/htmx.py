"""The only place that decides between a whole page and a part of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the page, or with its named part when HTMX asks for one.

    `part` is a `{% partialdef %}` of the same template. Going back in the browser asks for whole pages; a part is
    never stored by the browser, so that Back cannot show one.
    """
    htmx = getattr(request, "htmx", None)
    wants_part = bool(part and htmx and not htmx.boosted and not htmx.history_restore_request)
    response = render(request, f"{template}#{part}" if wants_part else template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    if wants_part:
        response.headers["Cache-Control"] = "no-store"
    return response
