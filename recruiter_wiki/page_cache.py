"""Whole pages for signed-out readers, answered before sessions, tokens and templates are touched.

What may be kept and what it may depend on is in `cacheable.py`, the memory in `kept_pages.py`, the reasons in
docs/decisions/page-cache.md.
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from entries import content_version
from recruiter_wiki.cacheable import Asked, asked_for, is_personal
from recruiter_wiki.kept_pages import Generation, KeptPage, PageStore, Renders
from recruiter_wiki.view_counting import count_answer

PAGES = PageStore(share=0.75)
"""Pages as they are linked: there are only as many as the wiki has."""

VARIANTS = PageStore(share=0.25)
"""Filtered lists and the like, of which anybody can think up as many as they like: they push out only each other."""

SOURCE = "wiki.page_source"
"""Where a request notes whether its page came from `memory` or was `made` to be kept; nothing for other answers."""

WAIT_SECONDS = 5.0
"""How long a reader waits for the page that another one's request is making."""

_renders = Renders()


class PageCacheMiddleware:
    """Answers from memory what it may, and says of everything else who may keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = asked_for(request) if settings.PAGE_CACHE_MB else None
        if asked is None:
            return self._passed_on(request)
        store = PAGES if asked.usual else VARIANTS
        generation, today = content_version.generation(), date.today()
        page = store.get(asked.key, generation)
        if generation is None:
            return (
                _from_memory(request, page.answer_while_away(request)) if page else self._passed_on(request)
            )
        if page and page.day == today:
            return _from_memory(request, page.answer(request))
        with _renders.one((asked.key, generation, today), WAIT_SECONDS) as render:
            if render.leads:
                request.META[SOURCE] = "made"
                render.page, answer = self._made(request, asked, generation, today)
                return answer
        if render.page:
            return _from_memory(request, render.page.answer(request))
        return self._passed_on(request)

    def _made(
        self, request: HttpRequest, asked: Asked, generation: Generation, today: date
    ) -> tuple[KeptPage | None, HttpResponse]:
        """Make the page and keep it, unless somebody just did or it is not to be kept."""
        store = PAGES if asked.usual else VARIANTS
        former = store.get(asked.key, generation)
        if former and former.day == today:
            return former, former.answer(request)
        response = self.get_response(asked.sealed(request))
        if page := KeptPage.of(response, asked, today):
            store.put(asked.key, page, generation)
            return page, page.answer(request)
        if response.status_code == 503 and former:  # yesterday's
            return None, former.answer_while_away(request)
        if response.status_code != 200 and asked.query != request.META.get("QUERY_STRING", ""):
            return None, self._passed_on(request)  # a redirect takes along fields that we do not know
        return None, _labelled(request, response)

    def _passed_on(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        count_answer(request, response)
        return _labelled(request, response)


def _from_memory(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Note for the figures that an answer was not made for this request."""
    request.META[SOURCE] = "memory"
    return answer


def _labelled(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell browsers to ask again for a page, and to keep none of a person's, where the view has not said."""
    if response.status_code == 200:
        personal = is_personal(request) or response.cookies
        response.headers.setdefault("Cache-Control", "private, no-store" if personal else "private, no-cache")
    return response


def forget_pages() -> None:
    """Forget all pages of this process."""
    PAGES.clear()
    VARIANTS.clear()
