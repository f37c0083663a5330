"""From a number in an address to a set, for whoever may; for everybody else it does not exist."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from sets.models import QuestionSet, SetItem


class PersonalRequest(HttpRequest):
    """A request of a signed-in person, as the types see it."""

    user: User
    htmx: HtmxDetails


NO_SET = "There is no such set, or it is not shared with you."


def personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page for signed-in people, which nothing on the way may keep.

    Signed-out people are led to the sign-in, whether there is such a page or not.
    """
    answering = require_http_methods(["GET", "HEAD", "POST"])
    return answering(cache_control(private=True, no_store=True)(login_required(view)))


def readable(request: PersonalRequest, pk: int) -> QuestionSet:
    """Return a set this person may read; raises Http404."""
    return _one(QuestionSet.objects.for_reader(request.user), pk)


def editable(request: PersonalRequest, pk: int) -> QuestionSet:
    """Return a set this person may change; raises Http404."""
    return _one(QuestionSet.objects.for_editor(request.user), pk)


def item_of(question_set: QuestionSet, pk: int) -> SetItem:
    """Return an item of a set, also a removed one; raises Http404."""
    found = question_set.items.select_related("question").filter(pk=pk).first()
    if found is None:
        raise Http404("The set has no such question.")
    found.question_set = question_set
    return found


def _one(sets: Any, pk: int) -> QuestionSet:
    found = sets.select_related("owner", "team").filter(pk=pk).first()
    if found is None:
        raise Http404(NO_SET)
    return found
