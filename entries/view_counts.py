"""How often readers open the pages of entries."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce


class EntryViews(models.Model):
    """How often an entry's page was opened in all; no person, no time."""

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    times = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "entry views"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "entry_id"],
                name="entry_views_once",
                violation_error_message="The views of this entry are counted already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}: {self.times}"


def add_views(kind: str, counted: dict[int, int]) -> None:
    """Add views of entries of one kind, given by their keys; processes may do so at the same time."""
    rows = [EntryViews(kind=kind, entry_id=key) for key in sorted(counted)]
    EntryViews.objects.bulk_create(rows, ignore_conflicts=True)
    for times in set(counted.values()):
        keys = [key for key in counted if counted[key] == times]
        EntryViews.objects.filter(kind=kind, entry_id__in=keys).update(times=models.F("times") + times)


def most_viewed(entries: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return entries of one kind, each with its `views`: what readers open most first, ties as they were ordered."""
    counted = EntryViews.objects.filter(kind=entries.model.kind, entry_id=models.OuterRef("pk"))
    views = Coalesce(models.Subquery(counted.values("times")), 0, output_field=models.BigIntegerField())
    return entries.annotate(views=views).order_by("-views", *entries.query.order_by)
