"""What the page says about a reading: layers lit on a guide, words by layer, look-alikes, and questions to ask."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from decoder.lexicon import Facts, Lexicon
from decoder.reading import Reading
from entries.content_version import per_content_version
from entries.document import AREAS
from entries.models import State
from glossary.links import term_index
from glossary.models import LookAlike, Term
from interviews.models import Question, QuestionSkill
from skills.models import Box, Guide, Layer, Placement

MOST_QUESTIONS, MOST_PAIRS, MOST_PER_LAYER = 7, 6, 2


@per_content_version
def lexicon() -> Lexicon:
    """Return the names and facts of the published terms; two queries, once per content version."""
    rows = Term.objects.published().values_list("slug", "name", "area", "first_released").order_by()
    return Lexicon(term_index(), {slug: Facts(*facts) for slug, *facts in rows})


class GuideBox(NamedTuple):
    """A box of a guide's drawing and the terms that stand for it, those that its label lists included."""

    label: str
    slugs: frozenset[str]


@dataclass
class GuideLayer:
    """A layer of a guide, the terms that belong to it, and in a reading the words found in it."""

    key: str
    number: int
    name: str
    gist: str
    area: str
    position: str
    leading: set[str] = field(default_factory=set)
    """Terms that are a skill of this layer themselves."""

    gathered: set[str] = field(default_factory=set)
    boxes: list[GuideBox] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    usual: list[str] = field(default_factory=list)
    """Boxes of the drawing that the text does not mention."""

    def empty_copy(self) -> "GuideLayer":
        """Return the same layer without words, to be filled for one reading."""
        fixed = (self.key, self.number, self.name, self.gist, self.area, self.position)
        return GuideLayer(*fixed, self.leading, self.gathered, self.boxes)


@per_content_version
def guides_with_layers() -> list[tuple[Guide, list[GuideLayer]]]:
    """Return the published guides with what belongs to each of their layers; four queries, once per content version."""
    guides = list(Guide.objects.published().order_by("order", "name").only("slug", "name"))
    layers: dict[int, GuideLayer] = {}
    found: dict[int, list[GuideLayer]] = {guide.pk: [] for guide in guides}
    for layer in Layer.objects.filter(guide__in=guides).order_by("guide", "order", "pk"):
        row = found[layer.guide_id]
        layers[layer.pk] = GuideLayer(
            layer.key, len(row) + 1, layer.name, layer.gist, layer.area, layer.position
        )
        row.append(layers[layer.pk])
    placed = Placement.objects.filter(layer__in=layers, skill__state=State.PUBLISHED)
    for pk, main, term in placed.values_list("layer_id", "skill__main_term__slug", "skill__terms__slug"):
        layers[pk].leading |= {main} - {None}
        layers[pk].gathered |= {term} - {None}
    boxes, index = Box.objects.filter(layer__in=layers).order_by("layer", "order"), term_index()
    for pk, label, *slugs in boxes.values_list("layer_id", "label", "term__slug", "skill__main_term__slug"):
        terms = frozenset(slug for slug in slugs if slug)
        layers[pk].leading |= terms
        named = (index.get(part) for part in label.split(", "))  # a box "Kafka, RabbitMQ"
        layers[pk].boxes.append(GuideBox(label, terms | {str(name.key) for name in named if name}))
    return [(guide, found[guide.pk]) for guide in guides]


@dataclass
class Explained:
    """Everything the page shows about a reading, beside the marked text."""

    guide: Guide | None
    layers: list[GuideLayer]
    others: list[dict[str, Any]]
    """Words that belong to none of the guide's layers."""

    pairs: list[LookAlike]
    questions: list[Question]
    terms: dict[str, Term]


