"""Accounts that a command makes, with passwords nobody typed."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

# Name, what it is called when its password is shown, its groups, and its rights beyond reading.
FIRST_ACCOUNTS: list[tuple[str, str, list[str], dict[str, Any]]] = [
    ("admin", "administrator", [], {"is_staff": True, "is_superuser": True}),
    ("editor", "editor", ["Editors", "Reviewers"], {"is_staff": True}),
    ("lead", "team lead", [], {}),
]


def new_password() -> str:
    """A password of 96 random bits."""
    return secrets.token_urlsafe(12)


def create_first_accounts() -> list[tuple[str, str, str]]:
    """Create the three accounts if there is none yet; returns title, name and password of each."""
    accounts = get_user_model().objects
    if accounts.exists():
        return []
    created = []
    for name, title, groups, rights in FIRST_ACCOUNTS:
        password = new_password()
        account = accounts.create_user(name, password=password, **rights)
        account.groups.set(Group.objects.filter(name__in=groups))
        created.append((title, name, password))
    return created
