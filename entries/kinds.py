"""The kinds of entries, registered by each app's content.py when Django starts; the order is the loading order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from entries.document import Document, Reference

if TYPE_CHECKING:
    from entries.models import Entry


@dataclass(frozen=True)
class Kind:
    """How one kind of entry is stored, read and written as a Document.

    `read(entry)` returns the Document of a saved entry, `write(entry, document)` puts a Document into the
    entry's own fields and related rows; whatever `document` refers to must exist. `check(documents)` returns
    (slug, place, sentence) for what is wrong across Documents, such as one name used twice. `related` names what
    to prefetch for `read`.
    """

    name: str
    folder: str
    document: type[Document]
    model: type["Entry"]
    read: Callable[[Any], Any]
    write: Callable[[Any, Any], None]
    related: tuple[str, ...] = ()
    check: Callable[[list[Any]], list[tuple[str, tuple[str | int, ...], str]]] = lambda documents: []

    @property
    def suffix(self) -> str:
        """The ending of its files: Markdown when it has Markdown parts, YAML when all is plain text."""
        return ".md" if self.document.parts() else ".yaml"

    @property
    def label(self) -> str:
        """The word readers see, for example “red flag”."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """The word for several, for example “red flags”."""
        return str(self.model._meta.verbose_name_plural)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; later kinds may refer to earlier ones and to themselves."""
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> list[Kind]:
    """Return the kinds in loading order."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind:
    """Return the kind called `name`; raises KeyError for an unknown one."""
    return _kinds[name]


def find_all(references: list[Reference]) -> dict[Reference, Any]:
    """Return the entries that are named, one query for each kind; raises LookupError for a missing one.

    A former slug finds its entry too: who refers to it may not know the new one.
    """
    found = find_known(references)
    if missing := [reference for reference in references if reference not in found]:
        raise LookupError(f"{missing[0]} does not exist")
    return found


def find_known(references: list[Reference]) -> dict[Reference, Any]:
    """Return those of the entries that exist, like `find_all`."""
    found: dict[Reference, Any] = {}
    for name in {reference.kind for reference in references}:
        slugs = {reference.slug for reference in references if reference.kind == name}
        for entry in kind_named(name).model._default_manager.filter(slug__in=slugs):
            found[Reference(f"{name}:{entry.slug}")] = entry
        found |= _under_former_slugs(name, slugs - {r.slug for r in found if r.kind == name})
    return found


def _under_former_slugs(name: str, slugs: set[str]) -> dict[Reference, "Entry"]:
    if not slugs:
        return {}
    former = apps.get_model("entries", "FormerSlug").objects.filter(kind=name, slug__in=slugs)
    entries = kind_named(name).model._default_manager.in_bulk([row.entry_id for row in former])
    return {
        Reference(f"{name}:{row.slug}"): entries[row.entry_id] for row in former if row.entry_id in entries
    }
