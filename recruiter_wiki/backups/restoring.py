"""Brings a backup back in one transaction: all of it, compared row by row, or nothing."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from pydantic import ValidationError

from recruiter_wiki.backups import contents
from recruiter_wiki.backups.contents import Contents, Table
from recruiter_wiki.backups.making import CONNECT_SECONDS, FORMAT, beside, sha256_of
from recruiter_wiki.backups.programs import BackupFailed, Programs, complaint, programs_for

LOCK_SECONDS = 30
"""How long the tables to be replaced are waited for, while a site still reads them."""

_ROOM = re.compile(r"^\d+; \d+ \d+ (SCHEMA|COMMENT - SCHEMA|EXTENSION|COMMENT - EXTENSION) ")
"""Lines of `pg_restore --list` about what a database has before any table."""

DROP_ALL = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT c.relname AS name, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS what
    FROM pg_catalog.pg_class c WHERE c.relnamespace = 'public'::pg_catalog.regnamespace
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relkind = 'S'
  LOOP EXECUTE format('DROP %s IF EXISTS public.%I CASCADE', found.what, found.name); END LOOP;
END $$;
"""


def read_contents(file: Path) -> Contents:
    """Return what a backup must hold, after its file was checked against its hash; raises BackupFailed."""
    try:
        held = Contents.model_validate_json(beside(file).read_bytes())
        same = sha256_of(file) == held.sha256
    except FileNotFoundError as problem:
        raise BackupFailed(
            f"There is no {problem.filename}: a backup is two files, FILE and FILE.json."
        ) from problem
    except OSError as problem:
        raise BackupFailed(f"{problem.filename} cannot be read: {problem.strerror}.") from problem
    except ValidationError as problem:
        raise BackupFailed(
            f"{beside(file)} was not written by the command backup, or it is damaged."
        ) from problem
    if held.format != FORMAT:
        raise BackupFailed(f"{file} was made by a newer version of this program: install that one.")
    if not same:
        raise BackupFailed(f"{file} is not what was written: it is damaged or cut off, or it was changed.")
    return held


