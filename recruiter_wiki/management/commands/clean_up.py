"""Remove what has reached its term; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from recruiter_wiki.retention import remove_what_is_over


class Command(BaseCommand):
    """manage.py clean_up"""

    help = "Remove expired sessions, old counts and whatever else is not kept for ever, and say what went."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, and say how many rows of each kind."""
        removed = False
        for term, number in remove_what_is_over(timezone.now()):
            if number is None:
                self.stderr.write(f"{term.name}: in use just now, left for the next time")
            elif number:
                self.stdout.write(f"{term.name}: {number:,}")
            removed = removed or number != 0
        if not removed:
            self.stdout.write("Nothing has reached its term.")
