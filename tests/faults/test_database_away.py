"""The database stops, is paused or is killed: kept pages go on, all else says so, and everything comes back."""

import re
import time
from collections.abc import Iterator

import pytest

from tests.faults.asking import Answer, ask, readers, undesigned
from tests.faults.relay import bystander
from tests.faults.world import Figure, WebServer, Wiki

KEPT = ["/", "/glossary/", "/glossary/word-1/"]
NOT_KEPT = ["/search/?q=word", "/glossary/word-9/?format=json", "/interviews/"]
WITHIN = 2.5
"""Seconds within which nobody is left without an answer."""

SILENCE = 5.5
"""The same for the first requests to a database that stops answering in the middle of one."""

BACK = 5.0
"""Seconds after which the site is back when the database is."""


@pytest.fixture(scope="module")
def web(wiki: Wiki) -> Iterator[WebServer]:
    """The site over this database, for the whole module: nothing is ever started anew."""
    with wiki.served() as web:
        yield web


def warm(web: WebServer) -> None:
    """Let both workers keep the pages of KEPT."""
    for _ in range(30):
        for path in KEPT:
            assert ask(web.port, path).status == 200


def sign_in(web: WebServer) -> Answer:
    """Try to sign in by the form, which needs no database."""
    form = ask(web.port, "/accounts/login/")
    assert form.status == 200, form
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.body)
    assert token
    body = f"csrfmiddlewaretoken={token[1]}&username=somebody&password=something"
    return ask(web.port, "/accounts/login/", method="POST", cookie=form.cookie, body=body)


def look_around(web: WebServer, cookie: str, within: float) -> list[Answer]:
    """Check what people get while the database is away; returns the answers to what is not kept."""
    kept = [ask(web.port, path) for path in KEPT]
    assert [answer.status for answer in kept] == [200] * len(KEPT)
    assert all(answer.seconds < within for answer in kept), kept
    refused = [ask(web.port, path) for path in NOT_KEPT]
    refused += [ask(web.port, path, cookie=cookie) for path in ("/", "/admin/glossary/term/add/")]
    refused.append(sign_in(web))
    alive, ready = ask(web.port, "/healthz"), ask(web.port, "/readyz")
    assert (alive.status, ready.status, ready.body) == (204, 503, "database")
    assert alive.seconds < 0.2
    styles = re.search(r'href="(/static/[^"]+\.css)"', kept[0].body)
    assert styles
    assert ask(web.port, styles[1]).status == 200
    assert all(answer.seconds < within for answer in [*refused, ready]), refused
    return refused


def test_stopped_database(wiki: Wiki, web: WebServer, figure: Figure) -> None:
    warm(web)
    wiki.server.stop()
    time.sleep(1.2)  # for a second, a worker trusts what it knows
    refused = look_around(web, wiki.cookies[0], WITHIN)
    assert undesigned(refused) == []
    assert {answer.status for answer in refused} == {503}
    assert all(ask(web.port, path).says_away for path in KEPT)
    wiki.start()
    figure("seconds until the 503 page, at most", max(answer.seconds for answer in refused))
    figure("seconds until a good page, database back", web.wait_until_good(BACK))


def test_killed_database_under_readers(wiki: Wiki, web: WebServer, figure: Figure) -> None:
    warm(web)
    with readers(web.port, [*KEPT, *NOT_KEPT]) as answers:
        time.sleep(1)
        wiki.kill()
        time.sleep(3)
        wiki.start()
        started = time.monotonic()
        time.sleep(BACK + 1)
    assert undesigned(answers) == []
    assert {503, 200} == {answer.status for answer in answers}
    assert max(answer.seconds for answer in answers) < WITHIN
    assert {answer.status for answer in answers if answer.at > started + BACK} == {200}
    figure("requests", len(answers))
    figure("bare errors", len(undesigned(answers)))


def test_paused_database_under_readers(wiki: Wiki, web: WebServer, figure: Figure) -> None:
    warm(web)
    with bystander(wiki.urls.site) as plain, readers(web.port, [*KEPT, *NOT_KEPT], number=12) as answers:
        time.sleep(1)
        with wiki.paused():
            paused = time.monotonic()
            plain.ask()
            time.sleep(SILENCE + 0.5)
            refused = look_around(web, wiki.cookies[0], WITHIN)
            time.sleep(3)
            assert plain.waits, "a connection without our limits was let go as well, so they prove nothing"
        back = time.monotonic()
        time.sleep(BACK + 1)
    assert undesigned(answers) == []
    assert undesigned(refused) == []
    assert max(answer.seconds for answer in answers) < SILENCE
    later = [answer for answer in answers if paused + SILENCE < answer.at < back]
    assert max(answer.seconds for answer in later) < WITHIN
    assert {answer.status for answer in later if answer.path in KEPT} == {200}
    assert {answer.status for answer in answers if answer.at > back + BACK} == {200}
    figure("requests", len(answers))
    figure("seconds of the slowest, at the moment of the pause", max(answer.seconds for answer in answers))
    figure("seconds of the slowest, later in the pause", max(answer.seconds for answer in later))


def test_all_connections_cut_under_readers(wiki: Wiki, web: WebServer) -> None:
    with readers(web.port, [*KEPT, *NOT_KEPT], cookie=wiki.cookies[0]) as answers:
        for _ in range(5):
            time.sleep(0.5)
            wiki.cut_connections()
            cut = time.monotonic()
        time.sleep(2)
    assert undesigned(answers) == []
    assert {answer.status for answer in answers if answer.at > cut + 1} == {200}
