"""What leaves the house about an error: its kind and its places, never words of a person."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.test import Client
from sentry_sdk.transport import Transport

from decoder import views as decoder_views
from recruiter_wiki import error_reports, views
from tests.recruiter_wiki.test_settings import start

pytestmark = pytest.mark.django_db
SECRET = "Ada-Lovelace-of-London"


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    """Return the events that would have been sent."""
    events: list[dict[str, Any]] = []

    class Caught(Transport):
        def capture_envelope(self, envelope: Any) -> None:
            events.extend(item.payload.json for item in envelope.items)

    error_reports.start("https://key@reports.example.org/1", environment="production", transport=Caught)
    yield events
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_failing_page_is_reported_without_anything_of_the_request(
    sent: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        typed = SECRET
        raise ValueError(f"cannot read {typed}")

    monkeypatch.setattr(views.dashboard, "counts", fail)
    reader = Client(
        raise_request_exception=False, headers={"user-agent": SECRET, "cookie": f"theme={SECRET}"}
    )
    answer = reader.get(f"/?q={SECRET}")
    (event,) = sent
    assert SECRET not in json.dumps(event)
    assert event["tags"] == {"request_id": answer["X-Request-ID"]}
    (failure,) = event["exception"]["values"]
    assert failure["type"] == "ValueError"
    assert failure["stacktrace"]["frames"][-1]["function"] == "fail"
    allowed = {*error_reports.OF_EVENT, "exception", "tags"}
    assert set(event) <= allowed | {"contexts", "sdk"}
    assert event.get("contexts", {}).keys() <= {"trace"}


def test_failing_decoder_reports_nothing_of_the_text(sent: list, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, *args: object) -> None:
        raise RuntimeError(f"cannot decode {text}")

    monkeypatch.setattr(decoder_views, "read", fail)
    answer = Client().post("/decoder/", {"text": f"{SECRET} knows Django and Celery"})
    assert answer.status_code == 500
    event, of_answer = sent
    assert of_answer["logentry"] == {"message": "%s: %s"}
    assert event["logentry"] == {"message": "The decoder failed with %s."}
    assert SECRET not in json.dumps(sent)
    assert "Celery" not in json.dumps(sent)


def test_address_without_the_package_stops_the_start_with_a_sentence() -> None:
    code = (
        "import importlib.util as util, sys; real = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'sentry_sdk' else real(name, *rest)\n"
        "import django; django.setup()"
    )
    done = start(code, SENTRY_DSN="https://key@reports.example.org/1")
    assert done.stderr.strip().endswith(
        "SENTRY_DSN is set: install requirements-sentry.txt, or leave it out."
    )
    loaded = "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)"
    assert start(loaded, SENTRY_DSN="https://key@reports.example.org/1").stdout == "True\n"
