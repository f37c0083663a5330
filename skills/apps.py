"""Guides, their layers, and the skills placed in them."""

from importlib import import_module

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """Registers the kinds `skill` and `guide`."""

    name = "skills"
    verbose_name = "Guides and skills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds `skill` and `guide` known."""
        import_module("skills.content")
        import_module("skills.guide_content")
