"""Results, suggestions while one types, asking for a term, and the browser's own search."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from entries.htmx import render_page
from entries.listing import PER_PAGE_JSON, page_of, query_without, wants_json
from entries.rate_limits import RateLimit, seconds_to_wait, too_many_requests
from search import missed
from search.forms import AskForm
from search.lookup import MOST
from search.models import ORDER
from search.searching import Hit, Results, search, suggest, with_rows
from search.spelling import ask

PER_PAGE = 10
RESULTS = RateLimit(most=600, seconds=60)
SUGGESTIONS = RateLimit(most=1_200, seconds=60)
"""Of one network address. Somebody who types fast asks for five a second, as the field waits for 200 ms."""

ASKED_TERMS = RateLimit(most=120, seconds=3_600)
"""Of one network address; the decoder shows up to 60 unknown words, each of which can be asked for."""

GROUPS = {
    "term": "Terms",
    "skill": "Skills",
    "question": "Questions",
    "guide": "Guides",
    "red-flag": "Red flags",
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Everything that was found, best match first, with tabs for the kinds."""
    if wait := seconds_to_wait(request, RESULTS):
        return too_many_requests(request, wait)
    asked = ask(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in ORDER else ""  # a form for one choice would cost as much as the search
    per_page = PER_PAGE_JSON if wants_json(request) else PER_PAGE
    last = page_of(range(MOST), request, per_page).end_index()
    found = search(asked, member=request.user.is_authenticated, kind=kind, most=last)
    page = page_of(range(found.count(kind)), request, per_page)
    hits = with_rows(found.hits[max(0, page.start_index() - 1) : page.end_index()])
    if wants_json(request):
        return _json(request, page, hits)
    if asked.whole and not found.count():
        missed.count(asked.whole)
    context = {
        "title": f"Results for “{asked.text}”" if asked.text else "Search",
        "description": "Search terms, skills, guides, questions and red flags.",
        "asked": asked,
        "found": found,
        "page": page,
        "hits": hits,
        "kind": kind,
        "tabs": [(k, GROUPS[k], found.by_kind[k]) for k in ORDER if k in found.by_kind],
        "tab_query": query_without(request, "page", "kind"),
        "query": query_without(request, "page"),
        "total": _many(found, kind),
        "compare": _comparison(found),
        "words": asked.content_words,
    }
    return render_page(request, "search/results.html", context, part="results")


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list that opens below the search field while one types."""
    headers = {"Cache-Control": "no-store"}
    if wait := seconds_to_wait(request, SUGGESTIONS):
        told = render_to_string("search/suggestions.html#wait")
        return HttpResponse(told, status=429, headers=headers | {"Retry-After": str(wait)})
    asked = ask(request.GET.get("q", ""))
    found = suggest(asked)
    hits = found.hits
    groups = [(GROUPS[k], [h for h in hits if h.kind == k]) for k in GROUPS if any(h.kind == k for h in hits)]
    if hits:  # the group of the best hit comes first
        groups.sort(key=lambda group: hits.index(group[1][0]))
    context = {"asked": asked, "found": found, "groups": groups, "count": len(hits), "words": [asked.subject]}
    # Without the request, whose session and person the list has no use for.
    html = render_to_string("search/suggestions.html", context)
    return HttpResponse(html, headers=headers)


@never_cache
def ask_for_term(request: HttpRequest) -> HttpResponse:
    """Ask the editors to explain a word; nothing about the person is kept."""
    form = AskForm(request.POST or None, initial={"words": ask(request.GET.get("q", "")).text})
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = seconds_to_wait(request, ASKED_TERMS)
        if not wait:
            if not form.by_machine():
                form.save()
            return HttpResponseRedirect(f"{reverse('ask-for-term')}?done=1")
    context = {
        "title": "Ask for a term",
        "form": form,
        "done": request.GET.get("done") == "1",
        "wait": wait,
        "crumbs": [{"name": "Glossary", "url": reverse("glossary")}, {"name": "Ask for a term"}],
    }
    status = 429 if wait else 400 if form.is_bound else 200
    response = render_page(request, "search/ask.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How the browser's address bar searches the wiki."""
    text = render_to_string("search/opensearch.xml", request=request)
    return HttpResponse(text, content_type="application/opensearchdescription+xml")


def _many(found: Results, kind: str) -> str:
    number = found.count(kind)
    if found.more and not kind:
        return f"more than {number:,} results"
    return f"{number:,} result{'' if number == 1 else 's'}"


def _comparison(found: Results) -> list[Hit]:
    """Return two skills to compare, the best of each side, when the words ask for a difference."""
    sides = [[hit for hit in side if hit.kind == "skill"] for side in found.sides]
    best = {side[0].row_id: side[0] for side in sides if side}
    return with_rows(best.values()) if len(best) == 2 else []


def _json(request: HttpRequest, page: Page, hits: list[Hit]) -> JsonResponse:
    following = None
    if page.has_next():
        query = f"{query_without(request, 'page')}page={page.next_page_number()}"
        following = request.build_absolute_uri(f"{request.path}?{query}")
    rows: list[dict[str, Any]] = [
        {
            "kind": hit.kind,
            "name": hit.row.name,
            "slug": hit.row.slug,
            "url": request.build_absolute_uri(hit.row.url),
            "summary": hit.row.gist,
            "reason": hit.reason,
        }
        for hit in hits
        if hit.row
    ]
    return JsonResponse({"count": page.paginator.count, "next": following, "results": rows})
