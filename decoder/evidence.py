"""Whether a word that is also plain English is meant as technology where it stands.

Names without a flag always count. For the others the text has to show it: a list of technologies around them, "in X",
"using X" or "X developer", a version, a skills heading, or the right case in running text near a technology.
docs/decisions/evidence-for-everyday-words.md tells why.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from decoder import words
from decoder.lexicon import Lexicon
from entries.names import COMPANY_DISTANCE, Name, Spot

_BEFORE, _AROUND = 40, 50
_CASELESS = 0.004
"""Share of capital letters below which the case of a text says nothing."""

_PEOPLE_AREAS = frozenset({"language", "backend", "frontend", "data"})


class Kind(Enum):
    """How much a spelling needs to count."""

    SURE = "its spelling stands for nothing else"
    ACRONYM = "capital letters"
    PRODUCT = "an everyday word"
    IDEA = "a general word near technologies"


@dataclass(slots=True)
class Candidate:
    """A spot and what is to be said about it."""

    spot: Spot
    name: Name
    kind: Kind
    cased: bool
    """Written in the case of its name."""

    reason: str = ""
    """Why it counts; empty as long as it does not."""


class Judge:
    """Decides over all spots of one text, in a few passes over them."""

    def __init__(self, text: str, spots: list[Spot], lexicon: Lexicon) -> None:
        self.text = text
        kinds: dict[int, tuple[Kind, bool]] = {}
        self.candidates = [_candidate(text, spot, lexicon, kinds) for spot in spots]
        capitals = sum(map(str.isupper, text[:20_000]))
        self.caseless = capitals <= _CASELESS * min(len(text), 20_000)
        self.lexicon = lexicon
        self.judged: dict[tuple, str] = {}
        seen: dict[str, words.Gap] = {}
        edges = [0, *(at for spot in spots for at in (spot.start, spot.end)), len(text)]
        self.gaps = [words.between(text, edges[n], edges[n + 1], seen) for n in range(0, len(edges) - 1, 2)]
        self.headed = list(_headed(text))
        self.head_starts = [start for start, _ in self.headed]

    def accepted(self) -> list[Candidate]:
        """Return what counts, in order."""
        for candidate in self.candidates:
            if candidate.kind is Kind.SURE or _spelled_out(candidate):
                candidate.reason = "name"
        open_ones = [
            (at, one)
            for at, one in enumerate(self.candidates)
            if not one.reason and one.kind in (Kind.PRODUCT, Kind.ACRONYM)
        ]
        for _ in range(2):  # what the first pass found is company in the second
            self._measure()
            for at, candidate in open_ones:
                if not candidate.reason:
                    candidate.reason = self._remembered(at, candidate)
            if not any(candidate.reason for _, candidate in open_ones):
                break
        self._measure()
        for at, candidate in enumerate(self.candidates):
            if candidate.reason or candidate.kind is not Kind.IDEA:
                continue
            heading = words.is_heading(self.text, candidate.spot.start, candidate.spot.end)
            if not heading and self._near(at, COMPANY_DISTANCE, same_sentence=True):
                candidate.reason = "near technologies"
        return [candidate for candidate in self.candidates if candidate.reason]

    def _measure(self) -> None:
        """Count, for each run of list items, the members and those that count; and find the nearest that counts."""
        number = len(self.candidates)
        self.run_of, self.runs = [0] * number, []
        self.before, self.after = [-1] * number, [-1] * number
        last = -1
        for at, candidate in enumerate(self.candidates):
            gap = self.gaps[at]
            if at == 0 or not (gap.joined or gap.beside):
                self.runs.append([0, 0, 0])
            run = self.runs[-1]
            run[0] += 1
            run[1] += candidate.reason != ""
            run[2] += candidate.cased
            self.run_of[at] = len(self.runs) - 1
            self.before[at] = last
            if candidate.reason:
                last = at
        last = -1
        for at in range(number - 1, -1, -1):
            self.after[at] = last
            if self.candidates[at].reason:
                last = at

    def _near(self, at: int, distance: int, *, same_sentence: bool = False) -> bool:
        """Whether something that counts stands near."""
        spot = self.candidates[at].spot
        if (other := self.before[at]) >= 0:
            end = self.candidates[other].spot.end
            if spot.start - end <= distance and not (
                same_sentence and words.ends_between(self.text, end, spot.start)
            ):
                return True
        if (other := self.after[at]) >= 0:
            start = self.candidates[other].spot.start
            return start - spot.end <= distance and not (
                same_sentence and words.ends_between(self.text, spot.end, start)
            )
        return False

    def _remembered(self, at: int, candidate: Candidate) -> str:
        """Return the evidence; where no technology is near, the words around decide, and are judged once."""
        if self._near(at, 2 * COMPANY_DISTANCE):
            return self._evidence(at, candidate)
        spot = candidate.spot
        around = self.text[max(0, spot.start - _AROUND) : spot.end + _AROUND]
        members, sure, cased = self.runs[self.run_of[at]]
        key = (
            around,
            spot.end - spot.start,
            min(members, 4),
            min(sure, 4),
            min(cased, 4),
            self._headed(spot.start),
        )
        if key not in self.judged:
            self.judged[key] = self._evidence(at, candidate)
        return self.judged[key]

    def _evidence(self, at: int, candidate: Candidate) -> str:
        """Return why an everyday word or an acronym counts here, or nothing."""
        spot, text = candidate.spot, self.text
        left, right = self.gaps[at], self.gaps[at + 1]
        members, sure, cased_members = self.runs[self.run_of[at]]
        cased = candidate.cased or (self.caseless and not candidate.name.text.isupper())
        short = len(candidate.name.text) <= 2
        if short and not candidate.cased and not (self.caseless or sure >= 2):
            return ""
        begins, ends = left.joined or left.begins or left.beside, right.joined or right.ends or right.beside
        linked = left.joined or right.joined
        headed = self._headed(spot.start)
        if words.YEAR_AFTER.match(text, spot.end) and text[spot.start : spot.end].lower() in _SEASONS:
            return ""
        if begins and ends:
            if linked and (sure >= 1 if cased else sure >= 2 or (headed and sure)):
                return "in a list of technologies"
            if linked and not short and cased and (cased_members if not self.caseless else members - 1) >= 3:
                return "in a list of technologies"
            if cased and words.is_cell(text, spot.start, spot.end) and self._near(at, COMPANY_DISTANCE):
                return "in a column of technologies"
            if headed and cased and not self._guarded(spot):
                return "under a skills heading"
            if (left.beside or right.beside) and members >= 3 and sure >= 2:
                return "among technologies"
        if right.joined and cased and members >= 3 and sure >= 2:
            return "in a list of technologies"
        return self._in_running_text(at, candidate, cased=cased, short=short)

    def _in_running_text(self, at: int, candidate: Candidate, *, cased: bool, short: bool) -> str:
        spot, text = candidate.spot, self.text
        version = words.has_version(text, spot.end)
        if version == "dotted" or (version and candidate.cased and not self._guarded(spot)):
            return "with a version"
        proper = candidate.cased and not short and not words.starts_sentence(text, spot.start)
        named = proper or (cased and not candidate.name.case_matters)
        noun = words.TOOL_NOUN.match(text, spot.end)
        if noun and cased and self._made_with(at, candidate, noun.group(), proper=proper):
            return "named as a tool"
        right = self.gaps[at + 1]
        ended = right.ends or right.joined or noun is not None
        if ended and cased and self._in_place(at, candidate, named=named):
            return "in the place of a tool"
        if not short and candidate.cased and self._in_right_case(at, candidate):
            return "in the right case beside technologies"
        return ""

    def _made_with(self, at: int, candidate: Candidate, noun: str, *, proper: bool) -> bool:
        """Whether it is "a Spring application" or "a Go developer"."""
        spot = candidate.spot
        person = words.PERSON_NOUN.match(noun)
        if person and self.lexicon.facts_of(candidate.name.key).area not in _PEOPLE_AREAS:
            return False  # there are Go developers, but "Black developers" are people
        return (
            (person is not None and candidate.cased)
            or (proper and not candidate.name.case_matters)
            or self._near(at, 2 * COMPANY_DISTANCE)
            or words.BUILDING_VERB.search(self.text, max(0, spot.start - _BEFORE), spot.start) is not None
        )

    def _in_place(self, at: int, candidate: Candidate, *, named: bool) -> bool:
        """Whether it stands where tools stand: "in Go", "using Chef", "knowledge of Spring", "5 years Rust"."""
        spot, text = candidate.spot, self.text
        word = words.word_before(text, spot.start)
        before = max(0, spot.start - _BEFORE)
        if named and word in words.SKILL_LINKS and words.SKILL_BEFORE.search(text[before : spot.start]):
            return True
        if not words.leads_to_tool(word) or self._guarded(spot):
            return False
        strong = words.calls_for_tool(word)
        return (
            (named and words.is_known_or_used(word))
            or self._near(at, 2 * COMPANY_DISTANCE, same_sentence=not (strong and candidate.cased))
            or (candidate.cased and strong and words.BUILDING.search(text, before, spot.start) is not None)
        )

    def _in_right_case(self, at: int, candidate: Candidate) -> bool:
        """Whether its capital says that it is a name, and technologies are near."""
        spot, left, right = candidate.spot, self.gaps[at], self.gaps[at + 1]
        if candidate.name.text.islower():
            return False
        if words.starts_sentence(self.text, spot.start) and not (left.joined or right.joined):
            return False
        strict = candidate.name.case_matters
        if strict and words.NAME_AFTER.match(self.text, spot.end) and not right.beside:
            return False
        return not self._guarded(spot) and self._near(at, COMPANY_DISTANCE, same_sentence=strict)

    def _guarded(self, spot: Spot) -> bool:
        """Whether it is said as a time: "in Spring 2022", "since Spring, ..."."""
        text = self.text
        if words.YEAR_AFTER.match(text, spot.end):
            return True
        written = text[spot.start : spot.end].lower()
        return written in _SEASONS and (words.leads_to_time(words.word_before(text, spot.start)))

    def _headed(self, start: int) -> bool:
        at = bisect_right(self.head_starts, start) - 1
        return at >= 0 and start < self.headed[at][1]


_SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})


def _candidate(text: str, spot: Spot, lexicon: Lexicon, kinds: dict[int, tuple[Kind, bool]]) -> Candidate:
    written = text[spot.start : spot.end]
    name = spot.names[0]
    if len(spot.names) > 1:
        name = next((other for other in spot.names if other.text == written), name)
    if id(name) not in kinds:
        kinds[id(name)] = _kind(name, lexicon)
    kind, lower_fits = kinds[id(name)]
    if kind in (Kind.SURE, Kind.IDEA):
        return Candidate(spot, name, kind, cased=True)
    cased = written == name.text or (not name.case_matters and (lower_fits or written[0].isupper()))
    return Candidate(spot, name, kind, cased)


def _spelled_out(candidate: Candidate) -> bool:
    """Whether the right case alone is enough: for names that do not ask for company."""
    return candidate.cased and not candidate.name.only_beside_others


def _kind(name: Name, lexicon: Lexicon) -> tuple[Kind, bool]:
    """Return the kind of a spelling, and whether its right case begins with a small letter."""
    product = lexicon.facts_of(name.key).is_product
    if (
        not name.case_matters
        and not name.only_beside_others
        and (len(name.text) > 2 or not name.text.isalnum())
    ):
        return Kind.SURE, False
    if name.text.isupper() or (name.case_matters and not product):
        return Kind.ACRONYM, False
    if product or name.case_matters:
        return Kind.PRODUCT, next((char for char in name.text if char.isalpha()), "A").islower()
    return Kind.IDEA, False


def _headed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges below or beside a skills heading: to the next blank line or other heading."""
    for match in words.HEADING.finditer(text):
        end = words.BLOCK_END.search(text, match.end() + 1)
        yield match.end(), end.start() if end else len(text)
