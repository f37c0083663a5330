"""`make run`: everything from nothing to a site that answers, and back to nothing on Ctrl-C."""

import hashlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from recruiter_wiki.accounts import create_first_accounts
from recruiter_wiki.embedded import Embedded, EmbeddedUnavailable

CHECKOUT = Path(settings.BASE_DIR)
VAR = CHECKOUT / "var"
ANSWER_SECONDS = 60
STOP_SECONDS = 20


class Command(BaseCommand):
    """manage.py quickstart"""

    help = "Start the site with its own database, for one machine."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: Any) -> None:
        """Prepare, serve until a signal, stop in the right order."""
        VAR.mkdir(exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup sets it
                signal.signal(number, interrupt)
        try:
            with listen(port) as door, database():
                self.prepare()
                self.serve(door)
        except EmbeddedUnavailable as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """Schema, content, static files and accounts, each only as far as something changed."""
        os.environ.setdefault("SECRET_KEY", secret_key())
        if manage("migrate", "--no-input", "--verbosity=0", role="owner") != 0:
            raise CommandError("The database could not be migrated.")
        self.load_content()
        sources = ["static", "recruiter_wiki/bundles.py", "requirements.txt"]
        with Stamp("static", [CHECKOUT / source for source in sources]) as static:
            static.done = static.done or manage("collectstatic", "--no-input", "--verbosity=0") == 0
        created = create_first_accounts()
        connection.close()
        for title, name, password in created:
            self.stdout.write(f"  {title:<14} {name:<7} {password}")
        if created:
            self.stdout.write("These passwords are shown only now; `make password USER=` makes a new one.")
        if not settings.SECOND_FACTOR:
            self.stdout.write("The second factor at sign-in is off, because this is a local site.")

    def load_content(self) -> None:
        """Load content/ when it changed; old content is better than none."""
        with Stamp("content", [CHECKOUT / "content"], key=os.environ.get("DATABASE_URL", "")) as content:
            if content.done:
                return
            self.stdout.write("Loading content.")
            content.done = manage("load_content") == 0
        if not content.done:
            if not content.ever:
                raise CommandError("The content could not be loaded, and there is none yet to show.")
            self.stdout.write("The content could not be loaded: the site shows what it has.")

    def serve(self, door: socket.socket) -> None:
        """Run gunicorn until it ends or a signal comes."""
        port, number = door.getsockname()[1], door.fileno()
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        command += ["--bind", f"fd://{number}", "recruiter_wiki.wsgi"]
        # A session of its own: Ctrl-C in the terminal reaches only this command, which keeps the order.
        server = subprocess.Popen(command, cwd=CHECKOUT, start_new_session=True, pass_fds=[number])
        door.close()
        try:
            wait_until_it_answers(server, port)
            self.stdout.write(f"The site is on http://127.0.0.1:{port} (Ctrl-C stops it).")
            server.wait()
            raise CommandError("The web server ended by itself.")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stop(server)


class Stamp:
    """Remembers by a hash of some files that a step was done with them; forgets when it fails."""

    def __init__(self, name: str, paths: list[Path], key: str = "") -> None:
        self.file = VAR / f"{name}.stamp"
        self.hash = f"{_hash_text(key)} {_hash_files(paths)}"
        known = self.file.read_text() if self.file.exists() else ""
        self.done = known == self.hash
        self.ever = known.startswith(self.hash.split()[0])

    def __enter__(self) -> "Stamp":
        return self

    def __exit__(self, *_: object) -> None:
        if self.done:
            self.file.write_text(self.hash)


@contextmanager
def database() -> Iterator[None]:
    """The embedded server for as long as the site runs, unless DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with Embedded(VAR) as server:
        urls = server.ensure_running()
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls
        yield


def manage(*arguments: str, role: str = "site") -> int:
    """Run another command in a process of its own, as one of the two roles of the database."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ | {"DATABASE_ROLE": role}).returncode


def secret_key() -> str:
    """The random secret of this checkout, made on the first start."""
    file = VAR / "secret_key"
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    return file.read_text().strip()


def listen(port: int) -> socket.socket:
    """Take the port before any work is done, for gunicorn to inherit."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=512)
    except (OSError, OverflowError) as problem:
        free = port + 1 if 1024 <= port < 65535 else 8001
        raise CommandError(f"Port {port} is taken or not allowed: try make run PORT={free}.") from problem


def wait_until_it_answers(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the site answers its first request."""
    until = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status < 500:
                return
            break
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise CommandError("The site did not start; the messages above say why.")


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Let requests finish, then end the web server."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def interrupt(*_: object) -> NoReturn:
    """Treat the other ways to be ended like Ctrl-C."""
    raise KeyboardInterrupt


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted([path, *path.rglob("*")] if path.is_dir() else [path]):
            if file.is_file():
                digest.update(f"{file.relative_to(CHECKOUT)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
