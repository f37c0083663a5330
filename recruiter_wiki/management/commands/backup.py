"""The whole database into a file, with what restore needs to check it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recruiter_wiki.backups.address import conninfo
from recruiter_wiki.backups.making import beside, make_backup
from recruiter_wiki.backups.programs import BackupFailed


class Command(BaseCommand):
    """manage.py backup"""

    help = "Write the whole database into FILE, and into FILE.json what restore checks it against."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="a new file, such as wiki-2026-11-22.dump")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Write the backup and say what is in it."""
        try:
            held = make_backup(conninfo(), file)
        except BackupFailed as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{file} and {beside(file).name}: {held.rows:,} rows of {len(held.tables)} tables, "
            f"{file.stat().st_size / 1e6:.1f} MB. Keep both together."
        )
