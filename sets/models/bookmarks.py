"""What a person marked to find it again, and how the person practiced."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from interviews.models import Question
from sets.models.question_sets import ShareLink


class Bookmark(models.Model):
    """An entry or a question set that a person marked. `kind` is the entry's, or `set`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    link = models.ForeignKey(
        ShareLink, null=True, on_delete=models.CASCADE, related_name="bookmarks",
        help_text="The link by which a set of somebody else was marked.",
    )  # fmt: skip
    note = models.CharField("note", max_length=1_000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "target_id"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"


class PracticeResult(models.Model):
    """One answer placed by a person who practices; seen by that person only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    shown = models.CharField(max_length=7)
    said = models.CharField(max_length=7)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="practice_of_person")]

    def __str__(self) -> str:
        return f"{self.shown}, said {self.said}"
