"""The roof: what sees every room."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class RecruiterWikiConfig(AppConfig):
    """Brings the commands and the views that need all apps."""

    name = "recruiter_wiki"
    verbose_name = "Recruiter Wiki"

    def ready(self) -> None:
        """Let the groups exist after migration: after that of the last app with entries, as only then all rights do."""
        post_migrate.connect(
            import_module("recruiter_wiki.groups").make_groups, sender=apps.get_app_config("search")
        )
