"""Migrations while people read and write: nobody gets an error, and one that fails leaves nothing behind."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.asking import readers, undesigned
from tests.faults.world import Figure, Wiki, manage
from tests.faults.writing import lost, writers

PAGES = ["/", "/glossary/", "/glossary/word-5/", "/search/?q=word+5"]


def migrate(wiki: Wiki, number: str) -> subprocess.CompletedProcess[str]:
    """Run the migrations of the app in `migrating/` up to a number."""
    env = wiki.env | {"DJANGO_SETTINGS_MODULE": "tests.faults.migrating.settings"}
    return manage(env, "migrate", "migrating", number, "--no-input", role="owner")


@contextmanager
def table_in_use(wiki: Wiki) -> Iterator[None]:
    """Read the terms in a transaction that lasts, as a report or a backup does."""
    with psycopg.connect(wiki.urls.owner) as connection:
        connection.execute("SELECT count(*) FROM glossary_term")
        yield


def columns(wiki: Wiki) -> set[str]:
    """Return the columns of the table of terms."""
    found = wiki.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'glossary_term'")
    return {name for (name,) in found}


def test_migration_waits_for_no_lock_longer_than_readers_can_bear(wiki: Wiki) -> None:
    with wiki.served(PAGE_CACHE_MB="0") as web, readers(web.port, PAGES, pause=0.1) as answers:
        time.sleep(1)
        with table_in_use(wiki):
            done = migrate(wiki, "0001")
        time.sleep(1)
    assert done.returncode != 0
    assert "lock timeout" in done.stderr
    assert "migrating_note" not in columns(wiki)
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 3


def test_migration_under_readers_and_writers_fails_nobody(wiki: Wiki, figure: Figure) -> None:
    with (
        wiki.served(PAGE_CACHE_MB="0") as web,
        readers(web.port, PAGES, pause=0.1) as answers,
        writers(wiki, web.port) as (acknowledged, saved),
    ):
        for number in ("0001", "zero", "0001"):
            done = migrate(wiki, number)
            assert done.returncode == 0, done.stderr
    assert "migrating_note" in columns(wiki)
    assert {answer.status for answer in answers} == {200}
    assert {answer.status for answer in saved} == {302}
    figure("requests during three migrations, none failed", len(answers) + len(saved))
    assert lost(wiki, acknowledged) == []
    assert undesigned(answers) == []


def test_failed_migration_leaves_nothing_behind(wiki: Wiki) -> None:
    assert migrate(wiki, "0001").returncode == 0
    rows = "SELECT * FROM glossary_term ORDER BY id"
    before = wiki.sql(rows), columns(wiki)
    done = migrate(wiki, "0002")
    assert done.returncode != 0
    assert "this migration is broken" in done.stderr
    assert (wiki.sql(rows), columns(wiki)) == before
    assert wiki.sql("SELECT to_regclass('migrating_half')") == [(None,)]
    assert wiki.sql("SELECT name FROM django_migrations WHERE app = 'migrating'") == [("0001_widen_terms",)]
    with wiki.served() as web:
        assert web.ask("/readyz").body == "ready"
        assert {web.ask(page).status for page in PAGES} == {200}
