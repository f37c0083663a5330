"""The groups of people who work in the Admin; they exist after every migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission

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

_READ = ("search.view_missedsearch", "search.view_termrequest", "search.change_termrequest")
INBOX = {"Editors": _READ, "Reviewers": (*_READ, "search.delete_missedsearch", "search.delete_termrequest")}
"""Group -> what it may do with what readers looked and asked for."""


def make_groups(**_: Any) -> None:
    """Create the groups and give them the rights that are missing; takes none away."""
    apps = {kind.model._meta.app_label for kind in all_kinds()}
    for name, verbs in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for verb in verbs:
            rights = Permission.objects.filter(
                content_type__app_label__in=apps, codename__startswith=f"{verb}_"
            ).exclude(content_type__model__in=PRIVATE)
            group.permissions.add(*rights)
        for right in INBOX[name]:
            app, codename = right.split(".")
            group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
