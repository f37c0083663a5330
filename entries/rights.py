"""Who may change what readers see: those who approve, and, where it is allowed, editors for what they wrote themselves.

Whoever may change entries may write drafts of them. The two rights beyond that are rights on drafts.
"""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from entries.models import Draft, Entry, State

OWN, ANY = "entries.publish_own", "entries.approve_draft"


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in; raises PermissionDenied for nobody."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied


def may_change(person: Any, entry: Entry) -> bool:
    """Whether a person may write drafts of an entry."""
    meta = entry._meta
    return person.has_perm(f"{meta.app_label}.change_{meta.model_name}")


def may_publish(person: Any, draft: Draft | None = None) -> bool:
    """Whether a person may show readers what they write, or a draft: their own, or any if they approve."""
    if person.has_perm(ANY):
        return True
    own = draft is None or (draft.actor_id == person.pk and not draft.shared)
    return own and person.has_perm(OWN)


def may_return(person: Any) -> bool:
    """Whether a person may return drafts with a comment."""
    return person.has_perm(ANY)


def may_throw_away(person: Any, draft: Draft) -> bool:
    """Whether a person may end a draft: their own, or any if they approve."""
    return person.has_perm(ANY) or (draft.actor_id == person.pk and not draft.shared)


def may_save(person: Any, entry: Entry | None, draft: Draft | None, *, state: str = "") -> bool:
    """Whether a person may store a form at once: it holds `draft` and gives the entry a state."""
    seen = State.PUBLISHED in (state, entry.state if entry else "")
    return may_publish(person, draft) if seen else True
