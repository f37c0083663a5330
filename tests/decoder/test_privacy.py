"""What is pasted is seen by nobody and kept nowhere."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.views.debug import SafeExceptionReporterFilter, get_exception_reporter_filter

from decoder import views
from tests.reading import Facts, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wiki")]

CANARY = "Zanzibarql"
PASTED = f"Python, Django, {CANARY}, PostgreSQL and {CANARY} lives at 1 {CANARY} Street"


@pytest.fixture(params=["pasted", "file"])
def answer(request: pytest.FixtureRequest, client: Client, caplog: pytest.LogCaptureFixture) -> Iterator:
    """Send the text in both ways, with every log line kept."""
    caplog.set_level(logging.DEBUG)
    data = (
        {"text": PASTED}
        if request.param == "pasted"
        else {"file": SimpleUploadedFile("cv.txt", PASTED.encode())}
    )
    got = client.post("/decoder/", data)
    assert got.status_code == 200
    assert CANARY in text(got)
    yield got
    assert CANARY not in caplog.text.replace(text(got), "")


def test_no_browser_or_proxy_keeps_the_answer(answer) -> None:
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_no_address_cookie_or_header_holds_it(answer) -> None:
    assert CANARY not in str(answer.headers)
    assert CANARY not in str(answer.cookies)
    assert not Session.objects.exists()
    assert not any(CANARY in link for link in Facts(text(answer)).links)


def test_no_row_of_the_database_holds_it(answer) -> None:
    for model in apps.get_models():
        for row in model._default_manager.values_list().iterator():
            assert CANARY not in str(row), model


def test_no_cache_holds_it(answer) -> None:
    assert CANARY not in str(getattr(cache, "_cache", {}))


def test_no_other_site_is_asked(answer) -> None:
    facts = Facts(text(answer))
    elsewhere = [asset for asset in facts.assets if "//" in asset]
    assert elsewhere == [facts.canonical]
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    assert "connect-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_is_never_asked_for_by_an_address(client: Client) -> None:
    page = text(client.get("/decoder/", {"text": PASTED}))
    assert CANARY not in page
    assert 'method="post"' in page


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/decoder/").status_code == 405


def test_a_post_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/decoder/", {"text": PASTED}).status_code == 403


def test_a_failure_tells_its_kind_only(client: Client, monkeypatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*args: object) -> None:
        raise ValueError(PASTED)

    monkeypatch.setattr(views, "read", fail)
    answer = client.post("/decoder/", {"text": PASTED})
    assert answer.status_code == 500
    assert "the mistake is ours" in text(answer)
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text


def test_error_reports_hide_what_was_posted(rf) -> None:
    request = rf.post("/decoder/", {"text": PASTED})
    request._dont_enforce_csrf_checks = True
    views.decoder(request)
    hidden = get_exception_reporter_filter(request)
    assert isinstance(hidden, SafeExceptionReporterFilter)
    assert request.sensitive_post_parameters == "__ALL__"


def test_an_uploaded_file_never_touches_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    file = SimpleUploadedFile("cv.txt", b"Python " * 14_000)
    assert client.post("/decoder/", {"file": file}).status_code == 200
