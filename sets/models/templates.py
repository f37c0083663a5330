"""Ready templates: question sets that come with the content, public, to be copied or used as they are."""

from django.db import models

from entries.models import Entry, area_field
from interviews.models import Question


class SetTemplate(Entry):
    """A ready choice of questions for one kind of call."""

    kind = "set-template"
    page = "set-template"

    gist = models.CharField(max_length=1_000, help_text="When to use it, in one sentence.")
    role = models.CharField(
        max_length=200, help_text="Who is being interviewed, for example: Senior Django developer."
    )
    purpose = models.CharField(max_length=1_000, help_text="What one knows after the call.")
    area = area_field()
    order = models.PositiveSmallIntegerField(default=10)

    class Meta(Entry.Meta):
        ordering = ["order", "name"]
        verbose_name = "set template"

    @property
    def shown_items(self) -> list["SetTemplateItem"]:
        """The items whose questions readers see; uses prefetched rows."""
        return [item for item in self.items.all() if item.question.is_published]

    @property
    def shown_minutes(self) -> int:
        """The planned minutes of those."""
        return sum(item.minutes or item.question.minutes for item in self.shown_items)


class SetTemplateItem(models.Model):
    """A question at its place in a template."""

    template = models.ForeignKey(SetTemplate, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="template_items")
    section = models.CharField(max_length=80, blank=True, help_text="The heading it stands under.")
    note = models.CharField(max_length=1_000, blank=True, help_text="For the interviewer.")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: the question's own.")
    must_ask = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "question"],
                name="template_question_once",
                violation_error_message="The template has this question already.",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__range=(1, 60)),
                name="template_item_minutes",
                violation_error_message="A question takes 1 to 60 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}: {self.question}"
