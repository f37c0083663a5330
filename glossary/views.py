"""The glossary: the list that answers while one types, a term, and its small card."""

import string
from datetime import date
from itertools import chain
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from entries.addresses import entry_or_404, found_or_404
from entries.content_version import per_content_version
from entries.document import AREAS
from entries.htmx import render_page
from entries.listing import entry_json, list_json, page_of, query_without, wants_json
from entries.models import State
from entries.names import fold
from entries.prepared import prepared
from entries.related import rows
from glossary.forms import TermFilter
from glossary.models import Alias, LookAlike, Term, TermLink
from glossary.releases import product_of

PER_PAGE = 60
MOST_QUESTIONS = 4


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms, by letter and area, filtered while one types."""
    form = TermFilter(request.GET)
    words, letter = form.cleaned("q"), form.cleaned("letter").upper()
    terms = (
        Term.objects.for_reader(request.user).in_areas(form.cleaned("layer")).in_guide(form.cleaned("guide"))
    )
    terms = _exact_first(terms.matching(words).starting_with(letter), words).annotate(
        alias_names=_alias_names()
    )
    if wants_json(request):
        return list_json(terms, request)
    page = page_of(terms.defer("meaning", "why", "rendered", "sources"), request, PER_PAGE)
    numbers = glossary_numbers()
    context = {
        "title": "Glossary",
        "description": "Words you will meet on developers' résumés, in one or two plain sentences each.",
        "page": page,
        "words": words,
        "chosen_letter": letter,
        "chosen_areas": form.cleaned("layer"),
        "guides": numbers["guides"].items(),
        "chosen_guide": form.cleaned("guide"),
        "areas": [
            (key, name, numbers["areas"][key]) for key, name in AREAS.items() if key in numbers["areas"]
        ],
        "letters": [(letter, numbers["letters"].get(letter, 0)) for letter in [*string.ascii_uppercase, "#"]],
        "query": query_without(request, "page"),
        "letter_query": query_without(request, "page", "letter"),
    }
    return render_page(request, "glossary/glossary.html", context, part="results")


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term: what it means, where it is seen, what to ask; in one click its skill or a question."""
    entry = found_or_404(_whole(slug), Term, slug)
    if wants_json(request):
        return entry_json(entry, request)
    product = product_of(entry.slug)
    context = {
        "title": f"What {entry.name} means",
        "description": entry.gist,
        "entry": entry,
        "pairs": SimpleLazyObject(lambda: _pairs(entry.pk)),
        "places": _merged(entry.placement_rows, entry.box_rows),
        "questions": SimpleLazyObject(lambda: _questions(entry)),
        "product": product,
        "releases": [(r, r.is_supported(date.today())) for r in product.versions] if product else [],
        "own_terms": [entry.slug],
        "crumbs": [
            {"name": "Glossary", "url": reverse("glossary")},
            {"name": entry.name},
        ],
    }
    return render_page(request, "glossary/term.html", context)


@require_safe
def term_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The small preview of a term that opens beside a linked word."""
    entry = entry_or_404(Term.objects.for_reader(request.user), slug)
    return render(request, "glossary/term.html#card", {"entry": entry})


@per_content_version
def glossary_numbers() -> dict[str, dict[str, Any]]:
    """Return how many published terms each area and letter has, and the guides' names by slug; two queries."""
    counted = Term.objects.published().order_by().values("area", "letter").annotate(number=Count("pk"))
    guide = "skills__placements__guide"
    shown = {f"{guide}__state": State.PUBLISHED, "skills__state": State.PUBLISHED}
    guides = Term.objects.published().filter(**shown).order_by(f"{guide}__order")
    named = guides.values_list(f"{guide}__slug", f"{guide}__name").distinct()
    numbers: dict[str, dict[str, Any]] = {"areas": {}, "letters": {}, "guides": dict(named)}
    for row in counted:
        for group, key in (("areas", row["area"]), ("letters", row["letter"])):
            numbers[group][key] = numbers[group].get(key, 0) + row["number"]
    return numbers


