"""Figures for those who watch over the site: over all workers, for nobody else, and nothing loaded when off."""

import os
import re
from collections.abc import Iterator
from importlib import import_module, reload

import pytest
from django.conf import settings as site_settings
from django.db import OperationalError
from django.test import Client
from django.urls import clear_url_caches

from recruiter_wiki import urls, views
from tests.reading import text
from tests.recruiter_wiki.test_settings import start

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-the-one-who-watches"


@pytest.fixture
def watched(settings) -> Iterator[Client]:
    """Return a reader of a site with METRICS=yes."""
    settings.METRICS, settings.METRICS_TOKEN = True, ""
    settings.MIDDLEWARE = [
        settings.MIDDLEWARE[0],
        "recruiter_wiki.metrics.MetricsMiddleware",
        *settings.MIDDLEWARE[1:],
    ]
    reload(urls)
    clear_url_caches()
    import_module("recruiter_wiki.metrics").view_at.cache_clear()
    yield Client(raise_request_exception=False)
    settings.METRICS = False
    reload(urls)
    clear_url_caches()


def figure(reader: Client, line: str) -> float:
    """Return the number of one line of /metrics; 0 when there is none yet."""
    found = re.search(rf"^{re.escape(line)} (\S+)$", text(reader.get("/metrics")), re.M)
    return float(found.group(1)) if found else 0


def test_answers_are_counted_by_method_status_and_view(watched: Client) -> None:
    lines = {
        "/": 'wiki_requests_total{method="GET",status="200",view="home"}',
        "/glossary/none/": 'wiki_requests_total{method="GET",status="404",view="term"}',
        "/nowhere/": 'wiki_requests_total{method="GET",status="404",view="none"}',
        "/healthz": 'wiki_requests_total{method="GET",status="204",view="healthz"}',
    }
    before = {address: figure(watched, line) for address, line in lines.items()}
    for address in lines:
        watched.get(address)
    watched.generic("PROPFIND", "/")
    assert {
        address: figure(watched, line) - before[address] for address, line in lines.items()
    } == dict.fromkeys(lines, 1)
    assert figure(watched, 'wiki_request_seconds_count{view="home"}') >= 1
    assert 'method="other"' in text(watched.get("/metrics"))


def test_pages_from_memory_are_told_from_those_made(watched: Client, page_memory) -> None:
    made, memory = ('wiki_page_cache_total{source="made"}', 'wiki_page_cache_total{source="memory"}')
    before = figure(watched, made), figure(watched, memory)
    for _ in range(3):
        watched.get("/glossary/")
    assert (figure(watched, made) - before[0], figure(watched, memory) - before[1]) == (1, 2)


def test_database_that_is_away_shows(watched: Client, monkeypatch: pytest.MonkeyPatch, no_database) -> None:
    def fail() -> None:
        raise OperationalError("away")

    before = figure(watched, "wiki_database_away_total")
    assert figure(watched, "wiki_database_up") == 1
    monkeypatch.setattr(views.dashboard, "counts", fail)
    assert watched.get("/").status_code == 503
    assert figure(watched, "wiki_database_away_total") == before + 1
    no_database()
    assert figure(watched, "wiki_database_up") == 0


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "192.0.2.7", 404),
        ("", {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ("", {"Authorization": "Bearer "}, "192.0.2.7", 404),
        (TOKEN, {}, "127.0.0.1", 404),
        (TOKEN, {"Authorization": "Bearer wrong"}, "127.0.0.1", 404),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", 200),
    ],
)
def test_only_this_machine_or_the_token_reads_them(
    watched: Client, settings, token: str, headers: dict, address: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    answer = watched.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert ("wiki_" in text(answer)) is (status == 200)


def test_switched_off_there_is_no_address_and_nothing_is_loaded(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert not any("metrics" in name for name in site_settings.MIDDLEWARE)
    code = "import django, sys; django.setup(); import recruiter_wiki.urls; " \
        "print([m for m in ('prometheus_client', 'sentry_sdk') if m in sys.modules])"  # fmt: skip
    assert start(code).stdout == "[]\n"


def test_workers_write_as_their_own_numbers(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import django, os, sys; django.setup()\n"
        "from recruiter_wiki import metrics as m\n"
        "for worker in ('0', '1', '0'):\n"
        "    os.environ['WIKI_WORKER'] = worker\n"
        "    m.away.inc()\n"
        "from django.test import RequestFactory\n"
        "print(m.metrics(RequestFactory().get('/metrics')).content.decode())"
    )
    done = start(code, METRICS="yes", PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    assert "\nwiki_database_away_total 3.0\n" in done.stdout, done.stderr
    assert "\nwiki_database_up 0.0\n" in done.stdout
    assert {"counter_0.db", "counter_1.db"} <= set(os.listdir(tmp_path))
