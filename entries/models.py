"""What every entry is: name, address, state, review, sources and stored HTML; and the records kept beside it."""

from calendar import monthrange
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString

from entries.document import AREAS
from entries.kinds import Kind, kind_named
from entries.links import CuratedLink as CuratedLink
from entries.links import LinkCheck as LinkCheck
from entries.markdown import safe
from entries.paths import address
from entries.view_counts import EntryViews as EntryViews
from entries.work import Draft as Draft
from entries.work import Opening as Opening


class State(models.TextChoices):
    """What readers see of an entry; work in progress is not a state."""

    UNPUBLISHED = "unpublished", "Unpublished"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


def area_field() -> models.CharField:
    """Return the field for an entry's home area, which gives it its color."""
    return models.CharField(max_length=20, choices=AREAS)


class EntryQuerySet(models.QuerySet):
    """The verbs every kind of entry has."""

    def published(self) -> Self:
        """Return what readers may see."""
        return self.filter(state=State.PUBLISHED)

    def for_reader(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return what this reader may see, in the form this reader may see it."""
        return self.for_readers(signed_in=user.is_authenticated)

    def for_readers(self, *, signed_in: bool) -> Self:
        """Return what all readers may see who are signed in, or who are not."""
        return self.published()

    def due_for_review(self, on: date) -> Self:
        """Return published entries whose review is due on or before a day, the longest overdue first."""
        return self.published().filter(review_due_on__lte=on).order_by("review_due_on")


class Entry(models.Model):
    """A page of knowledge. Change it through entries.saving.save_entry only."""

    kind: ClassVar[str]
    page: ClassVar[str]
    """The name of its address, which takes the slug."""

    known_former_slugs: list[str] | None = None
    """Its former addresses where they were read for many entries together (`entries.content.with_former_slugs`)."""

    is_bare = False
    """Whether it was stored for the first time a moment ago, so that rows of other tables cannot belong to it yet."""

    review_months: ClassVar[int] = 12
    """How many months a review of a new entry of the kind holds, unless somebody says otherwise."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="The last part of the page's address. When it changes, the old one leads here for ever.",
        error_messages={"unique": "Another entry of this kind has this address already. Choose another one."},
    )
    state = models.CharField(max_length=12, choices=State, default=State.UNPUBLISHED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="looked after by",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_on = models.DateField(
        null=True,
        blank=True,
        help_text="When somebody last checked the whole entry; a corrected typo is no review.",
    )
    review_every_months = models.PositiveSmallIntegerField(
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How many months a review holds, 1 to 60.",
    )
    review_due_on = models.DateField(null=True, editable=False)
    sources = models.JSONField(
        default=list,
        blank=True,
        help_text='Where dated facts come from: a list of {"title": ..., "url": ...}.',
    )
    rendered = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values),
                name="%(class)s_state_known",
                violation_error_message="The state must be unpublished, published or retired.",
            ),
            models.CheckConstraint(
                condition=models.Q(review_every_months__range=(1, 60)),
                name="%(class)s_review_interval",
                violation_error_message="A review holds for 1 to 60 months.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return address(self.page, self.slug)

    @classmethod
    def its_kind(cls) -> Kind:
        """Return the kind's registration: Document, reader, writer."""
        return kind_named(cls.kind)

    @property
    def reference(self) -> str:
        """Its name in Documents and in `data-entry`: `kind:slug`."""
        return f"{self.kind}:{self.slug}"

    @property
    def is_published(self) -> bool:
        """Whether readers see it."""
        return self.state == State.PUBLISHED

    @property
    def summary(self) -> str:
        """One sentence for lists, results and page descriptions."""
        return getattr(self, "gist", "")

    def html(self, field: str) -> SafeString:
        """Return the stored safe HTML of a Markdown field; empty when the text is not shown to this reader."""
        return safe(self.rendered.get(field, {}).get("html", "")) if getattr(self, field) else safe("")

    def review_state(self, today: date) -> str:
        """Return `ok` while a review holds, `due` for one interval after it, then `late`; `never` without one."""
        if not self.reviewed_on or not self.review_due_on:
            return "never"
        if today <= self.review_due_on:
            return "ok"
        return "due" if today <= add_months(self.review_due_on, self.review_every_months) else "late"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Page(Entry):
    """A page about the wiki itself: who runs it, how it is reviewed, what it must not be used for."""

    kind = "page"
    page = "about-page"

    gist = models.CharField(max_length=1_000)
    body = models.TextField(help_text="Markdown.")
    order = models.PositiveSmallIntegerField(default=10)

    class Meta(Entry.Meta):
        ordering = ["order", "name"]

    def get_absolute_url(self) -> str:
        """Return its address; the first page has the short one."""
        return address("about") if self.slug == "about" else super().get_absolute_url()


class FormerSlug(models.Model):
    """An address an entry once had; it redirects for ever."""

    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=80)
    entry_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="former_slug_once",
                violation_error_message="This old address leads to another entry already.",
            )
        ]
        indexes = [models.Index(fields=["kind", "entry_id"], name="former_slug_of_entry")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}"


class Version(models.Model):
    """An entry as it was after one change: who, when, why, and the whole Document."""

    class Origin(models.TextChoices):
        ADMIN = "admin", "Admin"
        LOADER = "loader", "Content files"
        RESTORE = "restore", "Restored version"
        IMPORT = "import", "Import"

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State)
    document = models.JSONField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "entry_id", "number"], name="version_number_once")
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="version_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.document.get('name', self.entry_id)}, version {self.number}"


class LastImport(models.Model):
    """What the loader last brought in for one entry: tells an edit in the Admin from a change in the file."""

    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "entry_id"], name="last_import_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}, {self.imported_at:%d %b %Y}"


class ContentVersion(models.Model):
    """One row whose number goes up with every change of published content; caches compare it."""

    number = models.BigIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="content_version_single_row")]

    def __str__(self) -> str:
        return str(self.number)


class Report(models.Model):
    """What a reader found wrong or unclear on a page; no person, no address."""

    path = models.CharField("page", max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    entry_id = models.BigIntegerField(null=True)
    message = models.TextField("what is wrong or unclear", max_length=2_000)
    made_at = models.DateTimeField(default=timezone.now)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["done", "-made_at"]
        verbose_name = "reader's report"
        indexes = [
            # for the inbox, and for the number of what waits on every page of the Admin
            models.Index(fields=["-made_at"], name="report_waiting", condition=models.Q(done=False))
        ]

    def __str__(self) -> str:
        return self.message if len(self.message) <= 80 else f"{self.message[:79]}…"
