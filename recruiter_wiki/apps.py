"""The roof: what sees every room."""

from django.apps import AppConfig


class RecruiterWikiConfig(AppConfig):
    """Brings the commands and the views that need all apps."""

    name = "recruiter_wiki"
    verbose_name = "Recruiter Wiki"
