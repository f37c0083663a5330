"""The site as it runs in production: a database of its own, the shipped content, static files, gunicorn."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from psycopg import sql

from recruiter_wiki.embedded import server_for_tests
from tests.shipped_rows import Rows, copy_in

ANSWER_SECONDS = 60
STAFF = {"edith": "Editors", "ruth": "Reviewers"}
"""Name -> group of the people who work in the Admin."""

STAFF_PASSWORD = secrets.token_urlsafe(16)


@contextmanager
def running_site(directory: Path, rows: Rows) -> Iterator[str]:
    """Yield the address of a site with these rows that answers; nothing of it stays behind."""
    with _database() as url, socket.create_server(("127.0.0.1", 0)) as door:
        here = {"MODE": "local", "DATABASE_URL": url, "STATIC_ROOT": str(directory / "static")}
        here |= {"SECRET_KEY": secrets.token_urlsafe(50), "WEB_WORKERS": "1", "WEB_THREADS": "4"}
        here |= {"ALLOW_SIGNUP": "yes"}  # so that tests can be somebody with an account
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"} | here
        static = _start(env, "manage.py", "collectstatic", "--no-input", "--verbosity=0")
        with psycopg.connect(url) as own, own.cursor() as cursor:
            copy_in(cursor, rows)
            for name, group in STAFF.items():
                _make_staff(cursor, name, group)
        _done(static)
        port = door.getsockname()[1]
        command = ["-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"fd://{door.fileno()}"]
        server = _start(env, *command, "recruiter_wiki.wsgi", pass_fds=[door.fileno()])
        try:
            _wait_until_it_answers(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate(timeout=30)


@contextmanager
def _database() -> Iterator[str]:
    """A copy of the worker's own database, whose tables are empty, on the same server; dropped afterwards."""
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL") or server_for_tests().owner
    name = f"test_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    ours = connection.settings_dict["NAME"]
    connection.close()  # only a database that nobody uses can be copied
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(drop)  # of a run that was killed
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(ours))
        server.execute(copy)
        try:
            yield urlsplit(owner)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(drop)


def _make_staff(cursor: psycopg.Cursor, name: str, group: str) -> None:
    """Make an account of a group, which migrations made, with a password as the site hashes it."""
    row = {"name": name, "password": make_password(STAFF_PASSWORD, hasher="pbkdf2_sha256"), "group": group}
    cursor.execute(
        """
        WITH person AS (
            INSERT INTO auth_user (username, password, email, first_name, last_name,
                                   is_staff, is_active, is_superuser, date_joined)
            VALUES (%(name)s, %(password)s, '', '', '', true, true, false, now()) RETURNING id
        )
        INSERT INTO auth_user_groups (user_id, group_id)
        SELECT person.id, auth_group.id FROM person, auth_group WHERE auth_group.name = %(group)s
        """,
        row,
    )
    assert cursor.rowcount == 1, f"there is no group {group}"


def _start(
    env: dict[str, str], *arguments: str, pass_fds: list[int] | None = None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=env,
        pass_fds=pass_fds or (),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _done(process: "subprocess.Popen[str]") -> None:
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, f"{process.args}:\n{output}"


def _wait_until_it_answers(server: "subprocess.Popen[str]", port: int) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    status = None
    while time.monotonic() < until and server.poll() is None and status is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    if status != 200:
        server.kill()
        raise AssertionError(f"The site answered {status}:\n{server.communicate()[0]}")
