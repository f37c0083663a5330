"""The database's disk is full: nothing is saved and everything can be read; with room again all goes on by itself."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.faults.asking import Answer, ask, undesigned
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.world import Figure, WebServer, Wiki, manage, wiki_in
from tests.faults.writing import FORM, Editor, half_saved, lost, writers

KEPT = ["/", "/glossary/", "/glossary/word-1/"]
READ = [*KEPT, "/search/?q=word", "/glossary/word-9/?format=json"]
BACK = 5.0
"""Seconds after which the site saves again when there is room."""

MEGABYTES = 200


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    folder = tmp_path_factory.mktemp("small") / "postgres"
    folder.mkdir()
    with small_disk(folder, MEGABYTES) as disk:
        yield disk


@pytest.fixture(scope="module")
def wiki(disk: SmallDisk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    """A wiki whose database alone lies on that disk."""
    with wiki_in(disk.folder.parent, tmp_path_factory) as wiki:
        yield wiki


def read(web: WebServer, cookie: str) -> list[Answer]:
    """Ask for pages as a reader and as an editor."""
    return [web.ask(path) for path in READ] + [ask(web.port, path, cookie=cookie) for path in ("/", FORM)]


def test_full_disk_refuses_writes_and_nothing_else(wiki: Wiki, disk: SmallDisk, figure: Figure) -> None:
    with wiki.served() as web, writers(wiki, web.port) as (acknowledged, answers):
        time.sleep(2)
        with disk.full():
            full, seen = time.monotonic(), list[Answer]()
            while time.monotonic() < full + 8:
                seen += read(web, wiki.cookies[0])
                time.sleep(0.1)
            saved = len(acknowledged)
        room = time.monotonic()
        time.sleep(BACK + 2)
    refused = [answer for answer in answers if answer.status == 503]
    assert undesigned([*answers, *seen]) == []
    assert len(refused) > 20
    assert {answer.status for answer in seen} == {200}
    assert {answer.status for answer in answers if answer.at > room + BACK} == {302}
    assert len(acknowledged) > saved > 0
    figure("acknowledged writes", len(acknowledged))
    figure("refused with the 503 page", len(refused))
    figure("pages read meanwhile", len(seen))
    assert lost(wiki, acknowledged) == []
    assert half_saved(wiki) == []


def test_backup_onto_a_full_disk_says_so_and_leaves_nothing(
    wiki: Wiki, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("backups")
    with small_disk(folder, 1) as disk:
        with disk.full():
            os.truncate(disk.ballast, disk.ballast.stat().st_size - 8192)  # so that it can begin
            done = manage(wiki.env, "backup", str(folder / "wiki.dump"), role="owner")
            assert [path.name for path in folder.iterdir()] == ["ballast"]
        assert done.returncode == 1
        assert done.stderr.strip().count("\n") == 0
        assert "The backup could not be written" in done.stderr
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        again = manage(wiki.env, "backup", str(folder / "wiki.dump"), role="owner")
        assert again.returncode == 0, again.stderr  # the control: it was the room that was missing
        assert sorted(path.name for path in Path(folder).iterdir()) == ["wiki.dump", "wiki.dump.json"]


def fill_the_log(wiki: Wiki) -> None:
    """Use up the log ahead of the data (WAL) until PostgreSQL has no room to go on with it, and stops itself."""
    administrator = wiki.urls.owner.replace("//wiki_owner@", "//postgres@")
    with suppress(psycopg.OperationalError):
        for _ in range(100):
            with psycopg.connect(administrator, autocommit=True) as connection:
                connection.execute("SELECT pg_logical_emit_message(true, 'full', 'disk'), pg_switch_wal()")
        raise AssertionError("the log has room yet")


def test_disk_without_room_for_the_log_stops_the_database_and_spoils_nothing(
    wiki: Wiki, disk: SmallDisk, figure: Figure
) -> None:
    """PostgreSQL stops rather than promise what it cannot keep; whoever restarts services starts it again."""
    with wiki.served() as web:
        with writers(wiki, web.port) as (acknowledged, answers):
            time.sleep(2)
        editor = Editor(web.port, wiki.cookies[0], 77)
        for path in KEPT * 20:
            assert web.ask(path).status == 200
        with disk.full():
            fill_the_log(wiki)
            time.sleep(1.2)  # for a second, a worker trusts what it knows
            kept = [web.ask(path) for path in KEPT]
            refused = [ask(web.port, path, cookie=wiki.cookies[0]) for path in ("/", FORM)]
            refused.append(editor.save()[1])
        wiki.start()
        figure("seconds until a good page, database started again", web.wait_until_good(BACK))
        assert editor.save()[1].status == 302
    assert undesigned([*answers, *refused]) == []
    assert {answer.status for answer in refused} == {503}
    assert all(answer.status == 200 and answer.says_away for answer in kept), kept
    assert lost(wiki, acknowledged) == []
    assert half_saved(wiki) == []
