"""Write the published content back as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entries.checking import ContentRefused, read_all
from entries.loading import export


class Command(BaseCommand):
    """manage.py export_content DIR"""

    help = "Write all published entries as content files, in canonical form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say how many; say so when they could not be loaded again, and why."""
        directory: Path = options["directory"]
        self.stdout.write(f"{export(directory)} files in {directory}.")
        try:
            read_all(directory)
        except ContentRefused as refused:  # a published entry names one that is not, for example
            lines = [
                "The files are written. They cannot be loaded before these are mended:",
                *refused.mistakes,
            ]
            raise CommandError("\n".join(lines)) from refused
