"""Question sets, their templates, bookmarks and teams."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import pre_delete


class SetsConfig(AppConfig):
    """Registers the kind `set-template`; takes care of teams whose lead goes."""

    name = "sets"
    verbose_name = "Question sets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind `set-template` known, and listen for accounts that go."""
        import_module("sets.content")
        pre_delete.connect(_forget_person, sender=settings.AUTH_USER_MODEL, dispatch_uid="sets.forget_person")


def _forget_person(sender: Any, instance: Any, **_: Any) -> None:
    """Also when an account is deleted in the Admin, no team stays without a lead."""
    import_module("sets.personal").forget_person(instance)
