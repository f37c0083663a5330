"""A review: somebody read the whole entry and found it right. Nothing else is one, a corrected typo least of all."""

from datetime import date

from django.contrib.auth.models import User

from entries.models import Entry
from entries.saving import save_entry


def mark_reviewed(entry: Entry, *, actor: User) -> bool:
    """Record that an entry is right as it is, as of today; return whether that is new."""
    document = entry.its_kind().read(entry).model_copy(update={"reviewed_on": date.today()})
    return save_entry(entry, document, actor=actor, reason="Reviewed") is not None
