"""Whether a word that is also plain English is meant as technology where it stands.

Names without a flag always count. For the others the text has to show it: a list of technologies around them, "in X",
"using X" or "X developer", a version, a skills heading, or the right case in running text near a technology.
docs/decisions/evidence-for-everyday-words.md tells why.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import compress, islice
from typing import NamedTuple

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


class Meaning(NamedTuple):
    """What is to be said about a written word wherever it stands."""

    name: Name
    slugs: tuple[str, ...]
    """The terms it may mean, the likeliest first."""

    kind: Kind
    cased: bool
    """Written in the case of its name."""

    is_season: bool

    reason: str
    """Why it always counts, or nothing."""


class Judge:
    """Decides over all spots of one text, in a few passes over them; `at` is a spot's place among them."""

    def __init__(self, text: str, spots: list[Spot], lexicon: Lexicon) -> None:
        self.text = text
        self.spots = spots
        self.lexicon = lexicon
        self.meanings = _meanings(text, spots, lexicon)
        self.reasons = [meaning.reason for meaning in self.meanings]
        """Why each counts; empty as long as it does not."""

        head = text[:20_000]
        few = int(_CASELESS * len(head))
        self.caseless = len(list(islice(filter(str.isupper, head), few + 1))) <= few
        self.judged: dict[tuple, str] = {}
        self.gaps = words.gaps(text, spots)
        self.run_of = list(_run_of(self.gaps))
        self.members = Counter(self.run_of)
        self.cased = self._in_runs(meaning.cased for meaning in self.meanings)
        self.headed = list(_headed(text))
        self.head_starts = [start for start, _ in self.headed]

    def accepted(self) -> list[tuple[Spot, Meaning, str]]:
        """Return what counts and why, in order."""
        reasons = self.reasons
        self._count()
        open_ones = [
            at for at, one in enumerate(self.meanings) if not one.reason and one.kind is not Kind.IDEA
        ]
        for _ in range(2):  # what the first pass found is company in the second
            for at in open_ones:
                reasons[at] = self._remembered(at)
            still_open = [at for at in open_ones if not reasons[at]]
            if len(still_open) == len(open_ones):
                break
            open_ones = still_open
            self._count()
        for at, meaning in enumerate(self.meanings):
            if meaning.kind is Kind.IDEA and not reasons[at] and self._is_idea(at):
                reasons[at] = "near technologies"
        return [row for row in zip(self.spots, self.meanings, reasons, strict=True) if row[2]]

    def _count(self) -> None:
        """Note which spots count, and how many of each run do."""
        self.counting = [at for at, reason in enumerate(self.reasons) if reason]
        self.sure = self._in_runs(self.reasons)

    def _in_runs(self, flags: Iterable[object]) -> Counter[int]:
        return Counter(compress(self.run_of, flags))

    def _is_idea(self, at: int) -> bool:
        spot = self.spots[at]
        heading = words.is_heading(self.text, spot.start, spot.end)
        return not heading and self._near(at, COMPANY_DISTANCE, same_sentence=True)

    def _near(self, at: int, distance: int, *, same_sentence: bool = False) -> bool:
        """Whether something that counts stands near one that does not."""
        spot, after = self.spots[at], bisect_left(self.counting, at)
        if after:
            end = self.spots[self.counting[after - 1]].end
            if spot.start - end <= distance and not (
                same_sentence and words.ends_between(self.text, end, spot.start)
            ):
                return True
        if after < len(self.counting):
            start = self.spots[self.counting[after]].start
            return start - spot.end <= distance and not (
                same_sentence and words.ends_between(self.text, spot.end, start)
            )
        return False

    def _remembered(self, at: int) -> str:
        """Return the evidence; where no technology is near, the words around decide, and are judged once."""
        if self._near(at, 2 * COMPANY_DISTANCE):
            return self._evidence(at)
        spot, run = self.spots[at], self.run_of[at]
        around = self.text[max(0, spot.start - _AROUND) : spot.end + _AROUND]
        counts = (min(self.members[run], 4), min(self.sure[run], 4), min(self.cased[run], 4))
        key = (around, spot.end - spot.start, counts, self._headed(spot.start))
        if key not in self.judged:
            self.judged[key] = self._evidence(at)
        return self.judged[key]

    def _evidence(self, at: int) -> str:
        """Return why an everyday word or an acronym counts here, or nothing."""
        spot, meaning, text = self.spots[at], self.meanings[at], self.text
        left, right = self.gaps[at], self.gaps[at + 1]
        run = self.run_of[at]
        members, sure, cased_members = self.members[run], self.sure[run], self.cased[run]
        cased = meaning.cased or (self.caseless and not meaning.name.text.isupper())
        short = len(meaning.name.text) <= 2
        if short and not meaning.cased and not (self.caseless or sure >= 2):
            return ""
        begins, ends = left.joined or left.begins or left.beside, right.joined or right.ends or right.beside
        linked = left.joined or right.joined
        if meaning.is_season and words.YEAR_AFTER.match(text, spot.end):
            return ""
        if begins and ends:
            if linked and (sure >= 1 if cased else sure >= 2 or (sure and self._headed(spot.start))):
                return "in a list of technologies"
            if linked and not short and cased and (cased_members if not self.caseless else members - 1) >= 3:
                return "in a list of technologies"
            if cased and words.is_cell(text, spot.start, spot.end) and self._near(at, COMPANY_DISTANCE):
                return "in a column of technologies"
            if cased and self._headed(spot.start) and not self._guarded(at):
                return "under a skills heading"
            if (left.beside or right.beside) and members >= 3 and sure >= 2:
                return "among technologies"
        if right.joined and cased and members >= 3 and sure >= 2:
            return "in a list of technologies"
        return self._in_running_text(at, cased=cased, short=short)

    def _in_running_text(self, at: int, *, cased: bool, short: bool) -> str:
        spot, meaning, text = self.spots[at], self.meanings[at], self.text
        version = words.has_version(text, spot.end)
        if version == "dotted" or (version and meaning.cased and not self._guarded(at)):
            return "with a version"
        proper = meaning.cased and not short and not words.starts_sentence(text, spot.start)
        named = proper or (cased and not meaning.name.case_matters)
        noun = words.TOOL_NOUN.match(text, spot.end)
        if noun and cased and self._made_with(at, noun.group(), proper=proper):
            return "named as a tool"
        right = self.gaps[at + 1]
        ended = right.ends or right.joined or noun is not None
        if ended and cased and self._in_place(at, named=named):
            return "in the place of a tool"
        if not short and meaning.cased and self._in_right_case(at):
            return "in the right case beside technologies"
        return ""

    def _made_with(self, at: int, noun: str, *, proper: bool) -> bool:
        """Whether it is "a Spring application" or "a Go developer"."""
        spot, meaning = self.spots[at], self.meanings[at]
        person = words.PERSON_NOUN.match(noun)
        if person and self.lexicon.facts_of(meaning.name.key).area not in _PEOPLE_AREAS:
            return False  # there are Go developers, but "Black developers" are people
        return (
            (person is not None and meaning.cased)
            or (proper and not meaning.name.case_matters)
            or self._near(at, 2 * COMPANY_DISTANCE)
            or words.BUILDING_VERB.search(self.text, max(0, spot.start - _BEFORE), spot.start) is not None
        )

    def _in_place(self, at: int, *, named: bool) -> bool:
        """Whether it stands where tools stand: "in Go", "using Chef", "knowledge of Spring", "5 years Rust"."""
        spot, meaning, text = self.spots[at], self.meanings[at], self.text
        word = words.word_before(text, spot.start)
        before = max(0, spot.start - _BEFORE)
        if named and word in words.SKILL_LINKS and words.SKILL_BEFORE.search(text[before : spot.start]):
            return True
        if not words.leads_to_tool(word) or self._guarded(at):
            return False
        strong = words.calls_for_tool(word)
        return (
            (named and words.is_known_or_used(word))
            or self._near(at, 2 * COMPANY_DISTANCE, same_sentence=not (strong and meaning.cased))
            or (meaning.cased and strong and words.BUILDING.search(text, before, spot.start) is not None)
        )

    def _in_right_case(self, at: int) -> bool:
        """Whether its capital says that it is a name, and technologies are near."""
        spot, meaning = self.spots[at], self.meanings[at]
        left, right = self.gaps[at], self.gaps[at + 1]
        if meaning.name.text.islower():
            return False
        if words.starts_sentence(self.text, spot.start) and not (left.joined or right.joined):
            return False
        strict = meaning.name.case_matters
        if strict and words.NAME_AFTER.match(self.text, spot.end) and not right.beside:
            return False
        return not self._guarded(at) and self._near(at, COMPANY_DISTANCE, same_sentence=strict)

    def _guarded(self, at: int) -> bool:
        """Whether it is said as a time: "in Spring 2022", "since Spring, ..."."""
        spot, text = self.spots[at], self.text
        if words.YEAR_AFTER.match(text, spot.end):
            return True
        return self.meanings[at].is_season and words.leads_to_time(words.word_before(text, spot.start))

    def _headed(self, start: int) -> bool:
        at = bisect_right(self.head_starts, start) - 1
        return at >= 0 and start < self.headed[at][1]


_SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})


def _meanings(text: str, spots: list[Spot], lexicon: Lexicon) -> list[Meaning]:
    """Return what each spot can mean; a written word is looked up once."""
    written = [text[spot.start : spot.end] for spot in spots]
    known: dict[str, Meaning] = {}
    for word, spot in zip(written, spots, strict=True):
        if word not in known:
            known[word] = _meaning(word, spot.names, lexicon)
    return [known[word] for word in written]


def _meaning(written: str, names: tuple[Name, ...], lexicon: Lexicon) -> Meaning:
    name = next((name for name in names if name.text == written), names[0])
    slugs = tuple(dict.fromkeys(str(one.key) for one in (name, *names)))
    kind, lower_fits = _kind(name, lexicon)
    if kind in (Kind.SURE, Kind.IDEA):
        cased = True
    else:
        cased = written == name.text or (not name.case_matters and (lower_fits or written[0].isupper()))
    counts = kind is Kind.SURE or (cased and not name.only_beside_others)  # the right case alone is enough
    return Meaning(name, slugs, kind, cased, written.lower() in _SEASONS, "name" if counts else "")


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


def _run_of(gaps: list[words.Gap]) -> Iterator[int]:
    """Yield for each spot the number of the run of list items that it stands in."""
    run = 0
    for gap in gaps[:-1]:  # the one before each spot
        run += not (gap.joined or gap.beside)
        yield run


def _headed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges below or beside a skills heading: to the next blank line or other heading."""
    block_end = -1
    for match in words.HEADING.finditer(text):
        if block_end <= match.end():  # headings of one block share its end
            end = words.BLOCK_END.search(text, match.end() + 1)
            block_end = end.start() if end else len(text)
        yield match.end(), block_end
