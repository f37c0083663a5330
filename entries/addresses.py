"""From an address to its entry: old addresses lead to the new one, unpublished entries do not exist for readers."""

from django.db.models import QuerySet
from django.http import Http404

from entries.models import Entry, FormerSlug


class Moved(Exception):
    """The entry has another address now; the middleware answers with a permanent redirect to it."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.slug)
        self.entry = entry


def entry_or_404[E: Entry](entries: QuerySet[E], slug: str) -> E:
    """Return the entry of this address; raises Moved for a former one, Http404 for an unknown one."""
    entry = entries.filter(slug=slug).first()
    if entry is not None:
        return entry
    kind = entries.model.kind
    former = FormerSlug.objects.filter(kind=kind, slug=slug).values("entry_id")
    current = entries.model._default_manager.published().filter(pk__in=former).first()
    if current:
        raise Moved(current)
    raise Http404(f"There is no {entries.model._meta.verbose_name} at this address.")
