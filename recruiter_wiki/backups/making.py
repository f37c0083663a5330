"""Writes a backup: PostgreSQL's own custom format, and beside it what the file must hold, as JSON."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from recruiter_wiki.backups import contents
from recruiter_wiki.backups.contents import Contents
from recruiter_wiki.backups.programs import BackupFailed, Programs, complaint, programs_for

FORMAT = 1
CONNECT_SECONDS = 10


def beside(file: Path) -> Path:
    """Return the file with the hashes of a backup."""
    return file.with_name(f"{file.name}.json")


def make_backup(conninfo: str, file: Path) -> Contents:
    """Write the whole database into a new file, and into `<file>.json` what it holds; return that.

    Both are of one moment, while others go on writing. Only the account itself can read them, as they hold what people
    wrote and the hashes of passwords. They appear whole or not at all. Raises BackupFailed.
    """
    for there in (file, beside(file)):
        if there.exists():
            raise BackupFailed(f"{there} exists: choose another name, such as one with the date.")
    new = file.with_name(f"{file.name}.new")
    try:
        with _removed_on_failure(new, beside(new)), at_rest(conninfo) as connection:
            held = _dump(connection, programs_for(conninfo, connection.info.server_version), new)
            beside(new).write_text(held.model_dump_json(indent=1) + "\n", encoding="utf-8")
            for written in (new, beside(new)):
                _to_disk(written)
            beside(new).rename(beside(file))
            new.rename(file)
            _to_disk(file.parent)
    except OSError as problem:
        raise BackupFailed(f"The backup could not be written: {problem.strerror or problem}.") from problem
    except psycopg.Error as problem:
        raise BackupFailed(
            f"The database did not let itself be read: {complaint(str(problem))}."
        ) from problem
    return held


@contextmanager
def at_rest(conninfo: str) -> Iterator[psycopg.Connection]:
    """A transaction that sees the database as it is now, for as long as it takes."""
    with psycopg.connect(conninfo, connect_timeout=CONNECT_SECONDS) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.execute(contents.SAME_TEXT)
        yield connection


def sha256_of(file: Path) -> str:
    """Return the hash of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _dump(connection: psycopg.Connection, programs: Programs, file: Path) -> Contents:
    """Let pg_dump write what this transaction sees, and count and hash the same meanwhile."""
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert snapshot
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    how = ["--format=custom", f"--snapshot={snapshot[0]}", f"--file={file}", "--no-password"]
    command = programs.command("pg_dump", *how, f"--dbname={programs.where}")
    with subprocess.Popen(
        command,
        env=programs.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        restore_signals=False,  # so that a limit on the size of files is told, as a full disk is
    ) as dump:
        try:
            tables = [contents.table_now(connection, name) for name in contents.tables_of(connection)]
            _, told = dump.communicate()
        except BaseException:
            dump.kill()
            raise
    if dump.returncode:
        raise BackupFailed(f"The backup could not be written: {complaint(told)}.")
    return Contents(
        format=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=connection.info.server_version,
        sha256=sha256_of(file),
        extensions=contents.extensions_of(connection),
        migrations=contents.migrations_of(connection),
        tables=tables,
    )


@contextmanager
def _removed_on_failure(*files: Path) -> Iterator[None]:
    """Leave no half file behind, and begin with none of an attempt that was killed."""
    for file in files:
        file.unlink(missing_ok=True)
    try:
        yield
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise


def _to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk, so that a power cut after the good news takes nothing back."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
