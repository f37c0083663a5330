"""Make all search rows anew."""

from typing import Any

from django.core.management.base import BaseCommand

from search.index import rebuild


class Command(BaseCommand):
    """manage.py rebuild_search"""

    help = "Make all search rows anew from the published entries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many."""
        self.stdout.write(f"{rebuild()} search rows.")
