"""The working sheet for a call, the printed sheet and the downloads, of a set, a shared set and a ready template."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from entries.htmx import render_page
from entries.listing import page_of
from entries.posted import PRIVATE
from sets import kit
from sets.models import SetTemplate, ShareLink
from sets.sharing import link_of, views
from sets.sheets import Sheet, sheet_of_set, sheet_of_template
from sets.views.access import PersonalRequest, personal, readable
from sets.views.building import crumbs
from sets.views.templates import template_or_404

PER_CALL, PER_SHARED = 18, 60
"""Questions on one page of the working sheet, which has all answers, and of a shared set; PER_PRINT are printed."""

PER_PRINT = 100
FORMATS = {"markdown": ("text/markdown", "md", kit.as_markdown), "csv": ("text/csv", "csv", kit.as_csv)}


@require_safe
@personal
def call(request: PersonalRequest, pk: int) -> HttpResponse:
    """The working sheet of a set."""
    question_set = readable(request, pk)
    sheet = sheet_of_set(question_set, request.user)
    return _call(request, sheet, {"key": f"set-{pk}", "crumbs": crumbs(question_set, "On the call")})


@require_safe
@personal
def print_sheet(request: PersonalRequest, pk: int) -> HttpResponse:
    """The printed sheet of a set."""
    question_set = readable(request, pk)
    sheet = sheet_of_set(question_set, request.user)
    return _print(request, sheet, {"crumbs": crumbs(question_set, "Printed sheet"), "set": question_set})


@require_safe
@personal
def download(request: PersonalRequest, pk: int) -> HttpResponse:
    """A set as Markdown or as a table."""
    return _download(request, sheet_of_set(readable(request, pk), request.user))


@require_safe
def template_call(request: HttpRequest, slug: str) -> HttpResponse:
    """The working sheet of a ready template, without an account."""
    template = template_or_404(request, slug)
    sheet = sheet_of_template(template, request.user)
    return _call(
        request, sheet, {"key": f"template-{slug}", "crumbs": _template_crumbs(template, "On the call")}
    )


@require_safe
def template_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The printed sheet of a ready template, without an account."""
    template = template_or_404(request, slug)
    sheet = sheet_of_template(template, request.user)
    return _print(request, sheet, {"crumbs": _template_crumbs(template, "Printed sheet")})


@require_safe
def template_download(request: HttpRequest, slug: str) -> HttpResponse:
    """A ready template as Markdown or as a table."""
    return _download(request, sheet_of_template(template_or_404(request, slug), request.user))


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a shared set by its token; the page is found by no search engine and tells no other site its address."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, link_of(token), token)
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return require_safe(opened)


@by_link
def shared(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    """A set as whoever holds a link sees it: read-only, nothing else of its owner."""
    views.count(str(link.pk))
    sheet = _shared_sheet(request, link)
    page = page_of(sheet.items, request, PER_SHARED)
    context = {"title": sheet.title, "sheet": sheet, "page": page, "query": "", "token": token, "link": link}
    return render_page(request, "sets/shared.html", context)


@by_link
def shared_call(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    """The working sheet of a shared set."""
    return _call(request, _shared_sheet(request, link), {"key": f"link-{link.pk}", "token": token})


@by_link
def shared_print(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    """The printed sheet of a shared set."""
    return _print(request, _shared_sheet(request, link), {"token": token})


def _shared_sheet(request: HttpRequest, link: ShareLink) -> Sheet:
    answers = link.shows_answers or request.user.is_authenticated
    return sheet_of_set(link.question_set, request.user, answers=answers)


def _call(request: HttpRequest, sheet: Sheet, more: dict[str, Any]) -> HttpResponse:
    page = page_of(sheet.items, request, PER_CALL)
    context = {
        "title": f"On the call: {sheet.title}",
        "description": sheet.purpose,
        "sheet": sheet,
        "page": page,
        "query": "",
        **more,
    }
    return render_page(request, "sets/call.html", context)


def _print(request: HttpRequest, sheet: Sheet, more: dict[str, Any]) -> HttpResponse:
    page = page_of(sheet.items, request, PER_PRINT)
    context = {
        "title": f"{sheet.title}, printed sheet",
        "description": sheet.purpose,
        "sheet": sheet,
        "page": page,
        "query": "",
        "fair": kit.FAIR,
        "not_asked": kit.NOT_ASKED,
        **more,
    }
    return render_page(request, "sets/print.html", context)


def _download(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    kind, ending, write = FORMATS.get(request.GET.get("as", ""), FORMATS["markdown"])
    name = slugify(sheet.title)[:60] or "question-set"
    response = HttpResponse(write(sheet), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    patch_vary_headers(response, ["Cookie"])
    return response


def _template_crumbs(template: SetTemplate, name: str) -> list[dict[str, str]]:
    return [
        {"name": "Ready question sets", "url": reverse("set-templates")},
        {"name": template.name, "url": template.get_absolute_url()},
        {"name": name},
    ]
