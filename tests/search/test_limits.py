"""How often one network address may search and ask, and what it is told then."""

import pytest
from django.test import Client

from entries import rate_limits
from entries.rate_limits import RateLimit
from search import views
from search.models import TermRequest
from tests.reading import HTMX, text

pytestmark = pytest.mark.django_db


def test_too_many_searches_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "RESULTS", RateLimit(most=1, seconds=60))
    asked = [client.get("/search/?q=zig") for _ in range(2)]
    assert [answer.status_code for answer in asked] == [200, 429]
    assert asked[1]["Retry-After"] == "60"
    assert "Too many requests" in text(asked[1])
    assert "Try again in 60 seconds." in client.get("/search/?q=zig&format=json").json()["error"]
    assert Client(REMOTE_ADDR="203.0.113.9").get("/search/?q=zig").status_code == 200


def test_too_many_suggestions_wait_with_a_sentence_below_the_field(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SUGGESTIONS", RateLimit(most=1, seconds=60))
    first, second = (client.get("/search/suggest/?q=zig", headers=HTMX) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert second["Retry-After"] == "60"
    assert "data-said" not in text(first)
    assert text(second).count("Press Enter to search.") == 2
    assert client.get("/search/?q=zig").status_code == 200


def test_typing_fast_for_ten_minutes_never_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The field asks every 200 ms at most; four people behind one address type all the time."""
    now = [0.0]
    monkeypatch.setattr(rate_limits, "monotonic", lambda: now[0])
    for request in range(4 * 5 * 600):
        now[0] = request // 4 * 0.2
        assert views.SUGGESTIONS.spend("192.0.2.1") == 0


def test_too_many_asked_terms_wait_and_lose_no_word(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ASKED_TERMS", RateLimit(most=1, seconds=60))
    first, second = (client.post("/search/ask/", {"words": word, "note": ""}) for word in ("Zig", "Gleam"))
    assert (first.status_code, second.status_code) == (302, 429)
    assert second["Retry-After"] == "60"
    assert 'value="Gleam"' in text(second)
    assert TermRequest.objects.count() == 1
