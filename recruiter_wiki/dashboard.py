"""What the home page counts and chooses."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Value

from entries.content_version import per_content_version
from entries.kinds import all_kinds
from glossary.models import Term
from recruiter_wiki.changes import Change, describe, recent_changes
from sets.bookmarks import marked_by
from sets.models import QuestionSet
from skills.guide_views import with_layers
from skills.models import Guide

LAST = 4
"""Bookmarks and sets shown to a signed-in person."""

CHANGES = 6

COUNTED = {
    "guide": ("guides", "guides"),
    "skill": ("skills", "skills"),
    "term": ("terms", "glossary"),
    "question": ("questions", "questions"),
    "red-flag": ("red flags", "red-flags"),
}
"""Kind -> the word under its number, and the name of the list it leads to."""

OFTEN_LOOKED_UP = ("orm", "fastapi", "ci-cd", "full-stack")


@per_content_version
def numbers() -> dict[str, int]:
    """Return how many published entries each kind has; one query."""
    parts = [
        kind.model._default_manager.published()
        .order_by()
        .values(kind=Value(kind.name))
        .annotate(number=Count("pk"))
        for kind in all_kinds()
    ]
    found = {row["kind"]: row["number"] for row in parts[0].union(*parts[1:], all=True).order_by()}
    return {kind.name: found.get(kind.name, 0) for kind in all_kinds()}


def counts() -> list[dict[str, Any]]:
    """Return the numbers of the home page with their words and lists."""
    return [{"word": word, "list": page, "number": numbers()[kind]} for kind, (word, page) in COUNTED.items()]


@per_content_version
def term_of_the_day(today: date) -> Term | None:
    """Return another published term each day, the same one on every process; one query."""
    number = numbers()["term"]
    if not number:
        return None
    # A step that shares no divisor with most counts visits terms far apart on neighbouring days.
    return Term.objects.published().order_by("slug")[today.toordinal() * 7919 % number]


@per_content_version
def guides() -> list[Guide]:
    """Return the guides with their layers; one query."""
    return list(with_layers(Guide.objects.published()))


@per_content_version
def latest_changes() -> list[Change]:
    """Return what changed last; one query."""
    return [describe(version) for version in recent_changes()[:CHANGES]]


@per_content_version
def often_looked_up() -> list[Term]:
    """Return the terms under the search field that exist; one query."""
    found = {term.slug: term for term in Term.objects.published().filter(slug__in=OFTEN_LOOKED_UP)}
    return [found[slug] for slug in OFTEN_LOOKED_UP if slug in found]


def personal(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Return a signed-in person's last bookmarks and sets; nothing for others."""
    if not isinstance(user, User):
        return {}
    sets = QuestionSet.objects.in_reach_of(user).select_related("team")[:LAST]
    return {"marked": [row for row in marked_by(user, most=LAST) if row.target], "sets": list(sets)}
