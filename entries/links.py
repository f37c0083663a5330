"""Curated links, and what the last look at an address found."""

from django.db import models


class LinkCheck(models.Model):
    """What the last look at a curated link's address found; kept by address, so that edits do not lose it."""

    url = models.URLField(max_length=500, unique=True)
    checked_at = models.DateTimeField(null=True)
    works = models.BooleanField(null=True)
    result = models.CharField(max_length=200, blank=True)
    failed_days = models.PositiveSmallIntegerField(
        default=0, help_text="On how many days in a row it failed."
    )

    class Meta:
        indexes = [  # few of many, for the inbox
            models.Index(fields=["url"], name="link_check_failed", condition=models.Q(works=False))
        ]

    def __str__(self) -> str:
        return self.url


class CuratedLink(models.Model):
    """A link worth an outside visit, hanging on a guide, a skill or a term."""

    class LinkKind(models.TextChoices):
        DOCS = "docs", "Official docs"
        TUTORIAL = "tutorial", "Tutorial"
        VIDEO = "video", "Video"
        ARTICLE = "article", "Article"

    class Level(models.TextChoices):
        BEGINNER = "beginner", "Beginner"
        INTERMEDIATE = "intermediate", "Intermediate"
        ADVANCED = "advanced", "Advanced"

    title = models.CharField(max_length=200, help_text="What the reader gets there.")
    url = models.URLField("address", max_length=500)
    kind = models.CharField(max_length=10, choices=LinkKind)
    level = models.CharField(max_length=12, choices=Level)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> str:
        """The site it leads to, for example docs.djangoproject.com."""
        return self.url.split("/")[2].removeprefix("www.")
