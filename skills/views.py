"""Skills: the list, one skill, and two to four side by side."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from entries.addresses import found_or_404
from entries.content_version import per_content_version
from entries.document import AREAS
from entries.htmx import render_page
from entries.listing import entry_json, list_json, page_of, query_without, wants_json
from entries.models import State
from entries.paths import address
from entries.prepared import prepared
from entries.related import rows
from skills.forms import CompareForm, SkillFilter
from skills.models import Guide, Neighbour, Placement, Skill, SkillLink, SkillTerm

PER_PAGE = 30


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """All skills, filtered by guide, layer, kind and words."""
    form = SkillFilter(request.GET)
    found = Skill.objects.for_reader(request.user).matching(form.cleaned("q")).in_guide(form.cleaned("guide"))
    found = found.in_layer(form.cleaned("layer")).of_tag(form.cleaned("tag")).distinct()
    if wants_json(request):
        return list_json(found, request)
    page = page_of(found.defer("plain", "details", "rendered", "reads", "sources"), request, PER_PAGE)
    choices = skill_choices()
    context = {
        "title": "Skills",
        "description": "Developer skills explained in depth: what each is, what it says about a person, what to ask.",
        "page": page,
        "words": form.cleaned("q"),
        "chosen": {name: form.cleaned(name) for name in ("guide", "layer", "tag")},
        "guides": choices["guides"],
        "areas": [(key, name) for key, name in AREAS.items() if key in choices["areas"]],
        "tags": [tag for tag in Skill.Tag.values if tag in choices["tags"]],
        "query": query_without(request, "page"),
    }
    return render_page(request, "skills/skills.html", context, part="results")


@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """One skill: plain English, résumé reading, neighbours, questions, red flags, links."""
    entry = found_or_404(_whole(slug), Skill, slug)
    if wants_json(request):
        return entry_json(entry, request)
    places = _places(entry.pk)
    questions = _questions(entry.pk, signed_in=request.user.is_authenticated)
    neighbours: dict[str, list[dict[str, Any]]] = {"often_with": [], "not_same_as": []}
    for row in entry.neighbour_rows:
        neighbours[row["relation"]].append(row)
    first = places[0] if places else None
    context = {
        "title": f"{entry.name}, explained",
        "description": entry.gist,
        "entry": entry,
        "places": places,
        "questions": questions,
        "red_flags": SimpleLazyObject(lambda: _red_flags(entry.pk)),
        "often_with": neighbours["often_with"],
        "not_same_as": neighbours["not_same_as"][:2],
        "compare_slugs": ",".join([entry.slug, *(row["slug"] for row in neighbours["not_same_as"])][:4]),
        "own_terms": [entry.main_slug] if entry.main_slug else [],
        "crumbs": [
            {"name": first["guide_name"], "url": first["guide_url"]}
            if first
            else {"name": "Skills", "url": reverse("skills")},
            *([{"name": first["layer_name"], "url": first["url"]}] if first else []),
            {"name": entry.name},
        ],
    }
    return render_page(request, "skills/skill.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four skills side by side, from the same fields."""
    slugs = CompareForm(request.GET).chosen()
    by_slug = (
        {s.slug: s for s in Skill.objects.for_reader(request.user).filter(slug__in=slugs)} if slugs else {}
    )
    chosen = [by_slug[slug] for slug in slugs if slug in by_slug]
    names = " and ".join(s.name for s in chosen)
    context = {
        "title": f"{names} compared" if len(chosen) > 1 else "Compare skills",
        "description": "Developer skills side by side: what each is good for and what one gives up.",
        "chosen": chosen,
        "chosen_slugs": [s.slug for s in chosen],
        "unknown": [slug for slug in slugs if slug not in by_slug],
        "all_skills": skill_choices()["skills"],
        "slots": range(1, CompareForm.MOST + 1),
    }
    return render_page(request, "skills/compare.html", context)


@per_content_version
def skill_choices() -> dict[str, Any]:
    """Return what the filters offer: guides, areas and kinds in use, and all skills by name; two queries."""
    in_use = list(Skill.objects.published().values_list("slug", "name", "area", "tag"))
    return {
        "guides": list(Guide.objects.published().values_list("slug", "name")),
        "areas": {area for _, _, area, _ in in_use},
        "tags": {tag for _, _, _, tag in in_use},
        "skills": [(slug, name) for slug, name, _, _ in in_use],
    }


@prepared
def _whole(slug: str) -> QuerySet[Skill]:
    """Return a skill with what its page shows from neighbouring rows."""
    terms = SkillTerm.objects.filter(skill=OuterRef("pk"), term__state=State.PUBLISHED).order_by("order")
    near = Neighbour.objects.filter(skill=OuterRef("pk"), other__state=State.PUBLISHED).order_by(
        "relation", "order"
    )
    links = SkillLink.objects.filter(skill=OuterRef("pk")).order_by("order")
    fields = ("name", "slug", "area", "picture", "good_for", "give_up")
    return (
        Skill.objects.published()
        .filter(slug=slug)
        .annotate(
            main_slug=F("main_term__slug"),
            term_rows=rows(terms, name=F("term__name"), slug=F("term__slug"), area=F("term__area")),
            neighbour_rows=rows(near, "relation", **{field: F(f"other__{field}") for field in fields}),
            link_rows=rows(links, "title", "url", "kind", "level"),
        )
    )


@per_content_version
def _questions(skill: int, *, signed_in: bool) -> list[Any]:
    """Return the questions about a skill as their rows show them."""
    return _asked(skill, signed_in=signed_in)


@prepared
def _asked(skill: int, *, signed_in: bool) -> QuerySet:
    asked = Skill(pk=skill).questions.for_readers(signed_in=signed_in).select_related("topic")
    return asked.only("name", "slug", "prompt", "why", "level", "minutes", "visibility", "changed_at",
                      "topic__name", "topic__area", "topic__changed_at")  # fmt: skip


@prepared
def _red_flags(skill: int) -> QuerySet:
    return Skill(pk=skill).red_flags.published()


@prepared
def _placed_around(skill: int) -> QuerySet[Placement, dict[str, Any]]:
    layers = Placement.objects.filter(skill=skill, guide__state=State.PUBLISHED).values("layer")
    around = Placement.objects.filter(layer__in=layers, skill__state=State.PUBLISHED)
    return around.order_by("guide__order", "guide__name", "order").values(
        "layer_id", "skill_id", guide_name=F("guide__name"), guide_slug=F("guide__slug"), layer_name=F("layer__name"),
        key=F("layer__key"), name=F("skill__name"), slug=F("skill__slug"),
    )  # fmt: skip


@per_content_version
def _places(skill: int) -> list[dict[str, Any]]:
    """Return where guides place a skill, with the skills before and after it in the layer; one query."""
    by_layer: dict[int, list[dict[str, Any]]] = {}
    for placed in _placed_around(skill):
        by_layer.setdefault(placed["layer_id"], []).append(placed)
    places = []
    for row in by_layer.values():
        at = next(number for number, placed in enumerate(row) if placed["skill_id"] == skill)
        guide = address("guide", row[at]["guide_slug"])
        here = {"guide_url": guide, "url": f"{guide}?layer={row[at]['key']}"}
        around = {
            "previous": row[at - 1] if at else None,
            "next": row[at + 1] if at + 1 < len(row) else None,
        }
        places.append(row[at] | here | around)
    return places
