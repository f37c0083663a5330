"""What an editor was told is saved is there after every crash, whole; nothing is half there."""

import time

import pytest

from tests.faults.asking import at_once, undesigned
from tests.faults.world import Figure, WebServer, Wiki
from tests.faults.writing import Editor, half_saved, lost, writers

BACK = 5.0


@pytest.fixture
def calm(wiki: Wiki) -> None:
    """Begin with a database that runs."""
    wiki.start()


def test_killed_database_loses_no_acknowledged_write(wiki: Wiki, calm: None, figure: Figure) -> None:
    with wiki.served() as web, writers(wiki, web.port) as (acknowledged, answers):
        saved = []
        for _ in range(3):
            time.sleep(3)
            wiki.kill()
            time.sleep(0.5)
            wiki.start()
            saved.append(len(acknowledged))
            assert web.wait_until_good(BACK) < BACK
        time.sleep(3)
        saved.append(len(acknowledged))
    assert saved == sorted(set(saved)), "nobody could save between two crashes"
    assert undesigned(answers) == []
    figure("acknowledged writes", len(acknowledged))
    figure("of them lost", len(lost(wiki, acknowledged)))
    figure("half saved", len(half_saved(wiki)))
    assert lost(wiki, acknowledged) == []
    assert half_saved(wiki) == []


def test_cut_connections_lose_no_acknowledged_write(wiki: Wiki, calm: None, figure: Figure) -> None:
    with wiki.served() as web, writers(wiki, web.port) as (acknowledged, answers):
        for _ in range(8):
            time.sleep(0.8)
            wiki.cut_connections()
        time.sleep(1)
    assert undesigned(answers) == [], web.log.read_text()[-8_000:]
    assert len(acknowledged) > 10
    figure("acknowledged writes", len(acknowledged))
    figure("of them lost", len(lost(wiki, acknowledged)))
    figure("half saved", len(half_saved(wiki)))
    assert lost(wiki, acknowledged) == []
    assert half_saved(wiki) == []


def test_killed_workers_lose_no_acknowledged_write(wiki: Wiki, calm: None, figure: Figure) -> None:
    with wiki.served() as web, writers(wiki, web.port) as (acknowledged, answers):
        for _ in range(3):
            time.sleep(2)
            before = workers_of(web)
            for worker in web.workers():
                worker.kill()
            killed = time.monotonic()
            web.wait_until_good(BACK)
            while len(workers_of(web) - before) < 2:
                assert time.monotonic() - killed < BACK
                time.sleep(0.05)
        time.sleep(2)
    # Who was being served when the worker died gets no answer, and so no promise either.
    bare = [found for found in undesigned(answers) if found[1] != 0]
    assert bare == []
    assert sum(answer.status == 0 for answer in answers) <= 3 * 6
    assert len(acknowledged) > 10
    figure("acknowledged writes", len(acknowledged))
    figure("of them lost", len(lost(wiki, acknowledged)))
    figure("half saved", len(half_saved(wiki)))
    assert lost(wiki, acknowledged) == []
    assert half_saved(wiki) == []


def test_one_killed_worker_leaves_the_site_answering(wiki: Wiki, calm: None) -> None:
    with wiki.served() as web:
        at_once(20, lambda _: web.ask("/glossary/"))
        first, _ = web.workers()
        first.kill()
        answers = at_once(20, lambda _: web.ask("/glossary/"))
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 2.5


def test_same_form_sent_twice_saves_one_term(wiki: Wiki, calm: None) -> None:
    with wiki.served() as web:
        editors = [Editor(web.port, wiki.cookies[0], 99) for _ in range(2)]
        answers = at_once(2, lambda number: editors[number].save()[1])
    assert sorted(answer.status for answer in answers) == [200, 302]
    assert wiki.sql("SELECT count(*) FROM glossary_term WHERE name = 'Saved 99 0'") == [(1,)]
    assert half_saved(wiki) == []


def workers_of(web: WebServer) -> set[int]:
    return {worker.pid for worker in web.workers()}
