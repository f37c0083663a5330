"""The question bank: topics, questions and red flags."""

from importlib import import_module

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Registers the kinds `topic`, `question` and `red-flag`."""

    name = "interviews"
    verbose_name = "Interviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds `topic`, `question` and `red-flag` known."""
        import_module("interviews.content")
