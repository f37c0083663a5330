"""Django's own log of who did what, also for what no form of the Admin writes down by itself."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry

from entries.models import Entry


def log(person: Any, entry: Entry, said: str) -> None:
    """Write down that a person changed an entry or its draft; nothing when nobody did."""
    if person is not None and person.pk:
        LogEntry.objects.log_actions(person.pk, [entry], CHANGE, said, single_object=True)
