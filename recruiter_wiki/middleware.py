"""Headers that Django has no setting for, the methods that are answered, and the way from an old address on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.urls import reverse

from entries.addresses import Moved

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
METHODS = ("GET", "HEAD", "POST")
"""All that any page of the site understands; Django's own views would take some others for one of these."""


class HeadersMiddleware:
    """Adds Permissions-Policy and Cross-Origin-Resource-Policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead an entry's former address to its present one, for ever."""
        if not isinstance(exception, Moved):
            return None
        entry, match = exception.entry, request.resolver_match
        path = entry.get_absolute_url()
        if match and match.view_name != entry.page and match.kwargs:  # its card, its print sheet
            path = reverse(match.view_name, kwargs={**match.kwargs, "slug": entry.slug})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


class MethodsMiddleware:
    """Answers 405 to every method that no page understands, before anything is read or asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