def restore_backup(conninfo: str, file: Path, *, replace: bool = False) -> Contents:
    """Bring back a backup and return what it holds, compared by hash for each table; raises BackupFailed.

    The database must have no tables, or they are dropped if `replace` says so. All is one transaction: whatever
    goes wrong, the database is as it was before. The role must be the one that shall own the tables.
    """
    held = read_contents(file)
    try:
        with psycopg.connect(conninfo, connect_timeout=CONNECT_SECONDS) as connection:
            there = contents.tables_of(connection)
            version_before = _content_version(connection) if there else None
            programs = programs_for(conninfo, connection.info.server_version)
    except psycopg.Error as problem:
        raise BackupFailed(
            f"The database did not let itself be read: {complaint(str(problem))}."
        ) from problem
    if there and not replace:
        raise BackupFailed(
            f"The database has {len(there)} tables already: give an empty one, "
            "or say --replace to drop all of them and everything in them."
        )
    _run(programs, file, held, version_before, replace=replace)
    with psycopg.connect(conninfo, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return held


def _run(
    programs: Programs, file: Path, held: Contents, version_before: int | None, *, replace: bool
) -> None:
    """Let pg_restore write its script into psql, between our own first and last words."""
    with (
        tempfile.NamedTemporaryFile("w", prefix="restore-", suffix=".list") as chosen,
        tempfile.TemporaryFile() as told,
    ):
        chosen.writelines(_entries(programs, file))
        chosen.flush()
        how = ["--no-owner", "--no-privileges", f"--use-list={chosen.name}", "--file=-", str(file)]
        reading = subprocess.Popen(
            programs.command("pg_restore", *how),
            env=programs.environment,
            stdout=subprocess.PIPE,
            stderr=told,
        )
        settings = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        writing = subprocess.Popen(
            programs.command("psql", *settings, f"--dbname={programs.where}"),
            env=programs.environment,
            stdin=subprocess.PIPE,
            stderr=told,
        )
        with reading, writing:
            assert writing.stdin
            try:
                _feed(
                    writing.stdin,
                    reading,
                    _first_words(held, replace=replace),
                    _last_words(held, version_before),
                )
            except BrokenPipeError:
                pass  # psql has ended, and says why
            except BaseException:
                writing.kill()
                raise
            finally:
                if reading.poll() is None:
                    reading.kill()
                _close(writing.stdin)
        told.seek(0)
        if writing.returncode or reading.returncode:
            reason = complaint(told.read().decode(errors="replace"))
            if re.search("must be owner|permission denied", reason):
                reason += " (DATABASE_OWNER_URL gives the role that owns the tables)"
            raise BackupFailed(f"The backup was not restored, and the database is as it was: {reason}.")


def _feed(psql: IO[bytes], reading: "subprocess.Popen[bytes]", first: str, last: str) -> None:
    """Write the whole script; without its COMMIT, which is in the last words, nothing of it stays."""
    assert reading.stdout
    psql.write(first.encode())
    while part := reading.stdout.read(1 << 20):
        psql.write(part)
    if reading.wait() == 0:
        psql.write(last.encode())


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _entries(programs: Programs, file: Path) -> Iterator[str]:
    """The parts of a backup to bring back: all but schema and extensions, which are there before."""
    done = subprocess.run(
        programs.command("pg_restore", "--list", str(file)),
        env=programs.environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupFailed(f"{file} cannot be read by pg_restore: {complaint(done.stderr)}.")
    return (line for line in done.stdout.splitlines(keepends=True) if not _ROOM.match(line))


def _first_words(held: Contents, *, replace: bool) -> str:
    """Begin, make room, and see to the extensions, which an owner may create as PostgreSQL trusts them."""
    lines = [
        r"\set VERBOSITY terse",
        "BEGIN;",
        f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s';",
        "SET LOCAL client_min_messages = warning;",
        DROP_ALL if replace else "",
        *(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public;")
            .format(sql.Identifier(name))
            .as_string()
            for name in held.extensions
        ),
    ]
    return "\n".join(lines) + "\n"


def _last_words(held: Contents, version_before: int | None) -> str:
    """Compare every table, and commit only what is equal.

    A site that runs while its database is replaced keeps pages under the content version: it goes up, so that no
    page of before is shown.
    """
    checks = [_check(table).as_string() for table in held.tables]
    lines = ["", contents.SAME_TEXT + ";", *checks]
    if version_before is not None:
        number = sql.Literal(version_before).as_string()
        table = "public.entries_contentversion"
        lines.append(f"UPDATE {table} SET number = greatest(number, {number}) + 1;")
    return "\n".join([*lines, "COMMIT;", ""])


def _check(table: Table) -> sql.Composed:
    """Raise within the database when a table does not hold what the backup held."""
    return sql.SQL(
        "DO $$ DECLARE n bigint; h text; BEGIN {query} INTO n, h; IF (n, h) IS DISTINCT FROM ({rows}, {digest}) THEN"
        " RAISE EXCEPTION '%', {message}; END IF; END $$;"
    ).format(
        query=_inserted(table),
        rows=sql.Literal(table.rows),
        digest=sql.Literal(table.digest),
        message=sql.Literal(f"the table {table.name} does not hold the {table.rows} rows of the backup"),
    )


def _inserted(table: Table) -> sql.Composed:
    return contents.digest_query(table.name, table.columns)


def _content_version(connection: psycopg.Connection) -> int | None:
    """Return the number by which running sites know the published content; None before the first migration."""
    if "entries_contentversion" not in contents.tables_of(connection):
        return None
    found = connection.execute("SELECT max(number) FROM public.entries_contentversion").fetchone()
    return found[0] if found else None
