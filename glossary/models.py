"""Terms: one word or name as it stands on a résumé, with its other spellings and what it is mixed up with."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Greatest, Least

from entries.models import CuratedLink, Entry, EntryQuerySet, State, area_field
from entries.names import fold

FIRST_YEAR, LAST_YEAR = 1940, 2100
YEAR_REFUSED = f"The year of first release must lie between {FIRST_YEAR} and {LAST_YEAR}."


class TermQuerySet(EntryQuerySet):
    """Terms by letter, area and what was typed."""

    def in_areas(self, areas: list[str]) -> Self:
        """Return terms of one of these areas; all when none is named."""
        return self.filter(area__in=areas) if areas else self

    def in_guide(self, slug: str) -> Self:
        """Return terms that a published guide's skills or boxes name; all when none is named."""
        if not slug:
            return self
        gathered, guide = "skills__placements__guide", "boxes__layer__guide"
        shown = {
            f"{gathered}__slug": slug,
            f"{gathered}__state": State.PUBLISHED,
            "skills__state": State.PUBLISHED,
        }
        named = models.Q(**shown) | models.Q(**{f"{guide}__slug": slug, f"{guide}__state": State.PUBLISHED})
        return self.filter(pk__in=self.model.objects.filter(named).values("pk"))

    def starting_with(self, letter: str) -> Self:
        """Return terms under a letter of the A-Z bar; `#` stands for everything that is no letter."""
        return self.filter(letter=letter) if letter else self

    def matching(self, text: str) -> Self:
        """Return terms one of whose spellings begins with `text`, or whose name or gist holds its words."""
        folded = fold(text)
        if not folded:
            return self.none() if text.strip() else self
        # Never by a join: the planner would repeat it for every term when it does not know how many aliases there are.
        aliases = Alias.objects.filter(folded__startswith=folded)
        spelled = models.Q(folded__startswith=folded) | models.Q(pk__in=aliases.values("term"))
        if len(folded) > 2:
            spelled |= models.Q(folded__contains=folded) | models.Q(gist__icontains=text.strip())
        return self.filter(spelled)


class Term(Entry):
    """A word a recruiter meets on a résumé."""

    kind = "term"
    page = "term"

    folded = models.CharField(max_length=200, editable=False, db_index=True)
    letter = models.CharField(max_length=1, editable=False, default="#")
    gist = models.CharField(
        max_length=1_000, help_text="One sentence of at most 30 words, for lists and cards."
    )
    expansion = models.CharField(max_length=200, blank=True, help_text="What an acronym stands for.")
    meaning = models.TextField(help_text="15 to 45 words: what it is and what it is for.")
    seen = models.TextField("where you will see it", help_text="10 to 30 words.")
    why = models.TextField("why it matters", help_text="10 to 30 words: what it says about the person.")
    say = models.CharField(
        "how to say it", max_length=200, blank=True, help_text="Only where the sound is not obvious."
    )
    area = area_field()
    first_released = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A year, for products only."
    )
    case_matters = models.BooleanField(
        default=False, help_text="The name counts only when written exactly so."
    )
    only_beside_others = models.BooleanField(
        default=False, help_text="The name counts only near other technical words (Go, Flask, React ...)."
    )

    objects = TermQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["letter", "folded"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"],
                name="term_name_once",
                violation_error_message="There is a term of this name already.",
            ),
            models.CheckConstraint(
                condition=models.Q(first_released__isnull=True)
                | models.Q(first_released__range=(FIRST_YEAR, LAST_YEAR)),
                name="term_released_year",
                violation_error_message=YEAR_REFUSED,
            ),
        ]
        indexes = [models.Index(fields=["state", "letter", "folded"], name="term_by_letter")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name and the letter of the A-Z bar in step with the name."""
        self.folded = fold(self.name) or self.slug
        first = self.folded.lstrip(".")[:1].upper()
        self.letter = first if "A" <= first <= "Z" else "#"
        super().save(*args, **kwargs)


class Alias(models.Model):
    """Another spelling of a term: an acronym, an old name, what people type."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, editable=False, unique=True)
    case_matters = models.BooleanField(default=False)
    only_beside_others = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folded = self.folded or fold(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded form in step with the name."""
        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class LookAlike(models.Model):
    """Two terms that are mixed up, and one sentence that tells them apart; read from both sides."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="look_alikes")
    other = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="looked_like_by")
    difference = models.CharField(max_length=1_000)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                Least("term", "other"),
                Greatest("term", "other"),
                name="look_alike_pair_once",
                violation_error_message="These two terms are a pair already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(term=models.F("other")),
                name="look_alike_of_another",
                violation_error_message="A term cannot be mixed up with itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} and {self.other}"


class TermLink(CuratedLink):
    """A curated link of a term."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="links")
