"""From an address to its entry: old addresses lead to the new one, unpublished entries do not exist for readers."""

from collections.abc import Iterable

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
    return found_or_404(entries.filter(slug=slug)[:1], entries.model, slug)


def found_or_404[E: Entry](found: Iterable[E], model: type[E], slug: str) -> E:
    """Return the entry that was found; raises Moved when its address is a former one, Http404 for an unknown one."""
    for entry in found:
        return entry
    former = FormerSlug.objects.filter(kind=model.kind, slug=slug).values("entry_id")
    current = model._default_manager.published().filter(pk__in=former).first()
    if current:
        raise Moved(current)
    raise Http404(f"There is no {model._meta.verbose_name} at this address.")
