"""The way to the database is slow, swallows everything, or the database takes too long: nobody waits for ever."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.faults.asking import Answer, ask, readers, undesigned
from tests.faults.relay import Relay, bystander, relayed
from tests.faults.world import Figure, WebServer, Wiki

KEPT = ["/", "/glossary/", "/glossary/word-1/"]
NOT_KEPT = ["/search/?q=word", "/glossary/word-9/?format=json", "/interviews/?format=json"]
ALIVE = ["/healthz"]
LATE = 0.3
SECONDS = 30
SILENCE, WITHIN, BACK = 5.5, 2.5, 5.0
"""Seconds: for the first requests to meet a silence, for those after them, and until all is well again."""


@pytest.fixture(scope="module")
def network(wiki: Wiki) -> Iterator[Relay]:
    with relayed(wiki) as relay:
        yield relay


@pytest.fixture(scope="module")
def web(wiki: Wiki, network: Relay) -> Iterator[WebServer]:
    with wiki.served(DATABASE_URL=network.url) as web:
        yield web


def p(part: float, answers: Sequence[Answer]) -> float:
    """Return the seconds within which such a part of the answers came."""
    return sorted(answer.seconds for answer in answers)[int(part * len(answers))]


@contextmanager
def late(network: Relay) -> Iterator[None]:
    """Let every packet take LATE seconds, there and back."""
    network.delay = LATE
    try:
        yield
    finally:
        network.delay = 0.0


def read_all(web: WebServer, cookie: str, seconds: float) -> dict[str, list[Answer]]:
    """Let a few people read for so long, and somebody ask all the while whether the site lives."""
    for path in KEPT * 8:
        assert ask(web.port, path).status == 200
    with (
        readers(web.port, NOT_KEPT, number=2) as not_kept,
        readers(web.port, KEPT, number=2) as kept,
        readers(web.port, KEPT, number=1, cookie=cookie) as signed_in,
        readers(web.port, ALIVE, number=1) as alive,
    ):
        time.sleep(seconds)
    return {"not kept": not_kept, "kept": kept, "signed in": signed_in, "alive": alive}


def test_late_packets_slow_readers_a_little_and_the_rest_not_at_all(
    wiki: Wiki, network: Relay, web: WebServer, figure: Figure
) -> None:
    quick = read_all(web, wiki.cookies[0], 8)
    with late(network):
        slow = read_all(web, wiki.cookies[0], SECONDS)
    every = [answer for answers in (quick, slow) for kind in answers.values() for answer in kind]
    assert {answer.status for answer in every} == {200, 204}
    assert p(0.95, slow["not kept"]) < 3
    assert p(0.5, slow["kept"]) < max(0.05, 3 * p(0.5, quick["kept"]))
    # Once a second somebody in each of the two workers waits while the number of the content is asked for; as the
    # lateness begins and ends some wait who would not have to.
    assert sum(answer.seconds > LATE for answer in slow["kept"]) <= 2.5 * SECONDS < len(slow["kept"]) / 2
    assert p(0.95, slow["alive"]) < max(0.05, 3 * p(0.95, quick["alive"]))
    # The controls: without the lateness the same pages are quick, and with it nobody asks for less than it takes.
    assert p(0.95, quick["not kept"]) < LATE
    assert min(answer.seconds for answer in slow["signed in"]) > 2 * LATE
    for name, answers in slow.items():
        figure(f"p95 in seconds, {name}", p(0.95, answers))
        figure(f"p95 in seconds, {name}, without delay", p(0.95, quick[name]))
    figure("median in seconds, kept", p(0.5, slow["kept"]))


def test_more_who_wait_than_threads_are_all_answered(network: Relay, web: WebServer, figure: Figure) -> None:
    with late(network), readers(web.port, NOT_KEPT, number=12), readers(web.port, ALIVE, number=1) as alive:
        time.sleep(12)
    assert {answer.status for answer in alive} == {204}
    assert max(answer.seconds for answer in alive) < SILENCE
    figure("p95 in seconds of /healthz beside 12 who wait in 8 threads", p(0.95, alive))
    assert web.ask("/healthz").seconds < 1


def test_black_hole_under_readers(wiki: Wiki, network: Relay, web: WebServer, figure: Figure) -> None:
    with bystander(network.url) as plain, readers(web.port, [*KEPT, *NOT_KEPT], number=8) as answers:
        time.sleep(2)
        with network.black_hole():
            began = time.monotonic()
            plain.ask()
            time.sleep(SILENCE + 4)
            assert plain.waits, "the network swallows nothing"
        back = time.monotonic()
        time.sleep(BACK + 1)
    assert undesigned(answers) == []
    assert max(answer.seconds for answer in answers) < SILENCE
    later = [answer for answer in answers if began + SILENCE < answer.at < back]
    assert max(answer.seconds for answer in later) < WITHIN
    assert {200, 503} == {answer.status for answer in later}
    assert {answer.status for answer in later if answer.path in KEPT} == {200}
    assert {answer.status for answer in answers if answer.at > back + BACK} == {200}
    figure("seconds of the slowest, as the way vanishes", max(answer.seconds for answer in answers))
    figure("seconds of the slowest, later", max(answer.seconds for answer in later))


@contextmanager
def slow_search(wiki: Wiki) -> Iterator[None]:
    """Let PostgreSQL take four seconds for each row of the search that the site's role looks at."""
    table = "ALTER TABLE search_searchrow"
    wiki.sql("CREATE POLICY slow ON search_searchrow USING (pg_sleep(4) IS NOT NULL)")
    wiki.sql(f"{table} ENABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        wiki.sql(f"{table} DISABLE ROW LEVEL SECURITY")
        wiki.sql("DROP POLICY slow ON search_searchrow")


def test_statement_that_takes_too_long_is_ended_with_the_page(
    wiki: Wiki, web: WebServer, figure: Figure
) -> None:
    with slow_search(wiki):
        answers = [web.ask("/search/?q=word"), web.ask("/search/?q=word", cookie=wiki.cookies[0])]
        began = time.monotonic()
        wiki.sql("SELECT FROM search_searchrow LIMIT 1", role="site")
        assert time.monotonic() - began > 3.9, "a role without the limit was ended as well"
        assert web.ask("/glossary/word-3/").status == 200
    assert {answer.status for answer in answers} == {503}
    assert undesigned(answers) == []
    assert all(2.9 < answer.seconds < 4 for answer in answers), answers
    assert web.ask("/search/?q=word").status == 200
    figure("seconds until the 503 page", max(answer.seconds for answer in answers))
