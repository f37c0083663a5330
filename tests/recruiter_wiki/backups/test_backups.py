"""A backup brings back every row of every table, or changes nothing and says why in one sentence."""

import re
import resource
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recruiter_wiki.backups import programs
from recruiter_wiki.backups.contents import Contents
from recruiter_wiki.backups.making import beside, make_backup, sha256_of
from recruiter_wiki.backups.programs import BackupFailed
from recruiter_wiki.backups.restoring import restore_backup
from recruiter_wiki.management.commands import backup, restore
from tests.recruiter_wiki.backups.conftest import rows_of, with_tables
from tests.shipped_rows import copy_in, shipped_rows

NewDatabase = Callable[..., str]

pytestmark = pytest.mark.django_db


def structure(url: str) -> list[tuple]:
    """Return columns, constraints and indexes of all tables; casts and brackets are PostgreSQL's own to write."""
    with psycopg.connect(url) as database:
        return database.execute(
            r"""
            SELECT conrelid::regclass::text || ' ' || conname,
              regexp_replace(pg_get_constraintdef(oid), '::[a-z ]+(\[\])?|[()]', '', 'g') FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT table_name || '.' || column_name, data_type || coalesce(column_default, '')
              || coalesce(identity_generation, '') || coalesce(generation_expression, '') || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
            """
        ).fetchall()


def test_restored_database_has_every_row_and_every_rule(
    filled: str, restored: str, kept_backup: Path
) -> None:
    before = rows_of(filled)
    assert rows_of(restored) == before
    assert structure(restored) == structure(filled)
    held = Contents.model_validate_json(beside(kept_backup).read_bytes())
    assert held.rows == sum(len(rows) for name, rows in before.items() if name != "sequences") > 100


def test_site_role_reads_and_writes_what_was_restored(restored: str) -> None:
    with psycopg.connect(restored) as database:
        if not database.execute("SELECT FROM pg_roles WHERE rolname = 'wiki_site'").fetchall():
            pytest.skip("this server has one role")
        tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        missing = f"{tables} AND NOT has_table_privilege('wiki_site', oid, 'SELECT, INSERT, UPDATE, DELETE')"
        owned = f"{tables} AND pg_get_userbyid(relowner) = 'wiki_site'"
        assert database.execute(missing).fetchall() == database.execute(owned).fetchall() == []


def test_backup_is_for_its_owner_only_and_leaves_nothing_else(kept_backup: Path) -> None:
    assert stat.S_IMODE(kept_backup.stat().st_mode) == 0o600
    assert sorted(kept_backup.parent.iterdir()) == [kept_backup, beside(kept_backup)]
    assert "müller" not in beside(kept_backup).read_text()


def test_database_that_is_not_empty_is_left_alone(restored: str, kept_backup: Path) -> None:
    before = rows_of(restored)
    with pytest.raises(BackupFailed, match="say --replace"):
        restore_backup(restored, kept_backup)
    assert rows_of(restored) == before


def test_role_that_owns_nothing_is_told_which_one_does(restored: str, kept_backup: Path) -> None:
    as_site = restored.replace("//wiki_owner", "//wiki_site")
    if as_site == restored:
        pytest.skip("this server has one role")
    with psycopg.connect(restored, autocommit=True) as database:
        database.execute("GRANT CONNECT ON DATABASE {} TO wiki_site".format(restored.rpartition("/")[2]))
    with pytest.raises(BackupFailed, match="DATABASE_OWNER_URL gives the role"):
        restore_backup(as_site, kept_backup, replace=True)


