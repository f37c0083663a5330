"""What a question set holds, what was done to it, and questions offered to the editors."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from interviews.models import Question
from sets.models.question_sets import QuestionSet


class SetItem(models.Model):
    """A question at its place in a set.

    `text` holds the wording as plain data where it does not come from the wiki's entry: of a question of one's own
    (`question` is None), and of every question of a frozen set. `rendered` is its HTML, stored like an entry's.
    """

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="set_items")
    is_own = models.BooleanField("question of one's own", default=False)
    text = models.JSONField(null=True, editable=False)
    rendered = models.JSONField(default=dict, editable=False)
    section = models.CharField("section", max_length=80, blank=True)
    note = models.CharField("note", max_length=1_000, blank=True)
    minutes = models.PositiveSmallIntegerField()
    must_ask = models.BooleanField("must ask", default=False)
    position = models.PositiveIntegerField()
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "question"],
                condition=Q(removed_at__isnull=True, question__isnull=False),
                name="set_question_once",
                violation_error_message="The set has this question already.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 60)),
                name="set_item_minutes",
                violation_error_message="A question takes 1 to 60 minutes.",
            ),
        ]
        indexes = [models.Index(fields=["question_set", "position"], name="set_item_in_order")]

    def __str__(self) -> str:
        return f"{self.position}. of {self.question_set}"


class SetChange(models.Model):
    """One change of a set, in words, so that a second tab or person can be told what happened meanwhile."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-revision"]
        indexes = [models.Index(fields=["question_set", "-revision"], name="set_change_newest")]

    def __str__(self) -> str:
        return self.what


class OfferedQuestion(models.Model):
    """A question somebody wrote into a set and offers to the editors, as it was then."""

    text = models.JSONField()
    offered_at = models.DateTimeField(default=timezone.now)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["done", "-offered_at"]
        indexes = [
            # for the inbox, and for the number of what waits on every page of the Admin
            models.Index(fields=["-offered_at"], name="offer_waiting", condition=models.Q(done=False))
        ]

    def __str__(self) -> str:
        return str(self.text.get("prompt", ""))
