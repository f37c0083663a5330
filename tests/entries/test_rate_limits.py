"""How often one network address may ask, and which address that is."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from entries import rate_limits
from entries.rate_limits import RateLimit, address_of, seconds_to_wait


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock whose only item is the time."""
    now = [1_000.0]
    monkeypatch.setattr(rate_limits, "monotonic", lambda: now[0])
    return now


def test_so_many_pass_at_once_and_then_one_after_the_other(clock: list[float]) -> None:
    limit = RateLimit(most=3, seconds=60)
    assert [limit.spend("a") for _ in range(5)] == [0, 0, 0, 20, 20]
    assert limit.spend("b") == 0
    clock[0] += 19.5
    assert limit.spend("a") == 1
    clock[0] += 0.5
    assert [limit.spend("a") for _ in range(2)] == [0, 20]
    clock[0] += 60
    assert [limit.spend("a") for _ in range(4)] == [0, 0, 0, 20]


def test_memory_is_bounded_and_who_asked_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_KEYS", 2)
    limit = RateLimit(most=1, seconds=60)
    assert [limit.spend(key) for key in "abc"] == [0, 0, 0]
    assert limit.spend("a") == 0
    assert limit.spend("c") > 0


def test_who_is_signed_in_has_a_count_of_their_own_besides() -> None:
    limit = RateLimit(most=1, seconds=60)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert seconds_to_wait(request, limit) == 0
    assert seconds_to_wait(request, limit) > 0
    request.user = User(pk=7)
    assert seconds_to_wait(request, limit) == 0
    assert seconds_to_wait(request, limit) > 0


def test_requests_without_an_address_are_not_counted() -> None:
    limit = RateLimit(most=1, seconds=60)
    request = RequestFactory().get("/", REMOTE_ADDR="")
    assert [seconds_to_wait(request, limit) for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("trusted", "connection", "forwarded", "address"),
    [
        (False, "192.0.2.1", "203.0.113.7", "192.0.2.1"),
        (True, "10.0.0.1", "203.0.113.7", "203.0.113.7"),
        (True, "10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (True, "10.0.0.1", "nonsense", None),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (False, "", "", None),
    ],
)
def test_address(settings, trusted: bool, connection: str, forwarded: str, address: str | None) -> None:
    settings.TRUSTED_PROXY = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=connection, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


@given(st.text(max_size=60))
def test_any_forwarded_address_is_read(value: str) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=value)
    address_of(request)
