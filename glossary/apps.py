"""The glossary: terms, their spellings and look-alikes."""

from importlib import import_module

from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    """Registers the kind `term`."""

    name = "glossary"
    verbose_name = "Glossary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind `term` known."""
        import_module("glossary.content")
