"""The stages of search in one ranked list: exact, then beginning, then full text, then near spelling."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from entries.names import fold
from search import lookup
from search.lookup import MOST, NameFound, Shown, TextFound, TextsFound
from search.spelling import Asked, distance, near_enough, near_keys

POOR = 3
"""Fewer texts than this, and near spellings are tried."""

EXACT, SIDE, BEGINS, TITLED, MEANT, CONTAINED, TEXT, NEAR, PARTIAL = range(9, 0, -1)
"""The stages, best first.

SIDE is one of two names to be compared, or what is left without filler words; TITLED a row whose names hold
all the words; MEANT a near spelling of everything that was typed while no text holds all the words; CONTAINED
a name that stands inside the words; PARTIAL a text that holds only some of them.
"""


@dataclass(slots=True)
class Hit:
    """One row that was found: how, and why it matched."""

    row_id: int
    kind: str
    rank: int
    stage: int
    score: float = 0.0
    is_main: bool = False
    """Whether it was found by its own name, not by another spelling."""

    reason: str = ""
    spelling: str = ""
    """The name that was found, when a name was."""

    row: Shown | None = None

    @property
    def order(self) -> tuple[float, ...]:
        """Better stages first, then better scores, then terms before skills, then names before aliases."""
        return (-self.stage, -self.score, self.rank, -self.is_main, self.row_id)

    @property
    def in_text(self) -> bool:
        """Whether the words stand in its text, so that an excerpt shows them."""
        return self.stage in (TITLED, TEXT, PARTIAL)


@dataclass
class Results:
    """The best hits in order, and how many there are of each kind."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)
    near: str = ""
    """The near spelling that was found instead: “Did you mean”."""

    sides: tuple[list[Hit], ...] = ()
    """The hits named by either side of a comparison, if one was asked for."""

    @property
    def more(self) -> bool:
        """Whether there are more than MOST, so that some were not ranked."""
        return self.by_kind.total() > MOST

    def count(self, kind: str = "") -> int:
        """Return how many hits of one kind, or of all, can be shown."""
        return min(MOST, self.by_kind[kind] if kind else self.by_kind.total())

    def finish(self, hits: Iterable[Hit], most: int, kind: str = "") -> Self:
        """Keep the best hit of each row, best first; say what was meant when the best is a near spelling."""
        best: dict[int, Hit] = {}
        for hit in hits:
            if hit.row_id not in best or hit.order < best[hit.row_id].order:
                best[hit.row_id] = hit
        ranked = sorted(best.values(), key=lambda hit: hit.order)
        if ranked and ranked[0].stage in (MEANT, NEAR):
            self.near = ranked[0].spelling
        self.hits = [hit for hit in ranked if kind in ("", hit.kind)][:most]
        return self


def search(asked: Asked, *, member: bool, kind: str = "", most: int = 10) -> Results:
    """Return the `most` best hits, of one kind or of all, and the counts of all kinds.

    `member` says whether answers for signed-in people may be searched, too.
    """
    results = Results(asked)
    if not asked.whole:
        return results
    hits = by_name(asked)
    named = {hit.row_id: hit.kind for hit in hits}
    look = partial(
        lookup.texts, asked.content_words, member=member, first=kind, most=max(most, POOR), besides=named
    )
    found = look()
    texts = [_text_hit(text) for text in found.best]
    best = max((hit.stage for hit in [*hits, *texts]), default=0)
    if best <= CONTAINED and len(texts) < POOR:
        near = by_near_spelling(asked, hits, whole=not texts)
        named |= {hit.row_id: hit.kind for hit in [*near, *texts]}
        hits += near
        found = TextsFound([], {})
    if not texts and len(asked.content_words) > 1:
        found = look(all_words=False, besides=named)
        texts = [_text_hit(text, PARTIAL, "Some of the words in the text") for text in found.best]
    results.by_kind = Counter(named.values()) + Counter(found.counts)
    results.sides = tuple(
        [hit for hit in hits if hit.stage == SIDE and hit.score == -side] for side in (1, 2)
    )
    return results.finish([*hits, *texts], most, kind)


