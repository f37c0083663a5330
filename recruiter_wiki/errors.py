"""Answers when something goes wrong: each says what happened and what to do, in the site's design."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from recruiter_wiki.logs import request_id

log = logging.getLogger(__name__)
RETRY_SECONDS = 10


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with a search field and three ways in; the last part of the address is what is looked for."""
    words = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")[:60]
    known = isinstance(exception, Http404)
    context = {"title": "We cannot find that page", "words": words if known else ""}
    return render(request, "404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, else 500; both without the database, and with the request's number in the log."""
    error, reference = sys.exc_info()[1], {"reference": request_id.get()}
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database away: %s", first_line(error))
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return HttpResponse(render_to_string("503.html", reference), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html", reference), status=500)


def first_line(error: BaseException) -> str:
    """Return what an error of the database says first; what follows may hold values of a row."""
    return next(iter(str(error).splitlines()), type(error).__name__)
