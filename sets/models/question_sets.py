"""Question sets, who may see and change them, and the links they are shared by."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from sets.models.teams import Membership, Team

UNDO_FOR = timedelta(days=30)
"""How long a deleted set can be brought back."""


def keep_with_team(collector: Any, field: Any, objects: Any, using: str) -> None:
    """What happens to the sets of a deleted person: a team's stay with the team, the others go."""
    found = list(objects.defer(None))  # else each set would be asked for its team
    models.SET_NULL(collector, field, [each for each in found if each.team_id], using)
    models.CASCADE(collector, field, [each for each in found if not each.team_id], using)


class InArray(models.Func):
    """Whether a column is among the values of a subquery.

    `IN (SELECT ...)` beside an OR makes PostgreSQL read every set there is; an array it looks up in the index.
    """

    arg_joiner, template = " = ANY(", "%(expressions)s)"
    output_field = models.BooleanField()

    def __init__(self, column: str, values: models.QuerySet) -> None:
        super().__init__(F(column), ArraySubquery(values))


class QuestionSetQuerySet(models.QuerySet):
    """Sets by who may do what; a set that a person may not see does not exist for that person."""

    def live(self) -> Self:
        """Return sets that are not deleted."""
        return self.filter(deleted_at__isnull=True)

    def for_reader(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the sets a person may read: own ones, the teams' ones, those bookmarked by a link that works."""
        if not user.is_authenticated:
            return self.none()
        by_link = ShareLink.objects.working().filter(bookmarks__user=user)
        linked = Q(InArray("pk", by_link.values("question_set")))
        return self.live().filter(Q(owner=user, team=None) | _of_teams(user) | linked)

    def in_reach_of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return a person's own sets and those of the person's teams, without those known by a link."""
        if not user.is_authenticated:
            return self.none()
        return self.live().filter(Q(owner=user, team=None) | _of_teams(user))

    def for_editor(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the sets a person may change: own ones, and those of teams the person leads."""
        return self.live().filter(self._changed_by(user))

    def undeletable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return deleted sets that a person may bring back."""
        return self.filter(self._changed_by(user), deleted_at__gt=timezone.now() - UNDO_FOR)

    def _changed_by(self, user: AbstractBaseUser | AnonymousUser) -> Q:
        if not user.is_authenticated:
            return Q(pk__in=[])
        written = Q(owner=user) & _of_teams(user)
        return Q(owner=user, team=None) | written | _of_teams(user, is_lead=True)


def _of_teams(user: Any, **role: bool) -> Q:
    """Return the condition for sets of the teams that somebody belongs to."""
    return Q(InArray("team", Membership.objects.filter(user=user, **role).values("team")))


class QuestionSet(models.Model):
    """An ordered choice of questions. Change it through sets.editing only, which counts and keeps every change."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=keep_with_team, related_name="question_sets"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="question_sets"
    )
    title = models.CharField(max_length=120)
    role = models.CharField("role", max_length=200, blank=True)
    purpose = models.CharField(max_length=1_000, blank=True)
    frozen_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(team__isnull=False),
                name="question_set_belongs",
                violation_error_message="A set belongs to a person or to a team.",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-changed_at"], name="question_set_of_owner"),
            models.Index(fields=["team", "-changed_at"], name="question_set_of_team"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("set", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        """Whether it keeps the wording of the day it was frozen."""
        return self.frozen_at is not None


class ShareLinkQuerySet(models.QuerySet):
    """Links by whether they still work."""

    def working(self) -> Self:
        """Return links that are neither revoked nor expired, of sets that are not deleted."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, revoked_at__isnull=True, question_set__deleted_at__isnull=True)


class ShareLink(models.Model):
    """A read-only way to one set for whoever holds the token, of which only a hash is kept."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField("for whom", max_length=80, blank=True)
    shows_answers = models.BooleanField("show answers that are for signed-in people only", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    views = models.PositiveIntegerField(default=0, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label or f"link of {self.created_at:%Y-%m-%d}"
