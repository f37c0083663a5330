"""Guides: a stack drawn as layers, the boxes of the drawing, and the skills placed in each layer."""

from typing import Any

from django.db import models
from django.db.models import Q

from entries.models import CuratedLink, Entry, area_field
from glossary.models import Term
from skills.models.skill import Skill


class Guide(Entry):
    """A tour of one kind of developer: an overview, a drawn stack, and the skills placed in its layers."""

    kind = "guide"
    page = "guide"
    review_months = 6

    subtitle = models.CharField(max_length=1_000, help_text="One sentence under the title.")
    edition = models.CharField(max_length=40)
    language = models.CharField("primary language", max_length=40)
    order = models.PositiveSmallIntegerField(default=10, help_text="Its place among the guides.")
    job_title = models.CharField(max_length=200)
    job_plain = models.CharField("the job in plain English", max_length=1_000, help_text="At most 45 words.")
    diagram_title = models.CharField(max_length=200)
    diagram_caption = models.CharField(max_length=1_000)
    why_language = models.TextField("why this language", blank=True)
    overview = models.TextField(help_text="Markdown, 120 to 200 words.")
    primer = models.TextField(help_text="Markdown: what the job title means.")
    judging = models.JSONField(
        "how to judge answers", default=list, blank=True, help_text='A list of {"name": ..., "text": ...}.'
    )
    marker_groups = models.JSONField(
        default=list, blank=True, help_text='A list of {"name", "area", "markers": [...], "means"}.'
    )
    reading_rows = models.JSONField(
        default=list, blank=True, help_text='A list of {"wrote": ..., "means": ..., "ask": ...}.'
    )

    class Meta(Entry.Meta):
        ordering = ["order", "name"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"],
                name="guide_name_once",
                violation_error_message="There is a guide of this name already.",
            ),
        ]

    @property
    def summary(self) -> str:
        """The subtitle."""
        return self.subtitle


class Layer(models.Model):
    """One row of a guide's stack, with what passes between it and the next."""

    class Position(models.TextChoices):
        STACK = "stack", "In the stack"
        SIDE = "side", "Beside the two layers before it"
        BASE = "base", "Below the stack"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="layers")
    order = models.PositiveSmallIntegerField(default=0)
    key = models.SlugField(max_length=40, help_text="Part of the address (?layer=); stays for ever.")
    name = models.CharField(max_length=200)
    gist = models.CharField(max_length=200)
    summary = models.CharField(max_length=1_000, blank=True)
    area = area_field()
    position = models.CharField(max_length=5, choices=Position, default=Position.STACK)
    base_label = models.CharField(max_length=200, blank=True, help_text="Only for a layer below the stack.")
    wire_down = models.CharField(
        max_length=200, blank=True, help_text="What is asked, going to the next layer."
    )
    wire_up = models.CharField(max_length=200, blank=True, help_text="What comes back.")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "key"],
                name="layer_key_once",
                violation_error_message="The guide has a layer with this key already.",
            ),
            models.CheckConstraint(
                condition=Q(position="base") | Q(base_label=""),
                name="layer_label_only_below",
                violation_error_message="Only a layer below the stack has a label above it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide}: {self.name}"


class Box(models.Model):
    """A box of a layer's drawing; it leads to a skill or to a term."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="boxes")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=40)
    gloss = models.CharField(max_length=80, help_text="Two to four words.")
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.CASCADE, related_name="boxes")
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.CASCADE, related_name="boxes")

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "boxes"
        constraints = [
            models.CheckConstraint(
                condition=Q(skill__isnull=True) ^ Q(term__isnull=True),
                name="box_leads_to_one",
                violation_error_message="A box leads to a skill or to a term: choose one of the two.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def target(self) -> Entry | None:
        """The published skill or term it leads to."""
        target = self.skill or self.term
        return target if target and target.is_published else None


class Placement(models.Model):
    """A skill at its place in a guide's layer, with what is said otherwise there."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="placements", editable=False)
    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="placements")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="placements")
    order = models.PositiveSmallIntegerField(default=0)
    tag = models.CharField("kind in this guide", max_length=12, choices=Skill.Tag, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    note = models.CharField("in this guide", max_length=1_000, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "skill"],
                name="placement_once_in_guide",
                violation_error_message="This skill stands in the guide already; a skill stands once in a guide.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill} in {self.layer}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the guide from the layer."""
        self.guide_id = self.layer.guide_id
        super().save(*args, **kwargs)


class GuideLink(CuratedLink):
    """A start-here link of a guide."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="links")
