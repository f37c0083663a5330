"""What the Admin wrote into the rows of an entry, read back as a Document, checked, and stored as one change."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from pydantic import ValidationError as DocumentError

from entries.document import Document
from entries.models import Entry, State
from entries.refusals import DocumentRefused, refused_by_document, refused_by_rules, refusing
from entries.saving import save_entry


@dataclass
class Typed(Exception):
    """What was typed, read as a whole, when it is not to be stored as it is: the rows are rolled back."""

    document: Document
    obj: Any
    """What the form is of: the entry, or for a layer the layer."""

    entry: Entry
    reason: str
    said: Any
    """What Django's log says of it."""


def publishable(entry: Entry) -> None:
    """Do nothing if an entry may be published; raises DocumentRefused."""
    before, entry.state = entry.state, State.PUBLISHED
    try:
        entry.validate_constraints()
    except ValidationError as error:
        raise refused_by_rules(error) from error
    finally:
        entry.state = before
    checked(entry)


def checked(entry: Entry) -> Document:
    """Return what is stored of an entry as a Document that obeys all rules of its kind; raises DocumentRefused."""
    kind = entry.its_kind()
    try:
        document = kind.document.model_validate(kind.read(entry).model_dump(mode="json", warnings=False))
    except DocumentError as error:
        raise refused_by_document(error) from error
    if problems := [(place, sentence) for _, place, sentence in kind.check([document])]:
        raise DocumentRefused(problems)
    return document


def with_rows(entry: Entry) -> Any:
    """Return an entry anew, with the rows its Document is made of."""
    return type(entry)._default_manager.prefetch_related(*entry.its_kind().related).get(pk=entry.pk)


def store(entry: Entry, request: HttpRequest, reason: str) -> None:
    """Read what the Admin wrote as a Document, check it, and save it as one change; raises DocumentRefused."""
    entry = with_rows(entry)
    with refusing():
        person: Any = request.user
        save_entry(entry, checked(entry), actor=person, reason=reason or "Edited")
