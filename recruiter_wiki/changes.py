"""What changed lately: versions of entries that readers see today."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.feedgenerator import Atom1Feed

from entries.kinds import all_kinds, kind_named
from entries.models import State, Version


@dataclass(frozen=True)
class Change:
    """One change as lists show it."""

    name: str
    label: str
    url: str
    reason: str
    made_at: datetime
    number: int


def recent_changes() -> QuerySet[Version]:
    """Return versions of published entries, newest first; an entry that is hidden today takes its versions along."""
    visible = Q()
    for kind in all_kinds():
        published = kind.model._default_manager.published().filter(pk=OuterRef("entry_id"))
        visible |= Q(Exists(published), kind=kind.name)
    return Version.objects.filter(visible, state=State.PUBLISHED).order_by("-made_at", "-id")


def describe(version: Version) -> Change:
    """Return a version as lists show it; no query."""
    kind = kind_named(version.kind)
    return Change(
        name=version.document["name"],
        label=kind.label,
        url=kind.model(slug=version.document["slug"]).get_absolute_url(),
        reason=version.reason,
        made_at=version.made_at,
        number=version.number,
    )


class ChangesFeed(Feed):
    """The fifty latest changes as Atom."""

    feed_type = Atom1Feed
    title = f"{settings.SITE_NAME}: recent changes"
    link = "/changes/"
    feed_url = "/changes/feed/"
    subtitle = "New and corrected entries."

    def items(self) -> list[Change]:
        """Return the changes."""
        return [describe(version) for version in recent_changes()[:50]]

    def item_title(self, item: Change) -> str:
        """Return the entry's name and kind."""
        return f"{item.name} ({item.label})"

    def item_description(self, item: Change) -> str:
        """Return why it changed."""
        return item.reason

    def item_link(self, item: Change) -> str:
        """Return the entry's address."""
        return item.url

    def item_guid(self, item: Change) -> str:
        """Return a name for this very change."""
        return f"{settings.SITE_URL}{item.url}#version-{item.number}"

    def item_updateddate(self, item: Change) -> datetime:
        """Return when it changed."""
        return item.made_at
