"""Who somebody is: sign-in and all that belongs to it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app of accounts."""

    name = "accounts"
    verbose_name = "Accounts"
