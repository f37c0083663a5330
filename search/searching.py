"""The four stages of search in one ranked list: exact, then beginning, then full text, then near spelling."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet, Value

from entries.names import fold
from search.models import CONFIGURATION, SearchName, SearchRow
from search.spelling import Asked, distance, indexable, near_enough, near_keys

MOST = 1_000
"""Candidates that are ranked; what lies beyond is counted as “more than 1,000”."""

POOR = 3
"""Fewer hits than this, and near spellings are tried."""

EXACT, CONTAINED, BEGINS, TEXT, NEAR, PARTIAL = 6, 5, 4, 3, 2, 1
"""The stages; PARTIAL is a text that holds only some of the words, which a near spelling of a name beats."""


@dataclass
class Hit:
    """One row that was found: how, and why it matched."""

    row_id: int
    kind: str
    rank: int
    stage: int
    score: float = 0.0
    reason: str = ""
    row: SearchRow | None = None

    @property
    def order(self) -> tuple[float, ...]:
        """Better stages first, better scores first, then terms before skills before the rest."""
        return (-self.stage, -self.score, self.rank, self.row_id)


@dataclass
class Results:
    """All hits in order, cut to MOST, with what is to be said about them."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    near: str = ""
    """The near spelling that was found instead: “Did you mean”."""

    more: bool = False
    """Whether there are more than MOST."""

    @property
    def by_kind(self) -> dict[str, int]:
        """How many hits each kind has."""
        counts: dict[str, int] = {}
        for hit in self.hits:
            counts[hit.kind] = counts.get(hit.kind, 0) + 1
        return counts

    def of(self, kind: str) -> list[Hit]:
        """Return the hits of one kind, or all of them."""
        return [hit for hit in self.hits if hit.kind == kind] if kind else self.hits


def search(asked: Asked, *, member: bool) -> Results:
    """Return what was found; `member` says whether answers for signed-in people may be searched, too."""
    results = Results(asked)
    if not asked.whole:
        return results
    hits = {hit.row_id: hit for hit in by_name(asked)}
    for hit in by_text(asked, member=member):
        hits.setdefault(hit.row_id, hit)
    results.more = len(hits) > MOST
    whole = [hit for hit in hits.values() if hit.stage > PARTIAL]
    if len(whole) < POOR and not any(hit.stage > TEXT for hit in whole):
        near = by_near_spelling(asked)
        results.near = near[0].reason if near else ""
        for hit in near:
            if hit.row_id not in hits or hits[hit.row_id].stage < NEAR:
                hits[hit.row_id] = hit
    results.hits = sorted(hits.values(), key=lambda hit: hit.order)[:MOST]
    return results


def suggest(asked: Asked, *, most: int = 8) -> Results:
    """Return the first names while one types: exact and beginning, or near spellings when there is neither."""
    results = Results(asked)
    if len(asked.whole) < 2 and not asked.text:
        return results
    hits = by_name(asked, most=most * 6)
    if not hits:
        hits = by_near_spelling(asked)
        results.near = hits[0].reason if hits else ""
    results.hits = sorted(hits, key=lambda hit: hit.order)[:most]
    return results


def by_name(asked: Asked, *, most: int = MOST) -> list[Hit]:
    """Return rows one of whose spellings is what was typed, stands in it, or begins with it; one or two queries."""
    exact = {asked.folded, asked.whole, *(fold(side) for side in asked.sides)} - {""}
    fields = ("row_id", "row__kind", "row__rank", "folded", "text", "is_main", "row__name")
    named = SearchName.objects.filter(folded__in=[*exact, *asked.windows]).values_list(*fields)
    found = list(named[:most])
    begins = SearchName.objects.filter(folded__startswith=asked.folded).exclude(folded=asked.folded)
    found += begins.order_by("folded").values_list(*fields)[:most] if asked.folded else []
    best: dict[int, Hit] = {}
    for row_id, kind, rank, folded, text, is_main, name in found:
        if folded in exact:
            stage, score = EXACT, 1.0 + is_main
        elif folded in asked.windows:
            stage, score = CONTAINED, float(len(folded))
        else:
            stage, score = BEGINS, is_main + 1 / len(folded)
        hit = Hit(row_id, kind, rank, stage, score, _why_named(stage, text, name, kind, is_main=is_main))
        if row_id not in best or hit.order < best[row_id].order:
            best[row_id] = hit
    return list(best.values())


