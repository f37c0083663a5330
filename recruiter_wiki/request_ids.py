"""A number for each request: in its log lines, in its answer, and on the page that says something broke."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from recruiter_wiki.logs import request_id

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestIdMiddleware:
    """Takes the number from a trusted proxy, or else makes one, for everything that happens until the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = _given(request) or secrets.token_hex(8)
        vars(request)["request_id"] = number  # for the lines that Django logs later
        token = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = number
        return response


def _given(request: HttpRequest) -> str:
    """The proxy's number, if there is a proxy and it is one; readers could write anything there."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXY else ""
    return given if _GIVEN.fullmatch(given) else ""
