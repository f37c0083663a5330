"""The site's addresses and one more, for the bench alone: a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

HELLO = "/bench/hello/"


def hello(request: HttpRequest) -> HttpResponse:
    """Answer without a template, a query or a cookie."""
    return HttpResponse("hello")


urlpatterns = [path(HELLO.lstrip("/"), hello), path("", include("recruiter_wiki.urls"))]
handler404 = "recruiter_wiki.errors.page_not_found"
handler500 = "recruiter_wiki.errors.server_error"
