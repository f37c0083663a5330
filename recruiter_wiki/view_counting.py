"""Counts the views of entries' pages, those answered from memory included: no query and no person."""

from collections import Counter
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from entries.counting import BatchedCounts
from entries.kinds import all_kinds, kind_named
from entries.view_counts import add_views

FIRST_PAGE = "about"
"""Name and slug of the one page whose address has no slug."""


def _store(counted: dict[str, int]) -> None:
    """Add what was counted by addresses to the entries that have them, former addresses left out."""
    by_kind: dict[str, Counter[str]] = {}
    for path, times in counted.items():
        kind, _, slug = entry_at(path).partition(":")
        by_kind.setdefault(kind, Counter())[slug] += times
    for kind, slugs in by_kind.items():
        published = kind_named(kind).model._default_manager.published().filter(slug__in=slugs)
        add_views(kind, {pk: slugs[slug] for pk, slug in published.values_list("pk", "slug")})


views = BatchedCounts(_store, most=5_000)


@lru_cache(maxsize=4_096)
def entry_at(path: str) -> str:
    """Return `kind:slug` of the entry whose own page has this address; empty for every other address."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.url_name == FIRST_PAGE:
        return f"page:{FIRST_PAGE}"
    kind = next((kind.name for kind in all_kinds() if kind.model.page == match.url_name), "")
    return f"{kind}:{match.kwargs['slug']}" if kind and "slug" in match.kwargs else ""


def counted_as(path: str, query: str, *, part: bool) -> str:
    """Return the key under which an answer counts: the path of an entry's whole page, or nothing."""
    return path if not part and "format=" not in query and entry_at(path) else ""


def count_answer(request: HttpRequest, response: HttpResponse) -> None:
    """Count an answer that was made for one request."""
    if response.status_code == 200 and request.method == "GET":
        part = "HX-Request" in request.headers
        views.count(counted_as(request.path, request.META.get("QUERY_STRING", ""), part=part))
