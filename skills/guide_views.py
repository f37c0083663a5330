"""Guides: the list, one guide with its drawn layers, and the guide as one printable sheet."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from entries.addresses import found_or_404
from entries.htmx import render_page
from entries.listing import entry_json, list_json, wants_json
from entries.models import State
from entries.prepared import prepared
from entries.related import rows
from skills.models import Box, Guide, GuideLink, Layer, Placement, Skill


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """All guides with their layers."""
    found = with_layers(Guide.objects.for_reader(request.user))
    if wants_json(request):
        return list_json(found, request)
    context = {
        "title": "Guides",
        "description": "Tours of a kind of developer: the stack drawn as layers, and the skills in each.",
        "guides": found,
        "crumbs": [{"name": "Guides"}],
    }
    return render_page(request, "skills/guides.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide; `?layer=` chooses the layer whose skill cards stand below the drawing."""
    entry = found_or_404(_whole(slug), Guide, slug)
    if wants_json(request):
        return entry_json(entry, request)
    layers = drawn_layers(entry)
    asked = request.GET.get("layer", "")
    chosen = next((layer for layer in layers if layer.key == asked), None)
    if asked and chosen is None:
        raise Http404("The guide has no such layer.")
    chosen = chosen or (layers[0] if layers else None)
    context = _context(entry, layers) | {
        "chosen": chosen,
        "asked": asked,
        "placements": _cards(chosen.pk) if chosen else [],
        "red_flags": entry.flag_rows,
        "crumbs": [{"name": "Guides", "url": reverse("guides")}, {"name": entry.name}],
    }
    return render_page(request, "skills/guide.html", context, part="layer")


@require_safe
def guide_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole guide as one sheet for paper: every skill, every question's prompt, every red flag."""
    entry = found_or_404(_whole(slug), Guide, slug)
    layers = drawn_layers(entry)
    by_layer: dict[int, list[Placement]] = {}
    for placement in _cards_of_guide(entry.pk):
        by_layer.setdefault(placement.layer_id, []).append(placement)
    for layer in layers:
        layer.cards = by_layer.get(layer.pk, [])
    topics = entry.topics.for_reader(request.user).order_by("order", "name")
    questions = topics.model._meta.get_field("questions").related_model
    topics = topics.prefetch_related(
        Prefetch("questions", queryset=questions.objects.for_reader(request.user))
    )
    context = _context(entry, layers) | {"topics": topics, "red_flags": entry.flag_rows}
    return render_page(request, "skills/guide_print.html", context)


def with_layers(guides: QuerySet[Guide]) -> QuerySet[Guide]:
    """Add each guide's layers with the number of published skills in each, and its number of questions."""
    placed = Q(placements__skill__state=State.PUBLISHED)
    layers = Layer.objects.filter(guide=OuterRef("pk")).annotate(skills=Count("placements", filter=placed))
    asked = Q(topics__state=State.PUBLISHED, topics__questions__state=State.PUBLISHED)
    return guides.annotate(
        layer_rows=rows(layers.order_by("order"), "key", "name", "gist", "area", "skills"),
        number_of_questions=Count("topics__questions", filter=asked, distinct=True),
    ).order_by("order", "name")  # counting drops the model's own order


@prepared
def _whole(slug: str) -> QuerySet[Guide]:
    """Return a guide with what its page shows from neighbouring rows."""
    links = GuideLink.objects.filter(guide=OuterRef("pk")).order_by("order")
    topics = Guide.objects.filter(pk=OuterRef("pk"), topics__state=State.PUBLISHED).order_by("topics__order")
    asked = Q(topics__questions__state=State.PUBLISHED)
    topics = topics.values("topics").annotate(questions=Count("topics__questions", filter=asked))
    flag = "placements__skill__red_flags"
    shown = {"placements__skill__state": State.PUBLISHED, f"{flag}__state": State.PUBLISHED}
    flags = Guide.objects.filter(pk=OuterRef("pk"), **shown)
    return (
        Guide.objects.published()
        .filter(slug=slug)
        .annotate(
            link_rows=rows(links, "title", "url", "kind", "level"),
            topic_rows=rows(
                topics,
                "questions",
                name=F("topics__name"),
                slug=F("topics__slug"),
                subtitle=F("topics__subtitle"),
                area=F("topics__area"),
            ),
            flag_rows=rows(
                flags.order_by(f"{flag}__name").distinct(),
                **{field: F(f"{flag}__{field}") for field in ("name", "slug", "sees", "ask")},
            ),
        )
    )


def drawn_layers(guide: Guide) -> list[Layer]:
    """Return a guide's layers as the drawing needs them, numbered in order; one query."""
    found = _layers(guide.pk)
    side = any(layer.position == Layer.Position.SIDE for layer in found)
    for number, layer in enumerate(found, start=1):
        layer.number, layer.guide = number, guide
        beside = layer.position == Layer.Position.SIDE
        followed = number < len(found) and found[number].position == Layer.Position.SIDE
        next_followed = number + 1 < len(found) and found[number + 1].position == Layer.Position.SIDE
        layer.wide = not beside and not (side and (followed or next_followed))
    return found


@prepared
def _layers(guide: int) -> QuerySet[Layer]:
    boxes = Box.objects.filter(layer=OuterRef("pk")).filter(
        Q(skill__state=State.PUBLISHED) | Q(term__state=State.PUBLISHED)
    )
    placed = Placement.objects.filter(layer=OuterRef("pk"), skill__state=State.PUBLISHED)
    layers = Layer.objects.filter(guide=guide).annotate(
        box_rows=rows(
            boxes.order_by("order"), "label", "gloss", skill_slug=F("skill__slug"), term_slug=F("term__slug")
        ),
        skill_rows=rows(placed.order_by("order"), name=F("skill__name"), slug=F("skill__slug")),
    )
    return layers.order_by("order", "pk")


@prepared
def _cards(layer: int) -> QuerySet[Placement]:
    return _with_questions(Placement.objects.filter(layer=layer))


@prepared
def _cards_of_guide(guide: int) -> QuerySet[Placement]:
    return _with_questions(Placement.objects.filter(guide=guide))


def _with_questions(placed: QuerySet[Placement]) -> QuerySet[Placement]:
    """Add to placements their skills and how much there is to ask."""
    asked = Q(skill__questions__state=State.PUBLISHED, skill__questions__topic__state=State.PUBLISHED)
    flagged = Q(skill__red_flags__state=State.PUBLISHED)
    return (
        placed.filter(skill__state=State.PUBLISHED)
        .select_related("skill")
        .defer("skill__details", "skill__rendered", "skill__sources")
        .annotate(
            number_of_questions=Count("skill__questions", filter=asked, distinct=True),
            number_of_flags=Count("skill__red_flags", filter=flagged, distinct=True),
        )
        .order_by("order")
    )


def _context(entry: Guide, layers: list[Layer]) -> dict[str, Any]:
    skills = sum(len(layer.skill_rows) for layer in layers)
    return {
        "title": entry.name,
        "description": entry.subtitle,
        "entry": entry,
        "layers": layers,
        "number_of_skills": skills,
        "number_of_questions": sum(topic["questions"] for topic in entry.topic_rows),
        "print_url": reverse("guide-print", args=[entry.slug]),
        "skill_model": Skill,
    }
