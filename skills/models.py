"""Skills, explained in depth, and guides, which draw a stack as layers and place skills in them."""

from typing import Self

from django.db import models
from django.db.models import Q

from entries.models import CuratedLink, Entry, EntryQuerySet, State, area_field
from entries.names import fold
from glossary.models import Term


class SkillQuerySet(EntryQuerySet):
    """Skills by guide, layer, kind and what was typed."""

    def in_guide(self, slug: str) -> Self:
        """Return skills placed in a published guide; all when none is named."""
        placed = Placement.objects.filter(guide__slug=slug, guide__state=State.PUBLISHED).values("skill")
        return self.filter(pk__in=placed) if slug else self

    def in_layer(self, key: str) -> Self:
        """Return skills of this area or placed in a layer of it, in whichever guide; all when none is named."""
        placed = Placement.objects.filter(layer__area=key, guide__state=State.PUBLISHED).values("skill")
        return self.filter(Q(area=key) | Q(pk__in=placed)) if key else self

    def of_tag(self, tag: str) -> Self:
        """Return skills of one kind tag; all when none is named."""
        return self.filter(tag=tag) if tag else self

    def matching(self, text: str) -> Self:
        """Return skills whose name, keywords, gist or gathered terms hold what was typed."""
        folded = fold(text)
        if not folded:
            return self.none() if text.strip() else self
        spelled = Q(folded__startswith=folded) | Q(aliases__folded__startswith=folded)
        terms = Term.objects.published().filter(spelled).values("pk")
        found = Q(folded__contains=folded) | Q(main_term__in=terms) | Q(skill_terms__term__in=terms)
        if len(folded) > 2:
            found |= Q(gist__icontains=text.strip()) | Q(keywords__icontains=text.strip())
        return self.filter(pk__in=Skill.objects.filter(found).values("pk"))


class Skill(Entry):
    """Something a developer can do, or a family of tools; it gathers terms."""

    kind = "skill"
    page = "skill"

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

    def save(self, *args: object, **kwargs: object) -> None:
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


class Guide(Entry):
    """A tour of one kind of developer: an overview, a drawn stack, and the skills placed in its layers."""

    kind = "guide"
    page = "guide"

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

    def save(self, *args: object, **kwargs: object) -> None:
        """Take the guide from the layer."""
        self.guide_id = self.layer.guide_id
        super().save(*args, **kwargs)


class GuideLink(CuratedLink):
    """A start-here link of a guide."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="links")
