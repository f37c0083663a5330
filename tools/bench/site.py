"""The site as `make run` serves it, over a database and a port of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from glossary.models import Term
from recruiter_wiki.management.commands.quickstart import (
    CHECKOUT,
    listen,
    manage,
    stop,
    wait_until_it_answers,
)
from sets.bookmarks import add


def prepare() -> None:
    """Schema, content and static files, into a database that is empty."""
    steps = [
        (("migrate", "--no-input", "--verbosity=0"), "owner"),
        (("load_content",), "site"),
        (("collectstatic", "--no-input", "--verbosity=0"), "site"),
    ]
    for arguments, role in steps:
        if manage(*arguments, role=role) != 0:
            sys.exit(f"manage.py {arguments[0]} failed.")


def signed_in() -> str:
    """Return the cookie of a reader with some bookmarks."""
    user, _ = User.objects.get_or_create(username="reader")
    for slug in Term.objects.published().values_list("slug", flat=True)[:5]:
        add(user, f"term:{slug}")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values())


@contextmanager
def served() -> Iterator[tuple[int, list[psutil.Process]]]:
    """Run gunicorn as `make run` does; yields its port, and the roots of its and PostgreSQL's processes.

    One thing differs: no worker is replaced by a fresh one after some thousand requests. Starting one costs as much
    as thousands of empty answers, which would make hello look slower and every page next to it better than it is.
    """
    with listen(0) as door:
        port, number = door.getsockname()[1], door.fileno()
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--max-requests", "0"]
        command += ["--bind", f"fd://{number}", "recruiter_wiki.wsgi"]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tools.bench.settings", "DATABASE_ROLE": "site"}
        server = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, pass_fds=[number], start_new_session=True
        )
    try:
        wait_until_it_answers(server, port)
        yield port, [psutil.Process(server.pid), postmaster()]
    finally:
        stop(server)


def postmaster() -> psutil.Process:
    """Return the root of PostgreSQL's processes: the parent of the one that serves our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        parent = psutil.Process(cursor.fetchone()[0]).parent()
    assert parent
    return parent
