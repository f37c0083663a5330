"""What changed lately: versions of entries that readers see today."""

from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.conf import settings

from entries.kinds import all_kinds, kind_named
from entries.models import State, Version

SHOWN = ("page", "term", "skill", "guide", "topic", "question", "red-flag")


def recent_changes() -> QuerySet[Version]:
    """Return versions of published entries, newest first; an entry that is hidden today takes its versions along."""
    visible = Q()
    for kind in all_kinds():
        published = kind.model._default_manager.published().filter(pk=OuterRef("entry_id"))
        visible |= Q(Exists(published), kind=kind.name)
    return Version.objects.filter(visible, state=State.PUBLISHED).defer("actor").order_by("-made_at", "-id")


def describe(version: Version) -> Version:
    """Give a version the name, label and address that lists show."""
    kind = kind_named(version.kind)
    version.name = version.document["name"]
    version.label = kind.label
    version.url = kind.model(slug=version.document["slug"], pk=version.entry_id).get_absolute_url()
    return version


class ChangesFeed(Feed):
    """The fifty latest changes as Atom."""

    feed_type = Atom1Feed
    title = f"{settings.SITE_NAME}: recent changes"
    link = "/changes/"
    feed_url = "/changes/feed/"
    subtitle = "New and corrected entries."

    def items(self) -> list[Version]:
        """Return the changes."""
        return [describe(version) for version in recent_changes()[:50]]

    def item_title(self, item: Version) -> str:
        """Return the entry's name and kind."""
        return f"{item.name} ({item.label})"

    def item_description(self, item: Version) -> str:
        """Return why it changed."""
        return item.reason

    def item_link(self, item: Version) -> str:
        """Return the entry's address."""
        return item.url

    def item_guid(self, item: Version) -> str:
        """Return a name for this very change."""
        return f"{settings.SITE_URL}{item.url}#version-{item.number}"

    def item_updateddate(self, item: Version) -> object:
        """Return when it changed."""
        return item.made_at
