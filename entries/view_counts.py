"""How often readers open the pages of entries."""

from django.db import connection, models
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


_ADD = """
    INSERT INTO entries_entryviews (kind, entry_id, times) SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[])
    ON CONFLICT ON CONSTRAINT entry_views_once DO UPDATE SET times = entries_entryviews.times + EXCLUDED.times
"""


def add_views(kind: str, counted: dict[int, int]) -> None:
    """Add views of entries of one kind, given by their keys; one statement, which processes share without waiting."""
    keys = sorted(counted)  # in one order, so that two processes never wait for each other in a circle
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [kind, keys, [counted[key] for key in keys]])


def views_of(kind: str) -> Coalesce:
    """Return an annotation that holds how often each entry of a kind was viewed."""
    counted = EntryViews.objects.filter(kind=kind, entry_id=models.OuterRef("pk")).values("times")
    return Coalesce(models.Subquery(counted), models.Value(0), output_field=models.BigIntegerField())
