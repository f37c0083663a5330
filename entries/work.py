"""Work in progress on entries: what somebody wrote that readers do not see, and who has which entry open."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class CurrentDrafts(models.Manager["Draft"]):
    """Drafts that are worked on; at most one for each entry."""

    def get_queryset(self) -> models.QuerySet["Draft"]:
        """Leave out what was published, replaced, put aside or thrown away."""
        return super().get_queryset().filter(ended_at=None)


class Draft(models.Model):
    """A whole Document beside the one that readers see. A row is never written over: another one takes its place."""

    class Step(models.TextChoices):
        WRITING = "writing", "Being written"
        IN_REVIEW = "in-review", "In review"
        RETURNED = "returned", "Returned"

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    document = models.JSONField()
    base = models.PositiveIntegerField(help_text="The version it was written on.")
    earlier = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The draft it was written on, if there was one.",
    )
    shared = models.BooleanField(default=False, help_text="Whether more than one person wrote in it.")
    step = models.CharField(max_length=10, choices=Step, default=Step.WRITING)
    note = models.CharField(max_length=300, blank=True)
    comment = models.CharField(max_length=1_000, blank=True)
    publish_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = CurrentDrafts()
    ever: models.Manager["Draft"] = models.Manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "entry_id"],
                condition=models.Q(ended_at=None),
                name="draft_once",
                violation_error_message="Somebody saved a draft of this a moment ago. Look at it and try again.",
            )
        ]
        indexes = [
            models.Index(fields=["publish_at"], name="draft_scheduled"),
            models.Index(fields=["kind", "entry_id", "-changed_at"], name="draft_of_entry"),
        ]
        permissions = [
            ("publish_own", "Can publish what they wrote themselves"),
            ("approve_draft", "Can publish and return what others wrote"),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.document.get('name', self.entry_id)}"


class Opening(models.Model):
    """Somebody has the form of an entry open; renewed by the page, forgotten after some minutes, never a lock."""

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "entry_id", "person"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.person} at {self.kind} {self.entry_id}"
