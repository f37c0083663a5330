"""Make stored HTML anew where the renderer changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from entries import content_version
from entries.kinds import all_kinds
from entries.saving import render_fields


class Command(BaseCommand):
    """manage.py render"""

    help = "Make the stored HTML of all entries anew; texts made by the present renderer are left alone."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Render what is out of date and say how many entries that were."""
        changed = 0
        for kind in all_kinds():
            if not kind.document.parts():
                continue
            for entry in kind.model._default_manager.prefetch_related(*kind.related):
                if render_fields(entry, kind.read(entry)):
                    entry.save(update_fields=["rendered"])
                    changed += 1
        if changed:
            content_version.bump()
        self.stdout.write(f"{changed} entries rendered.")
