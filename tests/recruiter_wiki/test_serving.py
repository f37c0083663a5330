"""Stopping and reloading the web server while people read: every request gets its answer."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from recruiter_wiki.management.commands.quickstart import listen, stop, wait_until_it_answers
from tests.factories import make_term

pytestmark = pytest.mark.slow

PATHS = ["/healthz", "/glossary/", "/glossary/orm/", "/search/?q=orm", "/nowhere/"]
EXPECTED = {"/healthz": 204, "/nowhere/": 404}
ASKING, SECONDS_BETWEEN = 4, 0.02


@pytest.fixture
def door(transactional_db: None) -> Iterator[socket.socket]:
    """The socket on which one server after another listens."""
    make_term("ORM")
    with listen(0) as listening:
        yield listening


def serve(door: socket.socket) -> "subprocess.Popen[bytes]":
    """Start gunicorn as in production, over the test database."""
    at = {k: quote(str(v), safe="") for k, v in connection.settings_dict.items() if isinstance(v, str)}
    environment = os.environ | {
        "MODE": "local",
        "DEBUG": "yes",  # so that static files need not be collected
        "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "recruiter_wiki.wsgi"]
    return subprocess.Popen(
        [*command, "--bind", f"fd://{door.fileno()}"],
        cwd=settings.BASE_DIR,
        env=environment,
        pass_fds=[door.fileno()],
    )


class Readers:
    """Some who ask without a pause, each time on a new connection, and note what went wrong."""

    def __init__(self, port: int) -> None:
        self.port, self.answered, self.failures = port, 0, list[str]()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[n]) for n in range(ASKING)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        while not self._over.wait(SECONDS_BETWEEN):
            number += 1
            path = PATHS[number % len(PATHS)]
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                asked.request("GET", path)
                status = asked.getresponse().status
            except (OSError, http.client.HTTPException) as problem:
                self.failures.append(f"{path}: {problem!r}")
            else:
                self.answered += 1
                if status != EXPECTED.get(path, 200):
                    self.failures.append(f"{path}: {status}")
            finally:
                asked.close()


def test_no_request_fails_when_one_server_takes_over_from_another(door: socket.socket) -> None:
    port, server = door.getsockname()[1], serve(door)
    try:
        wait_until_it_answers(server, port)
        with Readers(port) as readers:
            for _ in range(3):
                time.sleep(1)
                former, server = server, serve(door)
                time.sleep(4)  # until it has started; if it takes longer, requests wait in the socket
                former.send_signal(signal.SIGTERM)
                assert former.wait(20) == 0
            time.sleep(1)
    finally:
        stop(server)
    assert readers.failures == []
    assert readers.answered > 100


def test_no_request_fails_while_workers_are_replaced(door: socket.socket) -> None:
    port, server = door.getsockname()[1], serve(door)
    try:
        wait_until_it_answers(server, port)
        with Readers(port) as readers:
            for _ in range(5):
                time.sleep(1.5)
                server.send_signal(signal.SIGHUP)
            time.sleep(3)
    finally:
        stop(server)
    assert readers.failures == []
    assert readers.answered > 100
