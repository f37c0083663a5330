"""A backup back into the database, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader

from recruiter_wiki.backups.address import conninfo
from recruiter_wiki.backups.contents import Contents
from recruiter_wiki.backups.programs import BackupFailed
from recruiter_wiki.backups.restoring import restore_backup


class Command(BaseCommand):
    """manage.py restore"""

    help = "Bring a backup back into an empty database; a file that is damaged changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "file", type=Path, help="what the command backup wrote; FILE.json must be beside it"
        )
        parser.add_argument(
            "--replace", action="store_true", help="drop all tables of a database that is not empty"
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        """Restore, and say what to do next."""
        try:
            held = restore_backup(conninfo(), file, replace=replace)
        except BackupFailed as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Restored the backup of {held.made_at}: {held.rows:,} rows of {len(held.tables)} tables, all as they were."
        )
        if advice := _advice(held):
            self.stdout.write(advice)


def _advice(held: Contents) -> str:
    """Say when program and backup are not of the same version."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := set(held.migrations) - known:
        return f"The backup is of a newer program, which knows {sorted(unknown)[0]}: install that one."
    if known - set(held.migrations):
        return "The backup is of an older program: now run manage.py migrate."
    return ""
