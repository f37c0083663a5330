"""The question bank: topics, questions with their answer keys, and red flags."""

from collections.abc import Iterator
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable
from django.urls import reverse

from entries.models import Entry, EntryQuerySet, State, area_field
from entries.names import fold
from skills.models import Guide, Skill


class Topic(Entry):
    """A group of questions, inside a guide or general."""

    kind = "topic"
    page = "topic"
    review_months = 24

    subtitle = models.CharField(max_length=1_000)
    guide = models.ForeignKey(
        Guide,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics",
        help_text="None: for every guide.",
    )
    area = area_field()
    order = models.PositiveSmallIntegerField(default=10)

    class Meta(Entry.Meta):
        ordering = ["order", "name"]

    @property
    def summary(self) -> str:
        """The subtitle."""
        return self.subtitle


class _WithheldForReader(ModelIterable):
    """Blanks the answer key of questions that are for signed-in people only, whatever asks for it."""

    def __iter__(self) -> Iterator["Question"]:
        for question in super().__iter__():
            if question.visibility == Question.Visibility.MEMBERS:
                question.withhold()
            yield question


class QuestionQuerySet(EntryQuerySet):
    """Questions by guide, topic, skill, level and what was typed; `for_reader` withholds restricted answers."""

    def published(self) -> Self:
        """Return published questions of published topics."""
        return self.filter(state=State.PUBLISHED, topic__state=State.PUBLISHED)

    def for_readers(self, *, signed_in: bool) -> Self:
        """Return published questions; for signed-out people restricted ones come without their answer key."""
        questions = self.published()
        if not signed_in:
            questions._iterable_class = _WithheldForReader
        return questions

    def in_guide(self, slug: str) -> Self:
        """Return questions of a published guide's topics; all when none is named."""
        return self.filter(topic__guide__slug=slug, topic__guide__state=State.PUBLISHED) if slug else self

    def in_topic(self, slug: str) -> Self:
        """Return a topic's questions; all when none is named."""
        return self.filter(topic__slug=slug) if slug else self

    def in_areas(self, areas: list[str]) -> Self:
        """Return questions whose topic has one of these areas; all when none is named."""
        return self.filter(topic__area__in=areas) if areas else self

    def about(self, skill_slug: str) -> Self:
        """Return questions about a published skill; all when none is named."""
        about = QuestionSkill.objects.filter(skill__slug=skill_slug, skill__state=State.PUBLISHED)
        return self.filter(pk__in=about.values("question")) if skill_slug else self

    def of_level(self, level: str) -> Self:
        """Return questions of a level; all when none is named."""
        return self.filter(level=level) if level else self

    def matching(self, text: str) -> Self:
        """Return questions whose label, prompt, reason or skills hold what was typed; never looks into answers."""
        folded, words = fold(text), text.strip()
        if not folded:
            return self.none() if words else self
        about = QuestionSkill.objects.filter(skill__folded__contains=folded, skill__state=State.PUBLISHED)
        found = Q(name__icontains=words) | Q(prompt__icontains=words) | Q(why__icontains=words)
        return self.filter(found | Q(pk__in=about.values("question")))


