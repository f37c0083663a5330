"""Practice: one answer to one question; the reader places it and sees why."""

import random
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from entries.content_version import per_content_version
from entries.htmx import render_page
from interviews.forms import QuestionFilter
from interviews.models import Question
from sets.models import PracticeResult

LEVELS = {"strong": "Strong", "average": "Average", "weak": "Weak"}
KEPT = 100
"""Results kept of a person; older ones go."""

SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def practice(request: HttpRequest) -> HttpResponse:
    """Show an answer, or say how it was placed. Nothing is kept of signed-out people."""
    if request.method == "POST" and request.POST.get("do") == "clear":
        if request.user.is_authenticated:
            request.user.practice.all().delete()
        return redirect("practice")
    form = QuestionFilter(request.GET)
    context: dict[str, Any] = {
        "title": "Practice",
        "description": "Read an answer to an interview question, say how good it is, and see why.",
        "levels": LEVELS,
        "topic": form.cleaned("topic"),
        "crumbs": [{"name": "Practice"}],
    }
    context |= _placed(request) if request.method == "POST" else _next(form)
    context["results"] = _results(request)
    return render_page(request, "sets/practice.html", context, part="card")


def _next(form: QuestionFilter) -> dict[str, Any]:
    """Return an answer to place, with a signed note of which it is."""
    asked_for = form.cleaned("topic"), form.cleaned("level")
    fitting = [
        pk
        for pk, *its in _numbers()
        if all(wanted in ("", own) for wanted, own in zip(asked_for, its, strict=True))
    ]
    question = _whole().filter(pk=random.choice(fitting)).first() if fitting else None
    return _card(question, random.choice(list(LEVELS))) if question else {"question": None}


@per_content_version
def _numbers() -> list[tuple[int, str, str]]:
    """Return all questions as their number, topic and level; one query, once per content version."""
    return list(_whole().order_by().values_list("pk", "topic__slug", "level"))


def _placed(request: HttpRequest) -> dict[str, Any]:
    """Return the answer again with how it was placed and why; a note nobody signed starts anew."""
    said = request.POST.get("said", "")
    try:
        slug, shown = signing.loads(request.POST.get("card", ""), salt="practice", max_age=24 * 3600)
    except signing.BadSignature:
        return _next(QuestionFilter({}))
    question = _whole().filter(slug=slug).first()
    if question is None or said not in LEVELS:
        return _next(QuestionFilter({}))
    if request.user.is_authenticated:
        PracticeResult.objects.create(user=request.user, question=question, shown=shown, said=said)
        kept = request.user.practice.values("pk")[:KEPT]
        request.user.practice.exclude(pk__in=kept).delete()
    return _card(question, shown) | {
        "said": said,
        "right": said == shown,
        "why": getattr(question, f"{shown}_note"),
    }


def _card(question: Question, shown: str) -> dict[str, Any]:
    card = signing.dumps([question.slug, shown], salt="practice")
    return {"question": question, "shown": shown, "card": card}


def _whole() -> Any:
    """Return the questions whose answers everybody may see."""
    public = Question.objects.published().filter(visibility=Question.Visibility.PUBLIC)
    return public.select_related("topic")


def _results(request: HttpRequest) -> list[PracticeResult]:
    if not request.user.is_authenticated:
        return []
    return list(request.user.practice.select_related("question")[:SHOWN])
