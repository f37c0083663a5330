"""More people than there is room for, people who are very slow, and all of them at the same page."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.faults.asking import Answer, at_once, many, readers, undesigned
from tests.faults.world import Figure, WebServer, Wiki

PAGES = ["/", "/glossary/word-3/", "/search/?q=word", "/healthz"]
SLOW = 60
"""Connections that send next to nothing; two workers have eight threads."""


@pytest.fixture(scope="module")
def web(wiki: Wiki) -> Iterator[WebServer]:
    """The site as it is by itself: two workers of four threads."""
    with wiki.served() as web:
        yield web


def test_more_connections_than_the_database_takes(wiki: Wiki, figure: Figure) -> None:
    most = wiki.count(wiki.urls.site, "SHOW max_connections")
    with wiki.served(WEB_WORKERS="2", WEB_THREADS="50", PAGE_CACHE_MB="0") as web:
        crowd = [wiki.cookies[n % len(wiki.cookies)] for n in range(3 * most)]
        answers: list[Answer] = []
        for _ in range(2):
            answers += at_once(len(crowd), lambda n: web.ask(PAGES[n % 3], cookie=crowd[n]))
        assert undesigned(answers) == []
        assert sum(answer.status == 200 for answer in answers) > most
        figure("requests", len(answers))
        figure("of them answered with the page", sum(answer.status == 200 for answer in answers))
        time.sleep(1)
        assert web.wait_until_good(5) < 5


def test_a_hundred_readers_of_an_empty_memory_make_each_page_once(
    wiki: Wiki, web: WebServer, figure: Figure
) -> None:
    wiki.sql("UPDATE entries_contentversion SET number = number + 1")
    time.sleep(1.5)
    before = _asked(wiki)
    answers = at_once(100, lambda _: web.ask("/glossary/"))
    time.sleep(2)  # PostgreSQL writes its statistics about once a second
    assert {answer.status for answer in answers} == {200}
    assert sorted(answer.seconds for answer in answers)[94] < 2
    figure("p95 in seconds", sorted(answer.seconds for answer in answers)[94])
    assert _asked(wiki) - before < 100, "a page was made for many a reader"


def _asked(wiki: Wiki) -> int:
    """How often the terms were looked through."""
    scans = "SELECT sum(seq_scan + idx_scan)::bigint FROM pg_stat_user_tables WHERE relname = 'glossary_term'"
    return wiki.count(wiki.urls.site, scans)


@contextmanager
def slow_clients(port: int, first: bytes, drop: bytes) -> Iterator[None]:
    """Keep many connections open that begin a request and then send one drop of it a second."""
    doors = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    for door in doors:
        door.sendall(first)

    def drip(number: int, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            for door in doors:
                with suppress(OSError):
                    door.sendall(drop)
            time.sleep(1)

    try:
        with many(drip, 1):
            yield
    finally:
        for door in doors:
            door.close()


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b"G"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b"a"),
        (
            b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nusername=",
            b"a",
        ),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\nX-Slow: ", b"a"),
    ],
    ids=["nothing", "head", "body", "second request"],
)
def test_slow_clients_stop_nobody(web: WebServer, first: bytes, drop: bytes, figure: Figure) -> None:
    with slow_clients(web.port, first, drop), readers(web.port, PAGES) as answers:
        time.sleep(6)
    assert undesigned(answers) == []
    assert len(answers) > 50
    assert max(answer.seconds for answer in answers) < 2.5
    figure("seconds of the slowest beside 60 slow clients", max(answer.seconds for answer in answers))


@pytest.mark.parametrize(
    ("pieces", "statuses"),
    [
        ([b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3], [204, 204, 204]),
        ([b"GET /healthz HTTP/1.1\r\nHo", b"st: localhost\r", b"\n\r", b"\n"], [204]),
        (
            [
                b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
                b"a=b",
            ],
            [100, 100, 403],
        ),
        (
            [
                b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n",
                b"0\r\n\r\n",
            ],
            [403],
        ),
        (
            [b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"]
            + [b"x" * 100_000] * 30,
            [403],
        ),
        ([b"no request\r\n\r\n"], [400]),
    ],
    ids=["three at once", "in pieces", "after a word", "in chunks", "large", "not HTTP"],
)
def test_requests_of_every_shape_are_answered(
    web: WebServer, pieces: list[bytes], statuses: list[int]
) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=5) as door:
        for piece in pieces:
            door.sendall(piece)
            time.sleep(0.02)
        got, until = b"", time.monotonic() + 5
        while len(found := re.findall(rb"HTTP/1\.1 (\d+) ", got)) < len(statuses):
            assert time.monotonic() < until, got
            got += door.recv(65_536)
    assert list(map(int, found)) == statuses


def test_who_sends_too_slowly_is_let_go(web: WebServer) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=15) as door:
        door.sendall(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        assert door.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 13
