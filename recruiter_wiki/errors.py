"""Answers when something goes wrong: each says what happened and what to do, in the site's design."""

import logging
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from entries.database_away import away_in
from recruiter_wiki.logs import request_id

log = logging.getLogger(__name__)
RETRY_SECONDS = 10


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with a search field and three ways in; the last part of the address is what is looked for."""
    words = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")[:60]
    known = isinstance(exception, Http404)
    context = {"title": "We cannot find that page", "words": words if known else ""}
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; or 503, as Django takes a session that could not be stored for one that somebody else ended."""
    if isinstance(exception, SessionInterrupted) and (error := away_in(exception)):
        return _database_away(error)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away or that led to the error, else 500.

    Both without the database, and with the request's number in the log.
    """
    if error := away_in(sys.exc_info()[1]):
        return _database_away(error)
    reference = {"reference": request_id.get()}
    return HttpResponse(render_to_string("500.html", reference), status=500)


def _database_away(error: BaseException) -> HttpResponse:
    log.error("database away: %s", first_line(error))
    page = render_to_string("503.html", {"reference": request_id.get()})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def first_line(error: BaseException) -> str:
    """Return what an error of the database says first; what follows may hold values of a row."""
    return next(iter(str(error).splitlines()), type(error).__name__)
