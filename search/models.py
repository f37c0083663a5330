"""One search row for each published entry, and its spellings."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils import timezone

ORDER = ("term", "skill", "guide", "question", "red-flag")
"""The kinds that are found, in the order in which ties are shown."""

CONFIGURATION = "english"

# Spellings above gists above bodies; spellings also word by word as they are, so that “IT” is no stop word.
_PUBLIC = (
    SearchVector("title_words", weight="A", config="simple")
    + SearchVector("title_words", weight="A", config=CONFIGURATION)
    + SearchVector("gist", weight="B", config=CONFIGURATION)
    + SearchVector("words", weight="D", config=CONFIGURATION)
)


class SearchRow(models.Model):
    """What is found and shown of one published entry; rebuilt from nothing by `manage.py rebuild_search`."""

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    slug = models.CharField(max_length=80)
    url = models.CharField(max_length=200, help_text="The address of its page.")
    name = models.CharField(max_length=1_000)
    area = models.CharField(max_length=20)
    symbol = models.CharField(max_length=2, blank=True)
    gist = models.CharField(max_length=1_000)
    rank = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(help_text="What everybody may find and see as an excerpt.")
    title_words = models.TextField(help_text="All spellings, made ready for the full text.")
    words = models.TextField(help_text="The text, made ready for the full text.")
    member_words = models.TextField(blank=True, help_text="What only signed-in people may find.")
    vector = models.GeneratedField(expression=_PUBLIC, output_field=SearchVectorField(), db_persist=True)
    member_vector = models.GeneratedField(
        expression=_PUBLIC + SearchVector("member_words", weight="D", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "entry_id"], name="search_row_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_row_vector", fastupdate=False),
            GinIndex(fields=["member_vector"], name="search_row_member_vector", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}"


class SearchName(models.Model):
    """One spelling of a row: its name, or an alias."""

    row = models.ForeignKey(SearchRow, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    is_main = models.BooleanField(default=False)
    keys = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        indexes = [
            models.Index(OpClass("folded", "text_pattern_ops"), name="search_name_folded"),
            GinIndex(fields=["keys"], name="search_name_keys", fastupdate=False),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="search_name_trigrams", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.text


class MissedSearch(models.Model):
    """Folded words that found nothing, and how often: no person, no address."""

    words = models.CharField(max_length=200, unique=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-times", "words"]
        indexes = [models.Index(fields=["-times", "words"], name="missed_search_most")]  # for the inbox
        verbose_name = "search without result"
        verbose_name_plural = "searches without result"

    def __str__(self) -> str:
        return self.words


class TermRequest(models.Model):
    """A word somebody asked the editors to explain; no person, no address."""

    words = models.CharField(max_length=200)
    note = models.CharField(max_length=1_000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["done", "-asked_at"]
        indexes = [
            # for the inbox, and for the number of what waits on every page of the Admin
            models.Index(fields=["-asked_at"], name="term_request_waiting", condition=models.Q(done=False))
        ]
        verbose_name = "asked-for term"

    def __str__(self) -> str:
        return self.words
