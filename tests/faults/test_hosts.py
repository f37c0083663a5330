"""Two web servers over one PostgreSQL and its streaming replica: an edit shows on both, and either may go away."""

import time
from collections.abc import Iterator

import pytest

from tests.factories import slug_of
from tests.faults.asking import readers, undesigned
from tests.faults.standby import Standby, streaming
from tests.faults.world import Figure, WebServer, Wiki
from tests.faults.writing import Editor

PAGES = ["/", "/glossary/", "/glossary/?page=2", "/glossary/word-3/", "/search/?q=word+7", "/changes/"]
SHOWS_WITHIN = 1.0 + 1.0
"""A second between two questions for the content version, and the time that all these pages take on a busy machine."""

BACK = 5.0


@pytest.fixture(scope="module")
def standby(wiki: Wiki) -> Iterator[Standby]:
    """The replica, for the whole module."""
    with streaming(wiki) as standby:
        yield standby


@pytest.fixture(scope="module")
def hosts(wiki: Wiki, standby: Standby) -> Iterator[list[WebServer]]:
    """Two web servers that know of the replica; PAGE_CACHE_MB=0 on the second, so that it reads all the time."""
    with (
        wiki.served(DATABASE_REPLICA_URL=standby.url) as one,
        wiki.served(DATABASE_REPLICA_URL=standby.url, PAGE_CACHE_MB="0") as other,
    ):
        yield [one, other]


def reads(standby: Standby, wiki: Wiki) -> tuple[int, int]:
    """Return how many rows primary and replica have read for their clients so far."""
    rows = "SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables"
    statement = f"{rows} WHERE relname LIKE 'glossary%'"
    return wiki.count(wiki.urls.site, statement), wiki.count(standby.url, statement)


def follow(wiki: Wiki, standby: Standby) -> None:
    """Wait until the replica has what the primary has; after a restart it looks for it again now and then."""
    number, until = "SELECT number FROM entries_contentversion", time.monotonic() + 15
    while wiki.count(standby.url, number) < wiki.count(wiki.urls.site, number):
        assert time.monotonic() < until
        time.sleep(0.1)


def seen_after(hosts: list[WebServer], name: str) -> list[float]:
    """Return after how many seconds each host shows a term in its list of changes, and goes on doing so."""
    began, found = time.monotonic(), dict[int, float]()
    while len(found) < len(hosts) and time.monotonic() < began + 10:
        for host in hosts:
            if host.port not in found and all(name in host.ask("/changes/").body for _ in range(4)):
                found[host.port] = time.monotonic() - began
    return list(found.values())


def test_edit_shows_on_both_hosts_within_a_second(wiki: Wiki, hosts: list[WebServer], figure: Figure) -> None:
    editor = Editor(hosts[0].port, wiki.cookies[0], 1)
    for _ in range(5):
        name, answer = editor.save()
        assert answer.status == 302
        times = seen_after(hosts, name)
        assert len(times) == 2
        assert max(times) < SHOWS_WITHIN, times
        figure("seconds until an edit shows on both", max(times))


def test_signed_out_readers_read_from_the_replica(
    wiki: Wiki, hosts: list[WebServer], standby: Standby
) -> None:
    hosts[1].wait_until_good(BACK)
    before = reads(standby, wiki)
    for _ in range(10):
        assert {hosts[1].ask(page).status for page in PAGES} == {200}
    time.sleep(2)  # PostgreSQL writes its statistics about once a second
    after = reads(standby, wiki)
    assert after[1] - before[1] > 100
    assert after[0] - before[0] < (after[1] - before[1]) / 5


def test_replica_that_is_behind_shows_nobody_the_past(
    wiki: Wiki, hosts: list[WebServer], standby: Standby
) -> None:
    editor = Editor(hosts[0].port, wiki.cookies[0], 2)
    with standby.behind():
        for _ in range(3):
            name, answer = editor.save()
            assert answer.status == 302
            times = seen_after(hosts, name)
            assert len(times) == 2
            assert max(times) < SHOWS_WITHIN, times
            assert f"/glossary/{slug_of(name)}/" in hosts[1].ask(f"/search/?q={name.replace(' ', '+')}").body


def test_replica_stops_and_readers_notice_nothing(hosts: list[WebServer], standby: Standby) -> None:
    with readers(hosts[1].port, PAGES) as answers:
        time.sleep(1)
        standby.stop()
        time.sleep(3)
        standby.start()
        time.sleep(3)
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 2.5


def test_paused_replica_keeps_readers_waiting_once(hosts: list[WebServer], standby: Standby) -> None:
    with readers(hosts[1].port, PAGES) as answers:
        time.sleep(1)
        with standby.paused():
            time.sleep(7)
            late = time.monotonic()
            time.sleep(4)
        time.sleep(2)
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 7
    assert max(answer.seconds for answer in answers if answer.at > late) < 2.5


@pytest.mark.parametrize(("how", "number"), [("stopped", 3), ("killed", 4), ("paused", 5)])
def test_primary_goes_away_and_reading_goes_on(
    wiki: Wiki, hosts: list[WebServer], standby: Standby, how: str, number: int
) -> None:
    follow(wiki, standby)
    hosts[1].wait_until_good(BACK)
    for host in hosts:
        assert {host.ask(page).status for page in PAGES} == {200}
    if how == "paused":
        with wiki.paused(), readers(hosts[1].port, PAGES) as answers:
            time.sleep(8)
            away = hosts[0].ask("/", cookie=wiki.cookies[0])
    else:
        wiki.kill() if how == "killed" else wiki.server.stop()
        with readers(hosts[1].port, PAGES) as answers:
            time.sleep(4)
            away = hosts[0].ask("/", cookie=wiki.cookies[0])
            assert {hosts[0].ask(page).status for page in PAGES} == {200}
        wiki.start()
    assert undesigned([away]) == []
    assert away.status == 503  # who is signed in needs the primary
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 5.5
    hosts[1].wait_until_good(BACK)
    assert Editor(hosts[0].port, wiki.cookies[0], number).save()[1].status == 302
