"""Which database is read: the replica for signed-out readers while it has what they must see, else the primary.

The real thing, with a streaming replica and two web servers, is in tests/faults/test_hosts.py.
"""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from entries import content_version
from glossary.models import Term
from recruiter_wiki import replica
from recruiter_wiki.replica import ReplicaMiddleware, Router, Standby, reading

read = Router().db_for_read


class Replica:
    """A replica that holds a version, or is away; it counts how often it is asked."""

    def __init__(self) -> None:
        self.number, self.away, self.asked = 7, False, 0

    def number_of(self, alias: str) -> int:
        """Answer as `content_version.number_of` does."""
        self.asked += 1
        if self.away:
            raise OperationalError("away")
        return self.number


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Replica:
    """The replica; what is known of the primary is that it holds version 7."""
    other = Replica()
    monkeypatch.setattr(replica, "standby", Standby())
    monkeypatch.setattr(replica, "connections", {"replica": BytesIO()})  # closed when it fails
    monkeypatch.setattr(content_version, "number_of", other.number_of)
    monkeypatch.setattr(content_version, "known", lambda: 7)
    monkeypatch.setattr(content_version, "generation", lambda: (7, 0))
    monkeypatch.setattr(settings, "DATABASES", {**settings.DATABASES, "replica": {}})
    return other


@pytest.fixture
def aliases() -> Callable[..., list[str]]:
    """Send a request through the middleware; returns where its query is read, once for each try."""

    def send(request: HttpRequest, *statuses: int) -> list[str]:
        found, answers = [], list(statuses) or [200]

        def view(request: HttpRequest) -> HttpResponse:
            found.append(read(Term))
            return HttpResponse(status=answers.pop(0))

        ReplicaMiddleware(view)(request)
        return found

    return send


def test_replica_that_has_everything_is_read_and_asked_once(other: Replica) -> None:
    assert read(Term) == "default"
    for _ in range(3):
        with reading():
            assert (read(Term), Router().db_for_write(Term)) == ("replica", "default")
    assert other.asked == 1


@pytest.mark.parametrize(("number", "away"), [(6, False), (7, True)])
def test_replica_that_is_behind_or_away_is_left_out_for_a_while(
    other: Replica, number: int, away: bool
) -> None:
    other.number, other.away = number, away
    with reading():
        assert [read(Term) for _ in range(5)] == ["default"] * 5
        assert other.asked == 1
        other.number, other.away = 7, False
        replica.standby._left_out_until = 0
        assert read(Term) == "replica"


def test_newer_version_learned_within_a_request_is_not_read_from_an_old_replica(
    other: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading():
        assert read(Term) == "replica"
        monkeypatch.setattr(content_version, "known", lambda: 8)
        assert read(Term) == "default"
        monkeypatch.setattr(content_version, "known", lambda: None)  # this process just changed something
        assert read(Term) == "default"


@pytest.mark.parametrize("path", ["/", "/glossary/", "/glossary/orm/", "/search/", "/search/suggest/"])
def test_public_pages_are_read_from_the_replica(other: Replica, aliases, path: str) -> None:
    assert aliases(RequestFactory().get(path)) == ["replica"]


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/admin/", "/sets/", "/readyz", "/search/ask/", "/s/abc/"]
)
def test_all_else_is_read_from_the_primary(other: Replica, aliases, path: str) -> None:
    assert aliases(RequestFactory().get(path)) == ["default"]


def test_who_sends_something_or_has_a_session_is_answered_by_the_primary(other: Replica, aliases) -> None:
    assert aliases(RequestFactory().post("/search/")) == ["default"]
    signed_in = RequestFactory().get("/")
    signed_in.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    assert aliases(signed_in) == ["default"]


def test_page_that_fails_on_the_replica_is_made_again(other: Replica, aliases) -> None:
    request = RequestFactory().get("/")
    assert aliases(request, 503, 200) == ["replica", "replica"]
    assert other.asked == 2
    other.away = True
    replica.standby.doubt()
    assert aliases(request, 503) == ["default"]


def test_without_a_replica_there_is_nothing_in_between() -> None:
    with pytest.raises(MiddlewareNotUsed):
        ReplicaMiddleware(lambda request: HttpResponse())
