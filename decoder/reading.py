"""The reading of a pasted text: which names stand in it, where and why, and what looks technical and is unknown.

Pure: the same text and lexicon give the same reading. Nothing is asked of the database, and nothing is kept.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from decoder import masking, unknown
from decoder.evidence import Judge
from decoder.lexicon import Lexicon
from decoder.masking import Private
from entries.names import Spot

_MENTION = re.compile(
    r"\b(?:no|not|without|never|[a-z]{2,6}n['’]t need|don['’]t|away from|instead of|rather than|no longer"
    r"|replac(?:ed|ing)|(?:like|want|hope|wish|plan|eager|keen) to learn|interested in|currently learning|learning)\s"
)
_DENIED = re.compile(r"\b(?:required|needed|necessary)\b")
_NOT = re.compile(r"not|n['’]t|never")
_DENIAL = re.compile(r"\s?(?:is|are)?(?:\s?not|n['’]t|\snever)?\s?(?:un)?$")
_REACH = 24
_CLAUSE_END = re.compile(r"[.!?;:\n]|\b(?:but|we|to|and now)\b")


class Found(NamedTuple):
    """A name that is known, at the half-open range start:end of the text."""

    start: int
    end: int
    slugs: tuple[str, ...]
    """The terms it may mean; more than one when the word has several meanings."""

    reason: str
    """Why it counts: its name alone, a list, a version, a likely slip of the pen..."""

    context: bool = False
    """Whether it is denied or wished for, so that only the context says what is meant."""

    @property
    def slug(self) -> str:
        """The likeliest term."""
        return self.slugs[0]


class Unknown(NamedTuple):
    """A word that looks technical and is not in the wiki."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the decoder makes of a text."""

    text: str
    found: list[Found] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    private: list[Private] = field(default_factory=list)
    """E-mail addresses, phone numbers and links."""

    @property
    def slugs(self) -> list[str]:
        """The terms named, each once, in the order of the text."""
        return list(dict.fromkeys(slug for found in self.found for slug in found.slugs))


def tidy(text: str) -> str:
    """Return a text with one kind of line end and without control characters that mean nothing here."""
    return text.replace("\r\n", "\n").translate(_TIDY)


_TIDY = str.maketrans({"\r": "\n", "\f": "\n", "\v": "\n", "\0": " ", "\u2028": "\n", "\u2029": "\n"})


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a text; its cost grows with the text, not with the number of names."""
    private = masking.find(text)
    spots = masking.outside(lexicon.index.spots(text), private)
    accepted = Judge(text, spots, lexicon).accepted()
    found = [Found(spot.start, spot.end, meaning.slugs, reason) for spot, meaning, reason in accepted]
    taken: list[Spot | Private] = sorted([*spots, *private], key=attrgetter("start"))
    slips, strange = unknown.look(text, taken, found, lexicon)
    found += [
        Found(start, end, (str(name.key),), f"spelled almost like {name.text}") for start, end, name in slips
    ]
    found.sort(key=attrgetter("start"))
    return Reading(
        text,
        _in_context(text, found),
        [Unknown(start, end, text[start:end]) for start, end in strange],
        private,
    )


def _in_context(text: str, found: list[Found]) -> list[Found]:
    """Mark names that are denied or wished for: "no X needed", "moving away from X"."""
    marked: set[int] = set()
    small = text.lower()
    if len(small) != len(text):  # a few letters have a longer small form
        small = text
    starts = [one.start for one in found]
    for match in _MENTION.finditer(small):
        at = bisect_left(starts, match.end())
        if at < len(starts) and starts[at] - match.end() <= _REACH:
            marked |= set() if _CLAUSE_END.search(small, match.end(), starts[at]) else {at}
    for match in _DENIED.finditer(small):
        at = bisect_left(starts, match.start()) - 1
        between = small[found[at].end : match.start()] if at >= 0 else ""
        if 0 < len(between) <= _REACH and _NOT.search(between) and _DENIAL.fullmatch(between):
            marked.add(at)
    for n in marked:
        found[n] = found[n]._replace(context=True)
    return found
