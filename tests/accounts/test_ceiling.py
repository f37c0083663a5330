"""Guesses from everywhere for everybody: only so many are hashed, and who was here before gets in all the same."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts import ceiling
from accounts.ceiling import AT_ONCE
from entries.rate_limits import RateLimit
from tests.accounts.hashing import CountingHasher
from tests.accounts.people import OTHER, PASSWORD, make_person, sign_in, signed_in
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ceiling(_no_ceiling: None, settings) -> None:
    settings.RATE_LIMITS = True


def flood(number: int = AT_ONCE) -> list[int]:
    """Guess, each time for another name from another address; return the statuses."""
    return [sign_in(Client(), f"name-{n}", "wrong", at=f"198.51.100.{n}").status_code for n in range(number)]


def test_more_guesses_than_the_site_can_bear_are_not_hashed() -> None:
    make_person()
    assert flood() == [200] * AT_ONCE
    CountingHasher.calls = 0
    for name, password in (("otto", "wrong"), ("ann", "wrong"), ("ann", PASSWORD)):
        answer = sign_in(Client(), name, password)
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 20
        assert "Too many people are signing in just now. Try again in 1 minute." in text(answer)
        assert f'value="{name}"' in text(answer)
    assert CountingHasher.calls == 0
    assert AccessAttempt.objects.count() == AT_ONCE, (
        "a password that nobody looked at was counted as a wrong one"
    )


def test_known_browser_gets_in_during_a_flood() -> None:
    make_person()
    home = signed_in()
    home.post("/accounts/logout/")
    assert set(flood(3 * AT_ONCE)) == {200, 429}
    assert sign_in(home, password="wrong").status_code == 200
    assert sign_in(home).status_code == 302


def test_old_password_is_not_called_wrong_when_nobody_looked_at_it() -> None:
    make_person()
    browser = signed_in()
    del browser.cookies["device"]
    flood()
    change = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}
    answer = browser.post("/accounts/password/", change)
    assert answer.status_code == 429
    assert "Too many people are signing in just now." in text(answer)
    assert "not your password" not in text(answer)


@pytest.mark.parametrize("limit", ["FROM_ONE", "FROM_ALL"])
def test_flood_is_refused_without_a_query(
    limit: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable
) -> None:
    make_person()
    home = signed_in()
    home.post("/accounts/logout/")
    monkeypatch.setattr(ceiling, limit, RateLimit(most=2, seconds=2000))
    for n in range(2):
        sign_in(Client(), "otto", "wrong", at=f"198.51.100.{n}" if limit == "FROM_ALL" else "192.0.2.1")
    with django_assert_num_queries(0):
        answer = sign_in(Client(), "ann", "wrong")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60
    assert "<h1>" in text(answer)
    assert sign_in(home).status_code == 302


def test_strangers_leave_threads_for_those_who_read(monkeypatch: pytest.MonkeyPatch) -> None:
    make_person()
    home = signed_in()
    home.post("/accounts/logout/")
    monkeypatch.setattr(ceiling, "PATIENCE_SECONDS", 0.01)
    with ceiling.ROOM:  # somebody else is being signed in
        assert sign_in(Client()).status_code == 429
        assert sign_in(home).status_code == 302
    assert sign_in(Client()).status_code == 302
