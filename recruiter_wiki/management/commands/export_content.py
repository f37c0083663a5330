"""Write the published content back as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from entries.loading import export


class Command(BaseCommand):
    """manage.py export_content DIR"""

    help = "Write all published entries as content files, in canonical form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say how many."""
        self.stdout.write(f"{export(options['directory'])} files in {options['directory']}.")