def _text_hit(found: TextFound, stage: int = TEXT, reason: str = "In the text") -> Hit:
    stage = TITLED if found.in_names else stage
    return Hit(found.row_id, found.kind, found.rank, stage, found.score, reason=reason, row=found.row)


def suggest(asked: Asked, *, most: int = 8) -> Results:
    """Return the first names while one types: exact and beginning, or near spellings without these."""
    if not asked.whole:
        return Results(asked)
    hits = by_name(asked)
    return Results(asked).finish(hits or by_near_spelling(asked, [], whole=True), most)


def by_name(asked: Asked) -> list[Hit]:
    """Return rows one of whose spellings is what was typed, is a part of it or begins with it; one query."""
    if not asked.folded:
        return []
    found = lookup.names({*asked.names, *asked.windows}, asked.folded)
    owners = Counter(name.folded for name in found)
    windows = list(asked.windows)
    hits = []
    for row_id, kind, rank, folded, text, is_main, row in found:
        if folded in asked.names:
            place = asked.names[folded]
            stage, score = SIDE if place else EXACT, -float(place)
        elif folded in windows:
            stage, score = CONTAINED, -float(windows.index(folded))
        else:
            # A spelling that a skill shares with its term is looked for more often than others.
            stage, score = BEGINS, 2 * is_main + (owners[folded] > 1) + 1 / len(folded)
        reason = _why_named(stage, text, row.name, kind, is_main=is_main)
        hits.append(Hit(row_id, kind, rank, stage, score, is_main, reason, text, row))
    return hits


def _why_named(stage: int, text: str, name: str, kind: str, *, is_main: bool) -> str:
    if not is_main:
        return f"Explains {text}" if kind == "skill" else f"{text} is another name for {name}"
    return {EXACT: "Exact name", BEGINS: "The name begins like this"}.get(stage, "Named in your words")


def by_near_spelling(asked: Asked, named: list[Hit], *, whole: bool) -> list[Hit]:
    """Return rows with a spelling a slip or two from what was typed or, failing that, from words in it.

    Words that the hits in `named` explain are no slips. With `whole`, no text holds all the words, so that a
    near spelling of everything typed is what was meant. By a shared key first, failing that by trigrams.
    """
    parts = asked.unknown([fold(hit.spelling) for hit in named])
    typed = list(dict.fromkeys([asked.folded, *parts]))
    keys = {key for name in typed for key in near_keys(name)}
    found = _near_hits(typed, lookup.names_with_keys(keys)) if keys else []
    longest = asked.folded if len(asked.words) < 4 else max(parts, key=len, default="")
    if not found and 5 < len(longest) <= 40:
        found = _near_hits([longest], lookup.names_with_trigrams(longest))
    meant = [hit for word, hit in found if word == asked.folded]
    for hit in meant if whole else ():
        hit.stage = MEANT
    return sorted(meant or [hit for _, hit in found], key=lambda hit: hit.order)[:20]


def _near_hits(typed: list[str], names: list[NameFound]) -> list[tuple[str, Hit]]:
    """Return hits for those of the names that are near enough, each with the typed form it is near to."""
    found = []
    for row_id, kind, rank, folded, text, is_main, row in names:
        reason = f"Spelled much like {text}"
        for word in typed:
            if near_enough(word, folded):
                score = _nearness(word, folded) + is_main / 10
                found.append((word, Hit(row_id, kind, rank, NEAR, score, is_main, reason, text, row)))
    return found


def _nearness(typed: str, name: str) -> float:
    """Fewer slips are better; a slip in the first letter is rare, so it counts more."""
    return -distance(typed, name) + (0.5 if name[0] == typed[0] else 0) - abs(len(name) - len(typed)) / 100


def with_rows(hits: Iterable[Hit]) -> list[Hit]:
    """Fetch the rows of hits that lack something to show, in one query, and return the hits that still exist."""
    hits = list(hits)
    lacking = [
        hit for hit in hits if not hit.row or (not hit.row.text and (hit.in_text or hit.kind == "question"))
    ]
    rows = lookup.shown([hit.row_id for hit in lacking])
    for hit in lacking:
        hit.row = rows.get(hit.row_id)
    return [hit for hit in hits if hit.row]
