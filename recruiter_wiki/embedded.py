"""The embedded PostgreSQL: a server in `var/`, so that nobody has to set up a database first.

Every process that uses the server holds a shared lock. The last one to leave stops it, so that a test,
a shell and the site can stand side by side, and a killed process leaves nothing to count wrong.

    python -m recruiter_wiki.embedded start | stop | urls
"""

import atexit
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import quote

from recruiter_wiki import embedded_process as process
from recruiter_wiki.embedded_process import EmbeddedUnavailable, Place

__all__ = ["Embedded", "EmbeddedUnavailable", "Urls", "server_for_tests"]

CHECKOUT = Path(__file__).resolve().parent.parent
OWNER, SITE, DATABASE = "wiki_owner", "wiki_site", "wiki"

# Small, and as safe as any PostgreSQL: fsync and synchronous_commit stay on.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests, whose data is thrown away after a crash.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The same order and upper case on every system. The trigrams of pg_trgm still ask the system what a letter
# is: the first name that the system knows is taken.
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
CHARACTER_TYPES = ["C.UTF-8", "en_US.UTF-8", "C"]

# What every database of this server has, test databases included: they are copies of template1.
# One statement a line, as PostgreSQL's single-user mode reads them.
TEMPLATE_SQL = f"""
CREATE ROLE {OWNER} LOGIN CREATEDB
CREATE ROLE {SITE} LOGIN
CREATE EXTENSION pg_trgm
CREATE EXTENSION unaccent
GRANT USAGE ON SCHEMA public TO {SITE}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SITE}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {SITE}
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {SITE}
""".lstrip()


class Urls(NamedTuple):
    """The two addresses of the database: for the site, and for migrations."""

    site: str
    owner: str


class Embedded:
    """The server of one checkout.

    `ensure_running()` costs one socket connection when the server runs already. The server stops when the
    last process that called it leaves: by `release()`, at the end of a `with` block, or when it ends.
    """

    def __init__(self, base_dir: Path, *, fast: bool = False) -> None:
        base_dir = base_dir.resolve()
        name = "postgres-test" if fast else "postgres"
        self.data = base_dir / name
        self.log = base_dir / f"{name}.log"
        self._fast = fast
        self._users: int | None = None
        self._owner_process = 0

    def ensure_running(self) -> Urls:
        """Start the server unless it answers already."""
        self._join()
        sockets = self._answering()
        if sockets is None:
            with self._alone("starting"):
                sockets = self._answering() or self._start()
        return _urls(sockets)

    def running(self) -> Urls | None:
        """The addresses, if the server runs."""
        sockets = self._answering()
        return _urls(sockets) if sockets else None

    def release(self) -> None:
        """Leave the server; the last one to leave stops it."""
        if self._users is None or self._owner_process != os.getpid():
            return
        atexit.unregister(self.release)
        users, self._users = self._users, None
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            if not self._kept():
                self.stop()
        finally:
            os.close(users)

    def stop(self) -> None:
        """Stop the server now, whoever uses it."""
        self._keep_file().unlink(missing_ok=True)
        for data in self._places():
            process.stop(data)

    def keep(self) -> None:
        """Let the server run on after the last one has left, until `stop()`."""
        self._keep_file().write_text(str(self._pid()))

    def __enter__(self) -> Self:
        self.ensure_running()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _places(self) -> list[Path]:
        return [self.data, process.state_directory(self.data) / self.data.name]

    def _answering(self) -> Path | None:
        return next(filter(None, map(process.answering, self._places())), None)

    def _pid(self) -> int | None:
        return next(filter(None, map(process.process_of, self._places())), None)

    def _keep_file(self) -> Path:
        return self.data.with_name(f"{self.data.name}.keep")

    def _kept(self) -> bool:
        """Whether somebody asked this very process to stay; a mark from before a crash does not count."""
        keep = self._keep_file()
        return keep.exists() and keep.read_text() == str(self._pid())

    def _start(self) -> Path:
        place = process.choose_place(self.data)
        if self._fast and (place.data / "postmaster.pid").exists():
            process.stop(place.data)
            shutil.rmtree(place.data)  # not stopped cleanly, and without fsync it may be damaged
        if not place.data.exists():
            _create(place)
        _check_version(place)
        process.start(place, self.log, OPTIONS | (FAST if self._fast else {}))
        sockets = self._answering()
        if sockets is None:
            raise EmbeddedUnavailable(f"PostgreSQL went away while starting; see {self.log}.")
        return sockets

    def _join(self) -> None:
        """Count as a user of the server, for as long as this process lives."""
        if self._users is not None and self._owner_process == os.getpid():
            return
        self._users = self._lock_file("users")
        self._owner_process = os.getpid()
        fcntl.flock(self._users, fcntl.LOCK_SH)
        atexit.register(self.release)

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        """One process of the checkout at a time."""
        lock = self._lock_file(what)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _lock_file(self, what: str) -> int:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        path = self.data.with_name(f"{self.data.name}.{what}")
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            raise EmbeddedUnavailable(
                f"{path} belongs to another account: remove {path.parent} or set DATABASE_URL."
            ) from None


def server_for_tests() -> Urls:
    """Start (or find) the checkout's second server, fast and forgetful, for test runs."""
    return Embedded(CHECKOUT / "var", fast=True).ensure_running()


def _create(place: Place) -> None:
    """Make the data directory with roles, extensions and the database; it appears whole or not at all."""
    new = Place(place.data.with_name(f"{place.data.name}.new"), place.programs, place.account)
    shutil.rmtree(new.data, ignore_errors=True)
    access = ["--username=postgres", "--auth-local=trust", "--auth-host=reject"]
    for ctype in CHARACTER_TYPES:
        where = ["-D", str(new.data), *LOCALE, f"--lc-ctype={ctype}"]
        try:
            process.run(new, "initdb", "--no-instructions", *where, *access)
            break
        except EmbeddedUnavailable:
            if ctype == CHARACTER_TYPES[-1]:
                raise
    process.run(new, "postgres", "--single", "-D", str(new.data), "template1", text=TEMPLATE_SQL)
    new.data.rename(place.data)


def _check_version(place: Place) -> None:
    """A data directory opens only with the major version that made it."""
    made_by = (place.data / "PG_VERSION").read_text().strip()
    share = (place.programs.parent / "share" / "postgres.bki").read_text(errors="replace")[:40]
    if not share.startswith(f"# PostgreSQL {made_by}"):
        raise EmbeddedUnavailable(
            f"{place.data} was made by PostgreSQL {made_by}, and another version is installed now: "
            "restore a backup into a new one, or set DATABASE_URL."
        )


def _urls(sockets: Path) -> Urls:
    host = quote(str(sockets), safe="")
    return Urls(*(f"postgresql://{role}@{host}/{DATABASE}" for role in (SITE, OWNER)))


def main(arguments: list[str]) -> int:
    """Start, stop or show the checkout's server, for people."""
    server = Embedded(CHECKOUT / "var")
    match arguments:
        case ["start"]:
            server.ensure_running()
            server.keep()
            print("PostgreSQL runs until `python -m recruiter_wiki.embedded stop`.")
        case ["stop"]:
            server.stop()
            print("PostgreSQL is stopped.")
        case ["urls"]:
            if (urls := server.running()) is None:
                sys.exit("PostgreSQL does not run.")
            print(f"DATABASE_URL={urls.site}\nDATABASE_OWNER_URL={urls.owner}")
        case _:
            print("Say start, stop or urls.", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedUnavailable as problem:
        sys.exit(str(problem))
