"""Databases of their own for the tests of backups: what they write must be committed for pg_dump to see it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from psycopg import sql

from entries import content_version
from entries.models import Report
from recruiter_wiki.backups.making import beside, make_backup
from recruiter_wiki.backups.restoring import restore_backup
from recruiter_wiki.embedded import server_for_tests
from tests.factories import make_guide, make_page, make_question, make_skill, make_term, make_topic

Rows = dict[str, list[tuple]]


def address(name: str) -> str:
    """Return the address of another database on the server of the tests, for the owner."""
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL") or server_for_tests().owner
    return urlsplit(owner)._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[..., str]]:
    """Return what makes a database and gives its address: empty, or with the tables of the tests' own."""
    made: list[sql.Identifier] = []

    def make(*, like: str = "") -> str:
        name = f"test_backup_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{len(made)}"
        made.append(sql.Identifier(name))
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(made[-1]))  # of a run that was killed
            copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(like)) if like else sql.SQL("")
            server.execute(sql.SQL("CREATE DATABASE {}{}").format(made[-1], copied))
        return address(name)

    yield make
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        for name in made:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))


def with_tables(new_database: Callable[..., str]) -> str:
    """Return the address of a new database with all tables and what migrations write."""
    connection.close()  # only a database that nobody uses can be copied
    return new_database(like=connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def other(django_db_setup: None, new_database: Callable[..., str]) -> str:
    """Return the address of a database with all tables and nothing in them."""
    return with_tables(new_database)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, new_database: Callable[..., str], django_db_blocker: Any) -> str:
    """Return the address of a database with something of most kinds in it, odd characters included."""
    url, ours = with_tables(new_database), connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = urlsplit(url).path.removeprefix("/")
        try:
            _fill()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = ours
            content_version.forget()
    return url


def _fill() -> None:
    make_term("Zürich “C++”", aliases=["C plus plus", "Ж"], meaning="A \\tab, $$ and :name are text.")
    skill = make_skill("Django")
    make_guide("Python guide")
    make_question("Slow page", topic=make_topic("Data"), skills=[skill])
    make_page("About", order=1)
    User.objects.create(username="müller", password="!")
    Report.objects.create(message="Two\nlines,\ta tab, \\. and '); DROP TABLE x; --")


@pytest.fixture(scope="module")
def kept_backup(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the backup that the tests of a module share."""
    file = tmp_path_factory.mktemp("a folder with spaces") / "wiki.dump"
    make_backup(filled, file)
    return file


@pytest.fixture
def backed_up(kept_backup: Path, tmp_path: Path) -> Path:
    """Return a copy of a backup, to be damaged."""
    file = tmp_path / kept_backup.name
    for source in (kept_backup, beside(kept_backup)):
        shutil.copy2(source, tmp_path)
    return file


@pytest.fixture(scope="module")
def restored(kept_backup: Path, new_database: Callable[..., str]) -> str:
    """Return the address of a database into which the backup was restored."""
    url = new_database()
    restore_backup(url, kept_backup)
    return url


def rows_of(url: str) -> Rows:
    """Return every row of every table, generated columns included, and where each sequence stands."""
    with psycopg.connect(url) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        found = {
            name: sorted(
                database.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))).fetchall()
            )
            for (name,) in names
        }
        found["sequences"] = database.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
    return found