def by_text(asked: Asked, *, member: bool) -> list[Hit]:
    """Return rows whose texts hold all the words, or failing that one of them; at most MOST are ranked."""
    vector = "member_vector" if member else "vector"
    stage, found = TEXT, _ranked(vector, _query(asked.content_words, all_words=True))
    if not found and len(asked.content_words) > 1:
        stage, found = PARTIAL, _ranked(vector, _query(asked.content_words, all_words=False))
    return [Hit(row_id, kind, rank, stage, round(float(score), 4)) for row_id, kind, rank, score in found]


def by_near_spelling(asked: Asked) -> list[Hit]:
    """Return rows with a spelling a slip or two away from what was typed or from one of its words, nearest first."""
    found = _near(asked.folded)
    words = [fold(word) for word in asked.content_words]
    for word in words[:4] if len(words) > 1 and not found else ():
        found += _near(word) if len(word) > 3 else []
    best: dict[int, Hit] = {}
    for hit in found:
        if hit.row_id not in best or hit.order < best[hit.row_id].order:
            best[hit.row_id] = hit
    return sorted(best.values(), key=lambda hit: hit.order)[:20]


def _near(typed: str) -> list[Hit]:
    """Return the near spellings of one name: by a shared key first, by trigrams when the word is long."""
    keys = near_keys(typed)
    if not keys:
        return []
    fields = ("row_id", "row__kind", "row__rank", "folded", "text")
    found = [n for n in SearchName.objects.filter(keys__overlap=keys).values_list(*fields)[:200] if near_enough(typed, n[3])]
    if not found and len(typed) > 5:
        similar = SearchName.objects.filter(folded__trigram_similar=typed).values_list(*fields)[:200]
        found = [name for name in similar if near_enough(typed, name[3])]
    return [Hit(row_id, kind, rank, NEAR, _nearness(typed, folded), text) for row_id, kind, rank, folded, text in found]


def _nearness(typed: str, name: str) -> float:
    """Fewer slips are better; a slip in the first letter is rare, so it counts more."""
    return -distance(typed, name) + (0.5 if name[0] == typed[0] else 0) - abs(len(name) - len(typed)) / 100


def with_rows(hits: Iterable[Hit]) -> list[Hit]:
    """Fetch the rows of some hits, in one query, and return the hits that still exist."""
    hits = list(hits)
    rows = SearchRow.objects.in_bulk([hit.row_id for hit in hits])
    for hit in hits:
        hit.row = rows.get(hit.row_id)
    return [hit for hit in hits if hit.row]


def _query(words: list[str], *, all_words: bool) -> SearchQuery | None:
    """Return a full-text query of plain words, each taken both as it is and by its stem; None without any."""
    joined: SearchQuery | None = None
    for word in words[:12]:
        text = indexable(word)
        query = SearchQuery(text, config=CONFIGURATION) | SearchQuery(text, config="simple")
        joined = query if joined is None else (joined & query if all_words else joined | query)
    return joined


def _ranked(vector: str, query: SearchQuery | None) -> QuerySet | list[tuple[int, str, int, float]]:
    if query is None:
        return []
    candidates = SearchRow.objects.filter(Q(**{vector: query})).values("pk")[: MOST + 1]
    ranked = SearchRow.objects.filter(pk__in=candidates).annotate(
        score=SearchRank(F(vector), query, weights=[0.1, 0.2, 0.6, 1.0], normalization=Value(1))
    )
    return list(ranked.order_by("-score", "rank", "pk").values_list("pk", "kind", "rank", "score"))


def _why_named(stage: int, text: str, name: str, kind: str, *, is_main: bool) -> str:
    if is_main:
        return "" if stage == BEGINS else "Exact name"
    return f"Explains {text}" if kind == "skill" else f"{text} is another name for {name}"
