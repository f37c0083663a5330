"""E-mail addresses, phone numbers and links: found, so that names inside them do not count and copies hide them."""

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import NamedTuple

from entries.names import Spot

_PRIVATE = re.compile(
    r"(?P<mail>[\w.+%-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<link>\bhttps?://[^\s<>\"]{1,400}|\bwww\.[^\s<>\"]{1,400}"
    r"|\b[a-z0-9-]{1,40}+(?:\.[a-z0-9-]{1,30}+){0,2}\.(?:com|org|net|io|dev|me|co|uk|de|ai|app|page)/[^\s<>\"]{1,400})"
    r"|(?P<phone>(?<![\w.])(?:\+|\(\+?|00|0)\d[\d ()/.-]{6,18}\d(?![\w]))",
    re.I,
)
_HINT = re.compile(r"[@/wW\d](?:(?<=[@/])|(?<=[wW])[wW]{2}\.|(?<=\d)[\d ()/.-]{7})")
"""What a line with any of the three holds; most lines have none of it, and are left at once.

One set of letters comes first, for which the text is skimmed much faster than for alternatives.
"""

SHOWN = {"mail": "[e-mail]", "link": "[link]", "phone": "[phone]"}


class Private(NamedTuple):
    """An address or number at start:end, and which of the three it is."""

    start: int
    end: int
    kind: str

    @property
    def mask(self) -> str:
        """What stands in its place in copies."""
        return SHOWN[self.kind]


def find(text: str) -> list[Private]:
    """Return e-mail addresses, phone numbers and links, in order; none goes on over the end of a line."""
    found, end = [], 0
    while hint := _HINT.search(text, end):
        start = text.rfind("\n", end, hint.start()) + 1 or end
        end = text.find("\n", hint.end())
        end = len(text) if end < 0 else end
        found += [Private(m.start(), m.end(), str(m.lastgroup)) for m in _PRIVATE.finditer(text, start, end)]
    return found


def outside(spots: list[Spot], private: list[Private]) -> list[Spot]:
    """Return the spots that touch none of these."""
    kept, at = [], 0
    for one in private:
        touched = bisect_right(spots, one.start, at, key=attrgetter("end"))
        kept += spots[at:touched]
        at = bisect_left(spots, one.end, touched, key=attrgetter("start"))
    return kept + spots[at:]


def masked(text: str, private: list[Private]) -> str:
    """Return a text with the three kinds hidden."""
    parts, at = [], 0
    for one in private:
        parts += [text[at : one.start], one.mask]
        at = one.end
    return "".join([*parts, text[at:]])
