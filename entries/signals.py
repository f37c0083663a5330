"""Told by the cellar to whoever lives above: an entry was saved or is about to be deleted."""

from django.dispatch import Signal

entry_changed = Signal()
"""Sent within the change's transaction with `entry`, and `deleted` when the entry is about to go."""
