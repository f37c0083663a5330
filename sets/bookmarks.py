"""Bookmarks by reference: `kind:slug` for entries, `set:number` for question sets."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from entries.kinds import kind_named
from entries.posted import number_in
from sets.models import Bookmark, QuestionSet, ShareLink

KINDS = {
    "question": "Questions",
    "set": "Question sets",
    "set-template": "Ready question sets",
    "topic": "Topics",
    "skill": "Skills",
    "term": "Terms",
    "guide": "Guides",
}
"""What can be bookmarked, with the headings of the page, in its order."""


@dataclass(frozen=True)
class Marked:
    """A bookmark with what it leads to; `target` is None when that cannot be seen any more."""

    bookmark: Bookmark
    target: models.Model | None

    @property
    def reference(self) -> str:
        """Its name: `kind:slug`, or `set:number`."""
        return reference_of(self.bookmark.kind, self.target) if self.target else ""


def reference_of(kind: str, target: models.Model) -> str:
    """Return the name under which something is bookmarked."""
    return f"{kind}:{target.pk if kind == 'set' else getattr(target, 'slug', '')}"


def target_of(user: AbstractBaseUser | AnonymousUser, reference: str) -> models.Model | None:
    """Return what a reference names, if this person may see it."""
    kind, _, name = reference.partition(":")
    if kind not in KINDS or not name or len(name) > 80:
        return None
    if kind == "set":
        return QuestionSet.objects.for_reader(user).filter(pk=number_in(name) or 0).first()
    if not is_slug(name):
        return None
    return kind_named(kind).model._default_manager.for_reader(user).filter(slug=name).first()


def is_slug(text: str) -> bool:
    """Return whether something sent can be the address of an entry; the database refuses some signs."""
    return bool(re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", text))


def add(user: User, reference: str, *, link: ShareLink | None = None) -> bool:
    """Bookmark what a reference names; False when there is no such thing for this person."""
    target = link.question_set if link else target_of(user, reference)
    if target is None:
        return False
    kind = "set" if link else reference.partition(":")[0]
    row = {"user": user, "kind": kind, "target_id": target.pk}
    if link:  # the link by which somebody came last works for sure
        Bookmark.objects.update_or_create(**row, defaults={"link": link})
    else:
        Bookmark.objects.get_or_create(**row)
    return True


def remove(user: User, reference: str) -> Bookmark | None:
    """Take a bookmark away and return it as it was, so that it can be brought back."""
    kind, _, name = reference.partition(":")
    if kind == "set":
        found = user.bookmarks.filter(kind=kind, target_id=number_in(name) or 0).first()
    else:
        target = target_of(user, reference)
        found = user.bookmarks.filter(kind=kind, target_id=target.pk).first() if target else None
    if found:
        Bookmark.objects.filter(pk=found.pk).delete()
    return found


def marks(user: AbstractBaseUser | AnonymousUser) -> set[tuple[str, int]]:
    """Return (kind, number) of all that a person bookmarked; one query."""
    return (
        set(Bookmark.objects.filter(user_id=user.pk).values_list("kind", "target_id"))
        if user.is_authenticated
        else set()
    )


def marked_by(user: User, *, most: int | None = None) -> list[Marked]:
    """Return a person's bookmarks with what they lead to, newest first; one query for each kind that occurs."""
    found = list(user.bookmarks.all()[:most])
    targets: dict[tuple[str, int], models.Model] = {}
    for kind in {bookmark.kind for bookmark in found}:
        ids = [bookmark.target_id for bookmark in found if bookmark.kind == kind]
        manager: Any = QuestionSet.objects if kind == "set" else kind_named(kind).model._default_manager
        readable = manager.for_reader(user).filter(pk__in=ids)
        for target in readable.select_related("topic") if kind == "question" else readable:
            targets[kind, target.pk] = target
    return [Marked(bookmark, targets.get((bookmark.kind, bookmark.target_id))) for bookmark in found]
