"""Look at the curated links: `manage.py check_links [--most N]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from entries.link_checking import DAYS, check_links


class Command(BaseCommand):
    """Looks at every link that was not looked at today; an interrupted run goes on where it stopped."""

    help = f"Look at the curated links. A link is called dead after it failed on {DAYS} different days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a run be cut short."""
        parser.add_argument("--most", type=int, help="look at so many links at most")

    def handle(self, *args: Any, most: int | None = None, **options: Any) -> None:
        """Print one line for each link that does not work, and the counts."""
        counts = {True: 0, False: 0, None: 0}
        for url, found in check_links(most=most):
            counts[found.works] += 1
            if found.works is not True:
                self.stdout.write(
                    f"{'fails' if found.works is False else 'says nothing'}: {url} ({found.result})"
                )
        self.stdout.write(
            f"{counts[True]} work, {counts[False]} failed this time, {counts[None]} refuse machines."
        )
