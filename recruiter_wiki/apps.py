"""The roof: what sees every room."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate


class RecruiterWikiConfig(AppConfig):
    """Brings the commands and the views that need all apps."""

    name = "recruiter_wiki"
    verbose_name = "Recruiter Wiki"

    def ready(self) -> None:
        """Let the groups exist after migration, and errors be reported.

        Groups come after the migrations of the last app with entries, as only then all rights exist.
        """
        post_migrate.connect(
            import_module("recruiter_wiki.groups").make_groups, sender=apps.get_app_config("search")
        )
        if settings.SENTRY_DSN:
            reports = import_module("recruiter_wiki.error_reports")
            reports.start(settings.SENTRY_DSN, environment=settings.MODE)
