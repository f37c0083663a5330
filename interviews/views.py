"""The question bank, one question, a topic with its questions, and the red flags."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from entries.addresses import entry_or_404, found_or_404
from entries.content_version import per_content_version
from entries.document import AREAS
from entries.htmx import render_page
from entries.listing import entry_json, list_json, page_of, query_without, wants_json
from entries.models import State
from entries.prepared import prepared
from entries.related import rows
from interviews.forms import QuestionFilter
from interviews.models import Question, QuestionSkill, RedFlag, RedFlagSkill, Topic
from interviews.plain import as_text

PER_PAGE = 20
HEADING_LEVELS = {"2", "3", "4"}


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The bank: prompts and reasons, filtered; answers are brought in on demand."""
    form = QuestionFilter(request.GET)
    found = form.questions(request.user)
    if wants_json(request):
        return list_json(found, request)
    page = page_of(found, request, PER_PAGE)
    choices = question_choices()
    context = {
        "title": "Interview questions",
        "description": "Questions for developers, with what a strong, an average and a weak answer sounds like.",
        "page": page,
        "words": form.cleaned("q"),
        "chosen": {name: form.cleaned(name) for name in ("guide", "topic", "skill", "level")},
        "chosen_areas": form.cleaned("layer"),
        "areas": [
            (key, name, choices["areas"][key]) for key, name in AREAS.items() if key in choices["areas"]
        ],
        "guides": choices["guides"],
        "topics": choices["topics"],
        "skills": choices["skills"],
        "levels": Question.Level.choices,
        "query": query_without(request, "page"),
    }
    return render_page(request, "interviews/questions.html", context, part="results")


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with its answer key; HTMX brings the answers into a list."""
    signed_in = request.user.is_authenticated
    entry = found_or_404(_asked(slug, signed_in=signed_in), Question, slug)
    if wants_json(request):
        return entry_json(entry, request)
    if request.GET.get("format") == "text":
        return HttpResponse(
            as_text(entry, with_key="key" in request.GET), content_type="text/plain; charset=utf-8"
        )
    level = request.GET.get("level", "")
    around = _of_topic(entry.topic_id)
    at = next(n for n, row in enumerate(around) if row["slug"] == entry.slug)
    context = {
        "title": entry.name,
        "description": entry.prompt,
        "entry": entry,
        "question": entry,
        "level": level if level in HEADING_LEVELS else "3",
        "position": at + 1,
        "siblings": len(around),
        "previous": around[at - 1] if at else None,
        "next": around[at + 1] if at + 1 < len(around) else None,
        "about": SimpleLazyObject(lambda: _about(entry.pk)[0]),
        "red_flags": SimpleLazyObject(lambda: _its_flags(entry.pk)),
        "crumbs": [
            {"name": "Questions", "url": reverse("questions")},
            {"name": entry.topic.name, "url": entry.topic.get_absolute_url()},
            {"name": entry.name},
        ],
    }
    return render_page(request, "interviews/question.html", context, part="answers")


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic with its questions and answers, printable."""
    asked = Question.objects.for_reader(request.user).order_by("order", "name")
    topics = Topic.objects.for_reader(request.user).select_related("guide")
    entry = entry_or_404(topics.prefetch_related(Prefetch("questions", queryset=asked)), slug)
    if wants_json(request):
        return entry_json(entry, request)
    whole = request.GET.get("answers") == "all"
    context = {
        "title": f"{entry.name} questions",
        "description": entry.subtitle,
        "entry": entry,
        "whole": whole,
        "minutes": sum(question.minutes for question in entry.questions.all()),
        "print_url": f"{entry.get_absolute_url()}?answers=all",
        "crumbs": [{"name": "Questions", "url": reverse("questions")}, {"name": entry.name}],
    }
    return render_page(request, "interviews/topic.html", context)


@require_safe
def red_flags(request: HttpRequest) -> HttpResponse:
    """Red flags: reasons to ask more, each with innocent explanations and the question that settles it."""
    its_skills = RedFlagSkill.objects.filter(red_flag=OuterRef("pk"), skill__state=State.PUBLISHED).order_by(
        "order"
    )
    flags = RedFlag.objects.for_reader(request.user).annotate(
        skill_rows=rows(its_skills, name=F("skill__name"), slug=F("skill__slug"))
    )
    if wants_json(request):
        return list_json(flags, request)
    found = list(flags)
    context = {
        "title": "Red flags",
        "description": "Reasons to ask more in a developer interview, always with innocent explanations.",
        "universal": [flag for flag in found if not flag.skill_rows],
        "particular": [flag for flag in found if flag.skill_rows],
        "crumbs": [{"name": "Red flags"}],
    }
    return render_page(request, "interviews/red_flags.html", context)


@per_content_version
def question_choices() -> dict[str, Any]:
    """Return what the filters offer: counts by area, guides, topics and skills that have questions; two queries."""
    asked = Count("questions", filter=Q(questions__state=State.PUBLISHED))
    topics = (
        Topic.objects.published().select_related("guide").annotate(number=asked).order_by("order", "name")
    )
    areas: dict[str, int] = {}
    for found in topics:
        if found.number:
            areas[found.area] = areas.get(found.area, 0) + found.number
    guides = {t.guide.slug: t.guide.name for t in topics if t.number and t.guide and t.guide.is_published}
    shown = Question.objects.published().values("pk")
    about = QuestionSkill.objects.filter(question__in=shown, skill__state=State.PUBLISHED)
    skills = about.order_by("skill__folded").values_list("skill__slug", "skill__name").distinct()
    return {
        "areas": areas,
        "guides": sorted(guides.items(), key=lambda pair: pair[1]),
        "topics": [(t.slug, t.name) for t in topics if t.number],
        "skills": list(dict.fromkeys(skills)),
    }


@prepared
def _asked(slug: str, *, signed_in: bool) -> QuerySet[Question]:
    """Return a question as these readers may see it."""
    asked = Question.objects.for_readers(signed_in=signed_in).filter(slug=slug)
    return asked.select_related("topic", "topic__guide")


@prepared
def _about(question: int) -> QuerySet[Question, dict[str, Any]]:
    """Return a question's skills and the terms these gather: what it is about."""
    return Question.objects.filter(pk=question).values(skill_rows=_skill_rows(), term_rows=_term_rows())


@per_content_version
def _of_topic(topic: int) -> list[dict[str, Any]]:
    """Return the published questions of a topic in their order."""
    asked = Question.objects.published().filter(topic=topic)
    return list(asked.order_by("order", "name").values("slug", "name"))


@prepared
def _its_flags(question: int) -> QuerySet[RedFlag]:
    about = RedFlagSkill.objects.filter(skill__questions=question, skill__state=State.PUBLISHED)
    return RedFlag.objects.published().filter(pk__in=about.values("red_flag"))[:3]


def _skill_rows() -> Any:
    its = QuestionSkill.objects.filter(question=OuterRef("pk"), skill__state=State.PUBLISHED).order_by(
        "order"
    )
    return rows(its, **{field: F(f"skill__{field}") for field in ("name", "slug", "area", "symbol", "gist")})


def _term_rows() -> Any:
    """Return the published terms that a question's skills gather, each once."""
    its: QuerySet = QuestionSkill.objects.filter(
        question=OuterRef("pk"), skill__state=State.PUBLISHED, skill__terms__state=State.PUBLISHED
    )
    fields = {field: F(f"skill__terms__{field}") for field in ("name", "slug", "area")}
    return rows(its.order_by("skill__terms__folded").distinct(), **fields)