@pytest.mark.parametrize(
    "damage", ["cut off", "changed", "no file beside", "no such file", "nonsense beside", "cut off, hash right",
               "no archive, hash right", "one row more"],
)  # fmt: skip
def test_broken_backup_changes_nothing(damage: str, backed_up: Path, restored: str) -> None:
    before = rows_of(restored)
    whole, told = backed_up.read_bytes(), beside(backed_up)
    match damage:
        case "cut off":
            backed_up.write_bytes(whole[: len(whole) // 2])
        case "changed":
            backed_up.write_bytes(whole[:-20] + b"x" + whole[-19:])
        case "no file beside":
            told.unlink()
        case "no such file":
            backed_up.unlink()
        case "nonsense beside":
            told.write_text("{}")
        case "one row more":  # as if a row had been lost on the way
            told.write_text(
                re.sub(r'("glossary_term",.*?"rows": )1\b', r"\g<1>2", told.read_text(), flags=re.S)
            )
        case _:
            backed_up.write_bytes(whole[: len(whole) * 2 // 3] if "cut off" in damage else b"none at all")
            told.write_text(told.read_text().replace(sha256(whole).hexdigest(), sha256_of(backed_up)))
    with pytest.raises(BackupFailed, match=r"^[^\n]+\.$"):
        restore_backup(restored, backed_up, replace=True)
    assert rows_of(restored) == before


def test_full_disk_leaves_no_half_backup(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "conninfo", lambda: filled)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, most[1]))  # as if the disk had no more room
    try:
        with pytest.raises(
            CommandError, match=r"^The backup could not be written: .*File too large"
        ) as refused:
            call_command("backup", tmp_path / "wiki.dump")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert refused.value.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_not_overwritten(filled: str, backed_up: Path) -> None:
    before = backed_up.read_bytes()
    with pytest.raises(BackupFailed, match="exists: choose another name"):
        make_backup(filled, backed_up)
    assert backed_up.read_bytes() == before


def test_missing_and_old_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_folders", lambda: iter([Path("/nowhere")]))
    with pytest.raises(BackupFailed, match="There is no pg_dump, pg_restore and psql here"):
        programs.programs_for("dbname=x", 180006)
    monkeypatch.setattr(programs, "_major_version", lambda folder: 15)
    with pytest.raises(BackupFailed, match="is of PostgreSQL 15, and the database is 18"):
        programs.programs_for("dbname=x", 180006)


def test_password_is_on_no_command_line() -> None:
    known = programs.Programs(Path("/bin"), "host=h user=u password='hush hush' dbname=d")
    assert "hush" not in known.where
    assert known.environment["PGPASSWORD"] == "hush hush"


def test_commands_replace_what_was_there_and_let_caches_notice(
    filled: str,
    other: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, target, before = tmp_path / "wiki.dump", other, rows_of(filled)
    with psycopg.connect(target) as database:
        database.execute("CREATE TABLE newer (id bigint REFERENCES glossary_term, kind text)")
        database.execute("INSERT INTO entries_contentversion (id, number, changed_at) VALUES (1, 70, now())")
    monkeypatch.setattr(backup, "conninfo", lambda: filled)
    monkeypatch.setattr(restore, "conninfo", lambda: target)
    call_command("backup", file)
    assert "Keep both together." in capsys.readouterr().out
    with pytest.raises(CommandError, match="say --replace"):
        call_command("restore", file)
    call_command("restore", file, "--replace")
    assert "all as they were." in capsys.readouterr().out
    after = rows_of(target)
    assert "71," in after.pop("entries_contentversion")[0][0]
    before.pop("entries_contentversion")
    assert after == before


@pytest.fixture(scope="module")
def spare(django_db_setup: None, new_database: NewDatabase) -> str:
    """Return the address of one more database with all tables."""
    return with_tables(new_database)


@pytest.mark.slow
def test_whole_wiki_comes_back_row_by_row(
    spare: str,
    new_database: NewDatabase,
    django_db_blocker: Any,
    tmp_path: Path,
) -> None:
    with django_db_blocker.unblock():
        rows = shipped_rows()
    full, empty = spare, new_database()
    with psycopg.connect(full) as database, database.cursor() as cursor:
        copy_in(cursor, rows)
    make_backup(full, tmp_path / "wiki.dump")
    restore_backup(empty, tmp_path / "wiki.dump")
    assert rows_of(empty) == rows_of(full)
