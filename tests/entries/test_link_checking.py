"""Looking at curated links: what counts as dead, what is left alone, and where no request may go."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from entries.link_checking import (
    AGAIN_AFTER,
    DAYS,
    Look,
    check_links,
    is_public,
    look,
    published_urls,
    remember,
)
from entries.models import LinkCheck
from tests.factories import make_term

LINK = {"title": "The docs", "url": "https://docs.example.org/", "kind": "docs", "level": "beginner"}


def anywhere(address: str) -> bool:
    """Allow the test's own server, which lies in a private network."""
    return True


class Answers(BaseHTTPRequestHandler):
    """`/404` answers 404; `/to/x` redirects to /x; `/round` to itself."""

    asked: list[str] = []

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        status, target = 200, ""
        if self.path.startswith("/to/"):
            status, target = 302, self.path.removeprefix("/to")
        elif self.path.startswith("/away/"):
            status, target = 302, self.path.removeprefix("/away/")
        elif self.path == "/round":
            status, target = 302, "/round"
        elif self.path.strip("/").isdecimal():
            status = int(self.path.strip("/"))
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    """A small site on this machine."""
    Answers.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "works"),
    [
        ("/", True),
        ("/to/ok", True),
        ("/404", False),
        ("/410", False),
        ("/403", None),
        ("/429", None),
        ("/500", False),
        ("/to/404", False),
        ("/round", False),
    ],
)
def test_an_answer_is_judged(site: str, path: str, works: bool | None) -> None:
    assert look(f"{site}{path}", allowed=anywhere).works is works


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
    ],
)
def test_private_addresses_are_no_place_for_a_request(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_allowed() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:4700:4700::1111")


def test_no_request_goes_into_a_private_network_not_even_by_redirect(site: str) -> None:
    found = look(f"{site}/")
    assert (found.works, found.result) == (False, "127.0.0.1 lies in a private network")
    assert Answers.asked == []
    first = iter([True, False])
    found = look(f"{site}/to/ok", allowed=lambda address: next(first))
    assert "private network" in found.result
    assert Answers.asked == ["/to/ok"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/", "javascript:1", "http://u@h/"]
)
def test_redirects_to_something_else_than_a_page_fail(site: str, target: str) -> None:
    found = look(f"{site}/away/{target}", allowed=anywhere)
    assert found.works is False
    assert len(Answers.asked) == 1


@pytest.mark.django_db
def test_a_link_is_dead_only_after_several_days() -> None:
    now = timezone.now()
    for day in range(DAYS):
        assert LinkCheck.objects.filter(works=False).count() == 0
        for _ in range(3):  # several failures of one day count once
            remember("https://x.example/", Look(False, "404"), now + timedelta(days=day))
    row = LinkCheck.objects.get()
    assert (row.works, row.failed_days, row.result) == (False, DAYS, "404")
    remember("https://x.example/", Look(True, "200"), now + timedelta(days=DAYS))
    row.refresh_from_db()
    assert (row.works, row.failed_days) == (True, 0)


@pytest.mark.django_db
def test_a_site_that_refuses_machines_says_nothing_about_the_link() -> None:
    now = timezone.now()
    for day in range(DAYS + 1):
        remember("https://x.example/", Look(None, "403"), now + timedelta(days=day))
    assert LinkCheck.objects.get().works is None


@pytest.mark.django_db
def test_only_what_readers_see_is_looked_at() -> None:
    make_term("ORM", links=[LINK])
    make_term("Secret", links=[{**LINK, "url": "https://secret.example.org/"}], state="unpublished")
    assert set(published_urls()) == {LINK["url"]}


@pytest.mark.django_db
def test_a_run_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_term(f"Term {number}", links=[{**LINK, "url": f"https://{number}.invalid/"}])
    now = timezone.now()
    first = [url for url, _ in check_links(most=2, now=now, pause=0)]
    second = [url for url, _ in check_links(now=now, pause=0)]
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert list(check_links(now=now, pause=0)) == []
    assert len(list(check_links(now=now + AGAIN_AFTER, pause=0))) == 4


@pytest.mark.django_db
def test_the_command_says_what_failed() -> None:
    make_term("ORM", links=[{**LINK, "url": "https://nowhere.invalid/"}])
    out = StringIO()
    call_command("check_links", stdout=out)
    assert "fails: https://nowhere.invalid/" in out.getvalue()
    assert "0 work, 1 failed this time" in out.getvalue()