def _exact_first(terms: QuerySet[Term], words: str) -> QuerySet[Term]:
    """Order a filtered list: what is called exactly so, then what begins so, then the rest by name."""
    folded = fold(words)
    if not folded:
        return terms
    exact = Q(folded=folded) | Q(pk__in=Alias.objects.filter(folded=folded).values("term"))
    begins = Q(folded__startswith=folded)
    return terms.annotate(is_exact=exact, begins=begins).order_by("-is_exact", "-begins", "folded")


def _alias_names() -> ArraySubquery:
    return ArraySubquery(Alias.objects.filter(term=OuterRef("pk")).order_by("order").values("name"))


@prepared
def _whole(slug: str) -> QuerySet[Term]:
    """Return a term with what its page shows: spellings, links, the skills that gather it, places in the guides."""
    its_links = TermLink.objects.filter(term=OuterRef("pk")).order_by("order")
    return (
        Term.objects.published()
        .filter(slug=slug)
        .annotate(
            alias_names=_alias_names(),
            link_rows=rows(its_links, "title", "url", "kind", "level"),
            main_rows=_upwards("main_skills", order="main_skills__folded"),
            skill_rows=_upwards("skills", order="term_skills__order"),
            box_rows=_places("boxes__layer"),
            placement_rows=_places("skills__placements__layer", skills__state=State.PUBLISHED),
        )
    )


def _upwards(skills: str, *, order: str) -> ArraySubquery:
    """Return the published skills that a term reaches by a reverse accessor."""
    its = Term.objects.filter(pk=OuterRef("pk"), **{f"{skills}__state": State.PUBLISHED}).order_by(order)
    return rows(
        its, **{field: F(f"{skills}__{field}") for field in ("name", "slug", "symbol", "area", "gist")}
    )


def _places(layer: str, **on_the_way: str) -> ArraySubquery:
    """Return the layers of published guides that a term reaches by a reverse accessor, each once."""
    its = Term.objects.filter(pk=OuterRef("pk"), **{f"{layer}__guide__state": State.PUBLISHED}, **on_the_way)
    its = its.order_by(f"{layer}__guide__order", f"{layer}__guide__name").distinct()
    fields = {"guide": "guide__name", "guide_slug": "guide__slug", "layer": "name", "key": "key"}
    return rows(its, **{name: F(f"{layer}__{field}") for name, field in fields.items()})


def _questions(term: Term) -> list[dict[str, Any]]:
    """Return questions about a term's skills; failing these of its area, failing these for a first call."""
    return _own_questions(term.pk) or _questions_of_area(term.area) or _questions_for_first_calls()


@prepared
def _own_questions(term: int) -> QuerySet[Term, dict[str, Any]]:
    return _questions_about(pk=term)


@per_content_version
def _questions_of_area(area: str) -> list[dict[str, Any]]:
    return list(_questions_about(area=area))


@per_content_version
def _questions_for_first_calls() -> list[dict[str, Any]]:
    return list(_questions_about(skills__questions__level="screen"))


def _questions_about(**terms: str | int) -> QuerySet[Term, dict[str, Any]]:
    """Return the first published questions about the skills that gather some terms, each once."""
    question = "skills__questions"
    shown = {f"{question}__state": State.PUBLISHED, f"{question}__topic__state": State.PUBLISHED}
    fields = {"address": "slug", "prompt": "prompt", "minutes": "minutes", "topic": "topic__name"}
    order = {"topic_order": "topic__order", "question_order": "order"}
    return (
        Term.objects.published()
        .filter(skills__state=State.PUBLISHED, **shown, **terms)
        .values(**{name: F(f"{question}__{field}") for name, field in (fields | order).items()})
        .distinct()
        .order_by(*order, "address")
    )[:MOST_QUESTIONS]


def _merged(*groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of several groups, each once."""
    merged: list[dict[str, Any]] = []
    for row in chain(*groups):
        if row not in merged:
            merged.append(row)
    return merged


def _pairs(term: int) -> list[dict[str, Any]]:
    """Return the published look-alikes of a term from both sides, by name; one query."""
    pairs = [
        {"term": p.other if p.term_id == term else p.term, "difference": p.difference}
        for p in _look_alikes(term)
    ]
    return sorted((p for p in pairs if p["term"].is_published), key=lambda p: p["term"].folded)


@prepared
def _look_alikes(term: int) -> QuerySet[LookAlike]:
    return LookAlike.objects.filter(Q(term=term) | Q(other=term)).select_related("term", "other")
