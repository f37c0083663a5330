"""The decoder's page. What is pasted or uploaded lives for one answer and is kept nowhere."""

import logging
from datetime import date
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from decoder import adverts, showing, versions
from decoder.explaining import explain, guides_with_layers, lexicon
from decoder.forms import DecodeForm
from decoder.reading import read, tidy
from decoder.sample import SAMPLE
from decoder.uploads import InMemory
from entries.database_away import is_away
from entries.htmx import render_page
from entries.rate_limits import RateLimit, seconds_to_wait

logger = logging.getLogger(__name__)
TEXTS = RateLimit(most=120, seconds=600)
"""Of one network address: nobody reads a text every five seconds."""

RETRY_SECONDS = 10
"""When to send a text again while the database is away."""


@csrf_exempt  # `_decoder` checks the token: reading it here would fix the upload handlers before they are set
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def decoder(request: HttpRequest) -> HttpResponse:
    """Explain the words of a text that is posted here; files stay in memory."""
    request.upload_handlers = [InMemory(request)]
    try:
        return _decoder(request)
    except Error as problem:
        if request.method != "POST" or not is_away(problem):
            raise
        logger.error("The decoder waits for the database: %s.", type(problem).__name__)
        return _away(request)


@csrf_protect
@sensitive_variables()
def _decoder(request: HttpRequest) -> HttpResponse:
    guides = [guide for guide, _ in guides_with_layers()]
    posted, sample = request.method == "POST", "sample" in request.POST
    data = request.POST.copy()
    if sample:
        data["text"] = SAMPLE
    files = None if sample else request.FILES
    form = DecodeForm(data, files, guides=guides) if posted else DecodeForm(guides=guides)
    context: dict[str, Any] = {
        "title": "Résumé decoder",
        "description": "Paste a résumé or a job ad: each word explained, by layer, with what to ask. Nothing is kept.",
        "form": form,
        "crumbs": [{"name": "Résumé decoder"}],
    }
    status = 200
    if wait := seconds_to_wait(request, TEXTS) if posted else 0:  # before a file is opened
        context["form"] = DecodeForm(initial={**data.dict(), "mask": "mask" in data}, guides=guides)
        context["wait"], status = wait, 429
    elif form.is_bound and form.is_valid():
        try:
            context |= reading_context(request, form.cleaned_data)
        except Exception as problem:  # its words may hold words of the text, so only its kind is logged
            if is_away(problem):
                raise
            logger.error("The decoder failed with %s.", type(problem).__name__)
            form.add_error(None, "This text could not be read: the mistake is ours. Nothing of it was kept.")
            status = 500
    elif form.is_bound:
        status = 400
    response = render_page(request, "decoder/decoder.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _away(request: HttpRequest) -> HttpResponse:
    """Answer 503 with what was pasted, ready to be sent again; without the database."""
    context = {
        "text": request.POST.get("text", ""),
        "choices": [(name, request.POST[name]) for name in ("kind", "guide", "mask") if name in request.POST],
        "csrf_token": get_token(request),
    }
    html = render_to_string("decoder/away.html", context)
    return HttpResponse(html, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


@sensitive_variables()
def reading_context(request: HttpRequest, data: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows about the text of a valid form."""
    words = lexicon()
    reading = read(tidy(data["text"]), words)
    explained = explain(reading, request.user, data["guide"])
    notes = versions.notes(reading, words, date.today())
    is_advert = data["kind"] == "advert" or (not data["kind"] and adverts.is_advert(reading.text))
    names = {slug: term.name for slug, term in explained.terms.items()}
    advice = adverts.advice(reading, names) if is_advert else []
    asked = ",".join(question.slug for question in explained.questions)
    return {
        "reading": reading,
        "explained": explained,
        "parts": showing.parts(reading, explained, notes),
        "notes": notes,
        "advice": advice,
        "is_advert": is_advert,
        "in_context": list(dict.fromkeys(names.get(one.slug, "") for one in reading.found if one.context)),
        "slips": [
            {"text": reading.text[one.start : one.end], "name": names.get(one.slug, "")}
            for one in reading.found
            if one.reason.startswith("spelled")
        ],
        "several": {
            one.slugs: [explained.terms[slug] for slug in one.slugs if slug in explained.terms]
            for one in reading.found
            if len(one.slugs) > 1
        }.values(),
        "unknown": list(dict.fromkeys(one.text for one in reading.unknown)),
        "mask": data["mask"],
        "plain": showing.as_plain(reading, explained, notes, advice, mask=data["mask"]),
        "question_slugs": asked,
        "set_address": f"{reverse('set-new')}?questions={asked}",
    }