def explain(reading: Reading, user: AbstractBaseUser | AnonymousUser, guide_slug: str = "") -> Explained:
    """Look up what the page needs; the number of queries does not depend on the text."""
    slugs = reading.slugs
    terms = {
        term.slug: term
        for term in Term.objects.published()
        .filter(slug__in=slugs)
        .only("slug", "name", "gist", "area", "expansion")
    }
    guide, layers = _guide(slugs, guide_slug)
    layers = [layer.empty_copy() for layer in layers]
    others: list[dict[str, Any]] = []
    for slug in slugs:
        if slug not in terms:
            continue
        term = terms[slug]
        layer = _layer_of(slug, term.area, layers)
        word = {"term": term, "area": layer.area if layer else term.area}
        (layer.words if layer else others).append(word)
    named = set(slugs)
    for layer in layers:
        layer.usual = [box.label for box in layer.boxes if box.slugs and not box.slugs & named]
    groups = [*(layer.words for layer in layers), others]
    return Explained(guide, layers, others, _pairs(slugs), _questions(slugs, groups, guide, user), terms)


def area_names() -> dict[str, str]:
    """Return the names of the areas, for words outside a guide."""
    return AREAS


def _guide(slugs: list[str], wanted: str) -> tuple[Guide | None, list[GuideLayer]]:
    """Return the guide asked for, else the one whose layers hold the most of the words."""
    best: tuple[int, Guide | None, list[GuideLayer]] = (-1, None, [])
    for guide, layers in guides_with_layers():
        if guide.slug == wanted:
            return guide, layers
        belonging = set().union(*(layer.leading | layer.gathered for layer in layers))
        fits = len(belonging & set(slugs))
        if fits > best[0]:
            best = (fits, guide, layers)
    return best[1], best[2]


def _layer_of(slug: str, area: str, layers: list[GuideLayer]) -> GuideLayer | None:
    """Return where a term stands: where it is a skill itself, else in its own area, else where a skill gathers it."""
    for fits in (
        lambda layer: slug in layer.leading,
        lambda layer: slug in layer.gathered and layer.area == area,
        lambda layer: layer.area == area,
        lambda layer: slug in layer.gathered,
    ):
        if layer := next(filter(fits, layers), None):
            return layer
    return None


def _pairs(slugs: list[str]) -> list[LookAlike]:
    """Return look-alikes of the words, those named together first, then one for each word."""
    named = set(slugs)
    found = LookAlike.objects.filter(
        Q(term__slug__in=slugs) | Q(other__slug__in=slugs),
        term__state=State.PUBLISHED,
        other__state=State.PUBLISHED,
    ).select_related("term", "other")
    ranked = sorted(found, key=lambda pair: pair.term.slug not in named or pair.other.slug not in named)
    chosen: list[LookAlike] = []
    told: set[str] = set()
    for pair in ranked:
        together = {pair.term.slug, pair.other.slug} & named
        if not together <= told and len(chosen) < MOST_PAIRS:
            chosen.append(pair)
            told |= together
    return chosen


def _questions(
    slugs: list[str],
    groups: list[list[dict[str, Any]]],
    guide: Guide | None,
    user: AbstractBaseUser | AnonymousUser,
) -> list[Question]:
    """Choose questions about the words, spread over layers and levels, in the order of the layers."""
    rows = QuestionSkill.objects.filter(
        question__in=Question.objects.published().values("pk"), skill__main_term__slug__in=slugs
    ).values_list(
        "question_id",
        "question__level",
        "question__topic__guide_id",
        "skill__main_term__slug",
        "question__order",
    )
    about: dict[int, tuple[str, set[str], int]] = {}
    for pk, level, of_guide, slug, order in rows:
        if of_guide in (None, guide.pk if guide else None):
            about.setdefault(pk, (level, set(), order))[1].add(slug)
    chosen: list[int] = []
    levels: dict[str, int] = {}
    named = [{word["term"].slug for word in group} for group in groups]
    for words in sorted(named, key=len, reverse=True):
        fitting = [pk for pk, row in about.items() if row[1] & words and pk not in chosen]
        for _ in range(min(MOST_PER_LAYER, len(fitting), MOST_QUESTIONS - len(chosen))):
            best = min(
                fitting,
                key=lambda pk: (levels.get(about[pk][0], 0), -len(about[pk][1]), about[pk][2], pk),
            )
            fitting.remove(best)
            chosen.append(best)
            levels[about[best][0]] = levels.get(about[best][0], 0) + 1
    found = Question.objects.for_reader(user).filter(pk__in=chosen).select_related("topic")
    places = {pk: next((n for n, words in enumerate(named) if about[pk][1] & words), 0) for pk in chosen}
    return sorted(found, key=lambda question: places[question.pk])