class Question(Entry):
    """Something to ask, with the key to place the answer."""

    kind = "question"
    page = "question"

    class Level(models.TextChoices):
        SCREEN = "screen", "Screening call"
        JUNIOR = "junior", "Junior"
        MID = "mid", "Mid-level"
        SENIOR = "senior", "Senior"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public"
        MEMBERS = "members", "Answers for signed-in people only"

    ANSWER_KEY = ("strong", "average", "weak", "strong_note", "average_note", "weak_note", "probe")
    """What is withheld, with `listen_for`, from signed-out readers of a restricted question."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions")
    order = models.PositiveSmallIntegerField(default=10, help_text="Its place in the topic.")
    prompt = models.CharField(
        max_length=1_000, help_text="As you would say it aloud, without quotation marks."
    )
    why = models.CharField("why we ask", max_length=1_000, help_text="One or two sentences.")
    listen_for = models.JSONField(default=list, help_text="3 to 6 phrases a non-engineer recognizes by ear.")
    strong = models.TextField("strong answer", help_text="Markdown: what you would hear, 60 to 120 words.")
    strong_note = models.CharField("why it is strong", max_length=1_000)
    average = models.TextField("average answer", help_text="Markdown, 25 to 60 words.")
    average_note = models.CharField("why it is average", max_length=1_000)
    weak = models.TextField("weak answer", help_text="Markdown, 20 to 50 words.")
    weak_note = models.CharField("why it is weak", max_length=1_000)
    probe = models.CharField(max_length=1_000, help_text="The follow-up that tells average from strong.")
    level = models.CharField(max_length=6, choices=Level)
    minutes = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    skills = models.ManyToManyField(Skill, through="QuestionSkill", related_name="questions")
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.PUBLIC)

    objects = QuestionQuerySet.as_manager()
    withheld = False
    """Whether this object came without its answer key."""

    class Meta(Entry.Meta):
        ordering = ["topic__order", "topic__name", "order", "name"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="published")
                | (~Q(strong="") & ~Q(average="") & ~Q(weak="") & ~Q(probe="")),
                name="question_published_whole",
                violation_error_message="A question cannot be published without all three answers and a probe.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 60)),
                name="question_minutes",
                violation_error_message="A question takes 1 to 60 minutes.",
            ),
        ]
        indexes = [models.Index(fields=["topic", "order"], name="question_in_topic")]

    @property
    def summary(self) -> str:
        """The prompt."""
        return self.prompt

    @property
    def listed_skills(self) -> list[Skill]:
        """The published skills it is about, in order; uses prefetched rows."""
        return [row.skill for row in self.question_skills.all() if row.skill.is_published]

    def withhold(self) -> None:
        """Take the answer key out of this object; it must not be saved afterwards."""
        for field in self.ANSWER_KEY:
            setattr(self, field, "")
        self.listen_for, self.rendered, self.withheld = [], {}, True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; refuses an object whose answer key is withheld."""
        if self.withheld:
            raise ValueError("This question came without its answers for a reader and cannot be saved.")
        super().save(*args, **kwargs)


class QuestionSkill(models.Model):
    """A skill a question is about, at its place."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="question_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="skill_questions")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "skill"],
                name="question_skill_once",
                violation_error_message="The question is about this skill already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.skill}"


class RedFlag(Entry):
    """A reason to ask more, never a verdict: always with innocent explanations and the question that settles it."""

    kind = "red-flag"
    page = "red-flag"

    class Severity(models.TextChoices):
        MINOR = "minor", "Worth a question"
        NOTABLE = "notable", "Ask more"
        SERIOUS = "serious", "Ask until it is clear"

    sees = models.CharField("what you see", max_length=1_000)
    why = models.CharField("why it can matter", max_length=1_000)
    innocent = models.JSONField("innocent explanations", default=list)
    ask = models.CharField("the question that settles it", max_length=1_000)
    severity = models.CharField(max_length=7, choices=Severity)
    area = area_field()
    skills = models.ManyToManyField(Skill, through="RedFlagSkill", related_name="red_flags", blank=True)

    class Meta(Entry.Meta):
        verbose_name = "red flag"
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="published") | (~Q(innocent=[]) & ~Q(ask="")),
                name="red_flag_fair",
                violation_error_message="A published red flag needs an innocent explanation and a question.",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return its place on the page of red flags."""
        return f"{reverse('red-flags')}#{self.slug}"

    @property
    def summary(self) -> str:
        """What one sees."""
        return self.sees


class RedFlagSkill(models.Model):
    """A skill whose candidates a red flag concerns; none: everybody."""

    red_flag = models.ForeignKey(RedFlag, on_delete=models.CASCADE, related_name="red_flag_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="skill_red_flags")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["red_flag", "skill"],
                name="red_flag_skill_once",
                violation_error_message="The red flag concerns this skill already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.red_flag}: {self.skill}"
