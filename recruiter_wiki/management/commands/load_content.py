"""Bring the content files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from entries.loading import ContentRefused, load, not_canonical, read_all


class Command(BaseCommand):
    """manage.py load_content [DIR] [--dry-run] [--check] [--theirs]"""

    help = "Bring the content files into the database: all or nothing; edits made in the Admin are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("directory", nargs="?", type=Path, default=settings.BASE_DIR / "content")
        parser.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")
        parser.add_argument("--check", action="store_true", help="only read and check the files")
        parser.add_argument(
            "--theirs", action="store_true", help="where file and wiki both changed, take the file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print the report; mistakes are printed one a line and end with status 1."""
        directory: Path = options["directory"]
        if not directory.is_dir():
            self._fail([f"{directory}: there is no such folder"])
        try:
            if options["check"]:
                self._check(directory)
                return
            report = load(directory, theirs=options["theirs"], dry_run=options["dry_run"])
        except ContentRefused as refused:
            self._fail(refused.mistakes)
        for line in report.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        elif not report.changed:
            self.stdout.write("Nothing to change.")

    def _check(self, directory: Path) -> None:
        count = sum(map(len, read_all(directory).values()))
        if other := not_canonical(directory):
            self._fail([f"{name}:1: not in canonical form; run manage.py export_content" for name in other])
        self.stdout.write(f"{count} files, no mistakes.")

    def _fail(self, lines: list[str]) -> None:
        for line in lines:
            self.stderr.write(line)
        self.stderr.write(f"{len(lines)} mistakes; the database is unchanged.")
        raise SystemExit(1)
