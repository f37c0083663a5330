"""E-mail addresses, phone numbers and links: found, so that names inside them do not count and copies hide them."""

import re
from typing import NamedTuple

from entries.names import Spot

_PRIVATE = re.compile(
    r"(?P<mail>[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<link>\bhttps?://[^\s<>\"]{1,400}|\bwww\.[^\s<>\"]{1,400}"
    r"|\b[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30}){0,2}\.(?:com|org|net|io|dev|me|co|uk|de|ai|app|page)/[^\s<>\"]{1,400})"
    r"|(?P<phone>(?<![\w.])(?:\+|\(\+?|00|0)\d[\d ()/.-]{6,18}\d(?![\w]))",
    re.I,
)
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
    """Return e-mail addresses, phone numbers and links, in order."""
    if "@" not in text and "/" not in text and not any(map(str.isdigit, text)):
        return []
    return [Private(m.start(), m.end(), str(m.lastgroup)) for m in _PRIVATE.finditer(text)]


def outside(spots: list[Spot], private: list[Private]) -> list[Spot]:
    """Return the spots that touch none of these."""
    kept, at = [], 0
    for spot in spots:
        while at < len(private) and private[at].end <= spot.start:
            at += 1
        if at == len(private) or private[at].start >= spot.end:
            kept.append(spot)
    return kept


def masked(text: str, private: list[Private]) -> str:
    """Return a text with the three kinds hidden."""
    parts, at = [], 0
    for one in private:
        parts += [text[at : one.start], one.mask]
        at = one.end
    return "".join([*parts, text[at:]])
