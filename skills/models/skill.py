"""Skills, explained in depth: the terms each gathers, its neighbours and its links."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from entries.models import CuratedLink, Entry, EntryQuerySet, State, area_field
from entries.names import fold
from glossary.models import Alias, Term


class SkillQuerySet(EntryQuerySet):
    """Skills by guide, layer, kind and what was typed."""

    def in_guide(self, slug: str) -> Self:
        """Return skills placed in a published guide; all when none is named."""
        placed = Skill.objects.filter(
            placements__guide__slug=slug, placements__guide__state=State.PUBLISHED
        ).values("pk")
        return self.filter(pk__in=placed) if slug else self

    def in_layer(self, key: str) -> Self:
        """Return skills of this area or placed in a layer of it, in whichever guide; all when none is named."""
        placed = Skill.objects.filter(
            placements__layer__area=key, placements__guide__state=State.PUBLISHED
        ).values("pk")
        return self.filter(Q(area=key) | Q(pk__in=placed)) if key else self

    def of_tag(self, tag: str) -> Self:
        """Return skills of one kind tag; all when none is named."""
        return self.filter(tag=tag) if tag else self

    def matching(self, text: str) -> Self:
        """Return skills whose name, keywords, gist or gathered terms hold what was typed."""
        folded = fold(text)
        if not folded:
            return self.none() if text.strip() else self
        aliases = Alias.objects.filter(folded__startswith=folded)
        spelled = Q(folded__startswith=folded) | Q(pk__in=aliases.values("term"))
        terms = Term.objects.published().filter(spelled).values("pk")
        gathering = SkillTerm.objects.filter(term__in=terms)
        found = Q(folded__contains=folded) | Q(main_term__in=terms) | Q(pk__in=gathering.values("skill"))
        if len(folded) > 2:
            found |= Q(gist__icontains=text.strip()) | Q(keywords__icontains=text.strip())
        return self.filter(found)


class Skill(Entry):
    """Something a developer can do, or a family of tools; it gathers terms."""

    kind = "skill"
    page = "skill"
    review_months = 6

    class Tag(models.TextChoices):
        CORE = "Core"
        FRAMEWORK = "Framework"
        FRONT_END = "Front-end"
        DATABASE = "Database"
        NOSQL = "NoSQL"
        CACHE = "Cache"
        TESTING = "Testing"
        DEVOPS = "DevOps"
        CLOUD = "Cloud"

    folded = models.CharField(max_length=200, editable=False, db_index=True)
    symbol = models.CharField(max_length=2, help_text="Two letters for the tile.")
    tag = models.CharField("kind", max_length=12, choices=Tag)
    area = area_field()
    keywords = models.JSONField(
        default=list, help_text="The words that stand for it on a résumé, each a term's name."
    )
    gist = models.CharField(max_length=1_000, help_text="At most 30 words, for cards, results and previews.")
    say_on_call = models.CharField(
        "say this on the call", max_length=1_000, help_text="One line to say aloud."
    )
    plain = models.TextField(
        "plain English", help_text="60 to 110 words, with the one analogy of this skill."
    )
    picture = models.CharField(max_length=200, help_text="The analogy in three to six words.")
    good_for = models.CharField(max_length=200)
    give_up = models.CharField("you give up", max_length=200)
    details = models.TextField(help_text="Markdown, 120 to 220 words.")
    reads = models.JSONField(
        "on a résumé",
        default=list,
        blank=True,
        help_text='A list of {"wrote": ..., "means": ..., "ask": ...}, 3 to 5 rows.',
    )
    junior = models.JSONField("junior markers", default=list, blank=True)
    mid = models.JSONField("mid markers", default=list, blank=True)
    senior = models.JSONField("senior markers", default=list, blank=True)
    diagram = models.JSONField(
        "mini-diagram",
        null=True,
        blank=True,
        help_text="shape, caption and boxes; content/README.md shows each shape.",
    )
    main_term = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="main_skills",
        help_text="The term that carries this skill's name and aliases.",
    )
    terms = models.ManyToManyField(Term, through="SkillTerm", related_name="skills")

    objects = SkillQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["folded"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"],
                name="skill_name_once",
                violation_error_message="There is a skill of this name already.",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the name."""
        self.folded = fold(self.name) or self.slug
        super().save(*args, **kwargs)

    @property
    def comparable(self) -> list["Skill"]:
        """The published skills it is compared with, in order; uses prefetched neighbours."""
        return self._neighbours(Neighbour.Relation.NOT_SAME_AS)

    @property
    def often_with(self) -> list["Skill"]:
        """The published skills often listed with it, in order; uses prefetched neighbours."""
        return self._neighbours(Neighbour.Relation.OFTEN_WITH)

    def _neighbours(self, relation: str) -> list["Skill"]:
        return [n.other for n in self.neighbours.all() if n.relation == relation and n.other.is_published]


class SkillTerm(models.Model):
    """A term that a skill gathers, at its place."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="skill_terms")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="term_skills")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "term"],
                name="skill_term_once",
                violation_error_message="This term is gathered by the skill already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.term}"


class Neighbour(models.Model):
    """A skill seen from another: often listed with it, or compared with it because it is not the same."""

    class Relation(models.TextChoices):
        OFTEN_WITH = "often_with", "Often listed with"
        NOT_SAME_AS = "not_same_as", "Not the same as"

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="neighbours")
    other = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="neighbour_of")
    relation = models.CharField(max_length=12, choices=Relation)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["relation", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "other", "relation"],
                name="neighbour_once",
                violation_error_message="These two skills are neighbours in this way already.",
            ),
            models.CheckConstraint(
                condition=~Q(skill=models.F("other")),
                name="neighbour_of_another",
                violation_error_message="A skill cannot be its own neighbour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.get_relation_display().lower()} {self.other}"


class SkillLink(CuratedLink):
    """A curated link of a skill."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="links")
