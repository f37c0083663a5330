"""A wiki that may be broken: its own PostgreSQL, its own web servers, and the signals that hurt them."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest

from recruiter_wiki import embedded
from recruiter_wiki.embedded import CHECKOUT, Embedded, Urls
from recruiter_wiki.embedded_process import process_of
from tests.faults.asking import Answer, ask
from tests.once import once_per_run

type Figure = Callable[[str, float], None]

TERMS, EDITORS = 20, 6
START_SECONDS = 60


@dataclass
class Wiki:
    """A database with some terms, and what is needed to serve it."""

    folder: Path
    cookies: list[str]
    """Of editors who are signed in."""

    env: dict[str, str]
    server: Embedded = field(init=False)
    urls: Urls = field(init=False)

    def __post_init__(self) -> None:
        self.server = Embedded(self.folder)
        self.start()

    def start(self) -> None:
        """Start PostgreSQL, after a kill as well."""
        self.urls = self.server.ensure_running()
        self.env |= {"DATABASE_URL": self.urls.site, "DATABASE_OWNER_URL": self.urls.owner}

    def processes(self) -> list[psutil.Process]:
        """PostgreSQL's processes, the first one first."""
        pid = process_of(self.server.data)
        assert pid, "PostgreSQL does not run"
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of PostgreSQL's processes."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let PostgreSQL hold its connections open and answer nothing."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """End PostgreSQL as a loss of power does, and wait until it is gone."""
        processes = self.processes()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=10)

    def cut_connections(self) -> None:
        """End every connection of the site at once."""
        everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        self.sql(f"{everybody} WHERE usename = current_user AND pid <> pg_backend_pid()", role="site")

    def sql(self, statement: str, *, role: str = "owner") -> list[tuple]:
        """Ask the database as one of its roles."""
        with psycopg.connect(getattr(self.urls, role), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @staticmethod
    def count(url: str, statement: str) -> int:
        """Return the one number that a statement asks of a database."""
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(statement.encode()).fetchone()
        assert found
        return int(found[0])

    @contextmanager
    def served(self, **env: str) -> Iterator["WebServer"]:
        """Run gunicorn as `make run` does, until the block ends."""
        with _door() as door:
            number = door.fileno()
            command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
            command += ["--bind", f"fd://{number}", "recruiter_wiki.wsgi"]
            log = (self.folder / f"web-{door.getsockname()[1]}.log").open("wb")
            process = psutil.Popen(
                command,
                cwd=CHECKOUT,
                env=self.env | env,
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            web = WebServer(door.getsockname()[1], process, Path(log.name))
        try:
            web.wait_until_good(START_SECONDS)
            yield web
        finally:
            log.close()
            process.terminate()
            try:
                process.wait(15)
            except psutil.TimeoutExpired:
                for child in process.children(recursive=True):
                    child.kill()
                process.kill()


@dataclass
class WebServer:
    """One gunicorn."""

    port: int
    process: psutil.Popen
    log: Path

    def ask(self, path: str, *, cookie: str = "") -> Answer:
        """Ask for one page."""
        return ask(self.port, path, cookie=cookie)

    def workers(self) -> list[psutil.Process]:
        """Its workers, without the processes that render Markdown for them."""
        return self.process.children()

    def wait_until_good(self, seconds: float, path: str = "/glossary/") -> float:
        """Return after how many seconds a page is answered with 200; fails after `seconds`."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            assert self.process.poll() is None, self.log.read_text()
            answer = ask(self.port, path)
            if answer.status == 200 and not answer.says_away:
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"no good page within {seconds} s:\n{self.log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    """A wiki of this module's own; PostgreSQL runs."""
    with wiki_in(tmp_path_factory.mktemp("fault-wiki"), tmp_path_factory) as wiki:
        yield wiki


@contextmanager
def wiki_in(folder: Path, factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    """Put a wiki into a folder and let PostgreSQL run there; what the folder holds is removed in the end."""
    template, cookies, secret = once_per_run(factory, "fault_wiki", lambda: _make(factory))
    subprocess.run(["cp", "-a", f"{template}/.", folder], check=True)
    with _options(max_wal_senders="4", wal_level="replica", wal_keep_size="64MB"):
        wiki = Wiki(folder, cookies, _environment(folder, secret))
        try:
            yield wiki
        finally:
            if process_of(wiki.server.data):
                wiki.signal(signal.SIGCONT)
            wiki.server.stop()
            wiki.server.release()
            shutil.rmtree(folder, ignore_errors=True)


def manage(env: dict[str, str], *arguments: str, role: str = "site") -> subprocess.CompletedProcess[str]:
    """Run one command of Django against a wiki."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=CHECKOUT, env=env | {"DATABASE_ROLE": role}, capture_output=True, text=True
    )


def _make(factory: pytest.TempPathFactory) -> tuple[str, list[str], str]:
    """Make the data that every module copies, PostgreSQL stopped; return its folder, the cookies and the secret."""
    folder, secret = factory.mktemp("fault-template"), secrets.token_urlsafe(50)
    with Embedded(folder) as server:
        urls = server.ensure_running()
        env = _environment(folder, secret) | {
            "DATABASE_URL": urls.site,
            "DATABASE_OWNER_URL": urls.owner,
        }
        steps = [
            manage(env, "migrate", "--no-input", "--verbosity=0", role="owner"),
            manage(env, "collectstatic", "--no-input", "--verbosity=0"),
        ]
        fill = [sys.executable, "-m", "tests.faults.fill"]
        steps.append(subprocess.run(fill, cwd=CHECKOUT, env=env, capture_output=True, text=True))
        assert all(step.returncode == 0 for step in steps), "\n".join(step.stderr for step in steps)
        server.stop()
    return str(folder), json.loads(steps[-1].stdout.splitlines()[-1]), secret


def _environment(folder: Path, secret: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))
    }
    return kept | {
        "MODE": "local",
        "SECRET_KEY": secret,
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "recruiter_wiki.settings",
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
    }


def _door() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0), backlog=512)


@contextmanager
def _options(**changed: str) -> Iterator[None]:
    """Let PostgreSQL start with other options, such as those that a replica needs."""
    before = dict(embedded.OPTIONS)
    embedded.OPTIONS.update(changed)
    try:
        yield
    finally:
        embedded.OPTIONS.clear()
        embedded.OPTIONS.update(before)
