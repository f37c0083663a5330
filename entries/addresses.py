"""From an address to its entry: old addresses lead to the new one, unpublished entries do not exist for readers."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from entries.models import Entry, FormerSlug

E = TypeVar("E", bound=Entry)


class Moved(Exception):
    """The entry has another address now; the middleware answers with a permanent redirect to `slug`."""

    def __init__(self, old_slug: str, slug: str) -> None:
        super().__init__(slug)
        self.old_slug, self.slug = old_slug, slug


def entry_or_404(entries: QuerySet[E], slug: str) -> E:
    """Return the entry of this address; raises Moved for a former one, Http404 for an unknown one."""
    entry = entries.filter(slug=slug).first()
    if entry is not None:
        return entry
    kind = entries.model.kind
    former = FormerSlug.objects.filter(kind=kind, slug=slug).values("entry_id")
    current = entries.model._default_manager.published().filter(pk__in=former).values_list("slug", flat=True).first()
    if current:
        raise Moved(slug, current)
    raise Http404(f"There is no {entries.model._meta.verbose_name} at this address.")
