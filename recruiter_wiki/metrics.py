"""`/metrics` for Prometheus: how much is asked, how it is answered and how long it takes, over all workers.

Only loaded with METRICS=yes. The workers share a folder, which gunicorn.conf.py makes; each writes as its own number
there, which the next worker in its place takes over, so that the folder does not grow.
"""

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from ipaddress import ip_address
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import Resolver404, path, resolve
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, values
from prometheus_client import Counter as _Counter
from prometheus_client import Histogram as _Histogram
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from entries import content_version
from recruiter_wiki.page_cache import SOURCE

FOLDER, WORKER = "PROMETHEUS_MULTIPROC_DIR", "WIKI_WORKER"
"""In the environment: the folder that the workers share, and the number of this one."""

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_X_FORWARDED_PROTO")

if FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: os.environ.get(WORKER, "main"))

requests = _Counter("wiki_requests", "Requests that were answered.", ["method", "status", "view"])
seconds = _Histogram(
    "wiki_request_seconds",
    "Time from the request to its answer, without waiting for a free thread.",
    ["view"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
pages = _Counter("wiki_page_cache", "Pages for signed-out readers, by where they came from.", ["source"])
away = _Counter("wiki_database_away", "Requests that were answered with 503.")


class MetricsMiddleware:
    """Counts every answer, those from memory included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        view = view_at(request.path_info)
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, response.status_code, view).inc()
        seconds.labels(view).observe(perf_counter() - began)
        if source := request.META.get(SOURCE):
            pages.labels(source).inc()
        if response.status_code == 503:
            away.inc()
        return response


@lru_cache(maxsize=4_096)
def view_at(address: str) -> str:
    """Return the name of an address's view; what nobody routed has one name, however much is tried."""
    try:
        match = resolve(address)
    except Resolver404:
        return "none"
    return match.view_name or "unnamed"


class DatabaseUp:
    """Says when it is looked at what the page cache knows, which asks the database at most once a second."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield 1 or 0."""
        up = content_version.generation() is not None
        yield GaugeMetricFamily("wiki_database_up", "Whether the database answers.", value=up)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures, for who has the token, or where there is none for this machine itself."""
    if not may_read(request):
        return HttpResponseNotFound("Not found.\n", content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(DatabaseUp())
    if FOLDER in os.environ:
        MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest(registry) + generate_latest(REGISTRY)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whether the request brings the token; without one in the settings, whether no proxy stands between."""
    if settings.METRICS_TOKEN:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


urlpatterns = [path("metrics", metrics, name="metrics")]
