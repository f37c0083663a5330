"""The groups of people who work in the Admin; they exist after every migration."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from entries.kinds import all_kinds

GROUPS = {"Editors": ("view", "add", "change"), "Reviewers": ("view", "add", "change", "delete")}
"""Group -> what it may do with entries and everything that belongs to them."""

PRIVATE = (
    "bookmark",
    "membership",
    "practiceresult",
    "questionset",
    "setchange",
    "setitem",
    "sharelink",
    "team",
)
"""What belongs to readers; no group has rights over it."""

OWN, ANY = "entries.publish_own", "entries.approve_draft"
"""The rights to publish. Editors have the first one where `EDITORS_PUBLISH` says so."""

_READ = ("search.view_missedsearch", "search.view_termrequest", "search.change_termrequest")
RIGHTS = {
    "Editors": _READ,
    "Reviewers": (ANY, OWN, *_READ, "search.delete_missedsearch", "search.delete_termrequest"),
}
"""Group -> what it may do with what readers looked and asked for, and with drafts of others."""


def make_groups(**_: Any) -> None:
    """Create the groups and give them the rights that are missing; takes none away but that of EDITORS_PUBLISH."""
    apps = {kind.model._meta.app_label for kind in all_kinds()}
    for name, verbs in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for verb in verbs:
            rights = Permission.objects.filter(
                content_type__app_label__in=apps, codename__startswith=f"{verb}_"
            ).exclude(content_type__model__in=PRIVATE)
            group.permissions.add(*rights)
        group.permissions.add(*(found for right in RIGHTS[name] for found in _named(right)))
    editors = Group.objects.get(name="Editors").permissions
    change = editors.add if settings.EDITORS_PUBLISH else editors.remove
    change(*_named(OWN))


def _named(right: str) -> QuerySet[Permission]:
    app, codename = right.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
