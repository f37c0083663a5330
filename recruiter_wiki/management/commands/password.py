"""`make password USER=name`: a new random password for one account."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recruiter_wiki.accounts import new_password


class Command(BaseCommand):
    """manage.py password"""

    help = "Give an account a new random password and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("user", help="name of the account")

    def handle(self, *, user: str, **options: Any) -> None:
        """Change the password, or name the accounts there are."""
        accounts = get_user_model().objects
        account = accounts.filter(username=user).first()
        if account is None:
            names = ", ".join(accounts.order_by("username").values_list("username", flat=True)[:10])
            raise CommandError(
                f"Say which account: make password USER=name ({names or 'there is none yet'})."
            )
        password = new_password()
        account.set_password(password)
        account.save(update_fields=["password"])
        self.stdout.write(f"{user}: {password}")
