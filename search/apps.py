"""Search: one row per published entry of every kind, kept fresh by the project's only signals."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from entries.signals import entries_changed, entry_deleted


class SearchConfig(AppConfig):
    """Listens for changed entries."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make a changed entry's rows anew in the same transaction as the change, and all rows when there are none."""
        index = import_module("search.index")
        entries_changed.connect(index.on_entries_changed, dispatch_uid="search rows")
        entry_deleted.connect(index.on_entry_deleted, dispatch_uid="search rows")
        post_migrate.connect(index.fill_when_empty, sender=self, dispatch_uid="search rows")
