"""PostgreSQL's own programs for backups: where they are, and how they reach the database."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from recruiter_wiki.embedded_process import EmbeddedUnavailable, wheel

NEEDED = ("pg_dump", "pg_restore", "psql")


class BackupFailed(Exception):
    """A backup could not be made or brought back; the message is one sentence for a person."""


@dataclass(frozen=True)
class Programs:
    """A folder with programs that are new enough for the server, and the way to one database."""

    folder: Path
    conninfo: str

    def command(self, name: str, *arguments: str) -> list[str]:
        """Return a program with its arguments; without the password, which other accounts could read there."""
        return [str(self.folder / name), *arguments]

    @property
    def where(self) -> str:
        """What stands after `--dbname`: the address without the password."""
        known: dict[str, Any] = conninfo_to_dict(self.conninfo)
        return make_conninfo(**{key: value for key, value in known.items() if key != "password"})

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program: no setting of this machine's for PostgreSQL but the password."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        password = conninfo_to_dict(self.conninfo).get("password")
        return plain | {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})


def programs_for(conninfo: str, server_version: int) -> Programs:
    """Return the first programs at hand that are as new as the server, whose version is a number such as 180006.

    Raises BackupFailed when there are none: an older pg_dump refuses a newer server.
    """
    wanted, found = server_version // 10_000, 0
    for folder in _folders():
        version = _major_version(folder)
        if version >= wanted:
            return Programs(folder, conninfo)
        found = max(found, version)
    if found:
        raise BackupFailed(
            f"pg_dump here is of PostgreSQL {found}, and the database is {wanted}: "
            f"install the client programs of PostgreSQL {wanted}."
        )
    raise BackupFailed(
        f"There is no pg_dump, pg_restore and psql here: install the client programs of PostgreSQL {wanted}."
    )


def _folders() -> Iterator[Path]:
    """The embedded server's programs, then those on PATH."""
    with suppress(EmbeddedUnavailable):
        yield wheel() / "bin"
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent


def _major_version(folder: Path) -> int:
    """The PostgreSQL of a folder's programs; 0 when one is missing or does not run."""
    if not all((folder / name).exists() for name in NEEDED):
        return 0
    try:
        told = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"\s(\d+)\.", told.stdout)
    return int(number.group(1)) if number and told.returncode == 0 else 0


def complaint(output: str) -> str:
    """Return what a program of PostgreSQL complained about, without its own name and the place in a script."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    mistakes = [line for line in lines if re.search(r"(error|ERROR|FATAL):", line)]
    told = (mistakes or lines or ["no reason given"])[0]
    return re.sub(r"^.*?(?:error|ERROR|FATAL):\s+", "", told).rstrip(".")
