"""`manage.py second_factor --reset USER`: for somebody who lost both app and recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import mail, second_factor


class Command(BaseCommand):
    """manage.py second_factor"""

    help = "Take the second factor away from an account, so that its owner sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--reset", metavar="USER", required=True, help="name of the account")

    def handle(self, *, reset: str, **options: Any) -> None:
        """Remove app and recovery codes, end the sessions, tell the person, and say what was done."""
        user = User.objects.filter(username=reset).first()
        if user is None:
            raise CommandError(f"There is no account {reset!r}. Check the name: capital letters count.")
        if not second_factor.reset(user):
            self.stdout.write(f"{reset} has no second factor, so there is nothing to reset.")
            return
        mail.settle()
        self.stdout.write(f"The second factor and the recovery codes of {reset} are removed.")
        self.stdout.write("All sessions of this account are ended.")
        if second_factor.is_needed(user):
            self.stdout.write("At the next sign-in, the password leads to a page that sets up a new one.")
