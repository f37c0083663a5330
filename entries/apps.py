"""The cellar: what every entry is and how it changes."""

from importlib import import_module

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """Registers the kind that lives here."""

    name = "entries"
    verbose_name = "The wiki itself"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind `page` known, and scheduled drafts appear at their time."""
        import_module("entries.content")
        publish_due = import_module("entries.drafts").publish_due
        import_module("entries.content_version").when_due.append(publish_due)
