"""Words outside the known names: likely slips of the pen, and words that look technical and are unknown."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from decoder.lexicon import SHORTEST_TYPO, Lexicon
from entries.names import Name

_WORD = re.compile(r"[^\W_][\w.+#-]*[\w+#]|[^\W\d_]")
_LOOKS_TECHNICAL = re.compile(
    r"[a-z]+[A-Z]\w*|[A-Z][a-z]+(?:[A-Z]+[a-z]*)+|[A-Za-z][\w-]*\.(?:js|io|py|NET|ai|dev|sh)|[A-Z]{2,}[a-z]{2,}|[A-Za-z]{2,}\d{1,2}|[A-Z]\+\+|[A-Z]#"
)
_NOT_TECHNICAL = re.compile(
    r"(?:Ma?c|O['’]?|D[eu]|La|Le|Van|Fitz|St)[A-Z][a-z]+$|.*\d{3,}|[A-Z]{1,2}\d+$|LinkedIn|YouTube|PhD|BSc|MSc|[Qq]\d|iPhone\d*"
)
_BEFORE_ITEM = re.compile(r"(?:[,;|/•·●▪(\[]|\sand|\sor|[:\n]\s?[-*•]?)\s{0,3}$")
_AFTER_ITEM = re.compile(r"\s{0,2}(?:[,;|/)\]•·●▪(\n.]|and\s|or\s|$|v?\d)")
_NEAR = 60
_BESIDE = 4
_MOST = 60
_LIST = 2


class _Range(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def look(
    text: str,
    taken: Sequence[_Range],
    found: Sequence[_Range],
    lexicon: Lexicon,
) -> tuple[list[tuple[int, int, Name]], list[tuple[int, int]]]:
    """Return the slips with what they stand for, and the unknown words, at most 60 different ones.

    What is `taken` is neither: known names and private things, in order.
    """
    if not found:
        return [], []
    starts, ends = [one.start for one in found], [one.end for one in found]
    slips: list[tuple[int, int, Name]] = []
    strange: list[tuple[int, int]] = []
    seen: dict[str, Name | None] = {}
    shown: set[str] = set()
    dull: set[str] = set()  # most words of a text are plain English and come again
    at = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word in dull:
            continue
        plain = word.isalpha() and word.islower()
        if plain and len(word) < SHORTEST_TYPO:
            dull.add(word)
            continue
        start, end = match.span()
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if at < len(taken) and taken[at].start < end:
            continue
        following = bisect_left(starts, start)
        before = start - ends[following - 1] if following else 10_000
        after = starts[following] - end if following < len(starts) else 10_000
        if min(before, after) > _NEAR:
            continue
        if len(word) >= SHORTEST_TYPO and word.isalpha():
            if word not in seen:
                seen[word] = lexicon.meant_by(word)
            if name := seen[word]:
                slips.append((start, end, name))
                continue
            if plain:
                dull.add(word)
        if (
            not plain
            and word not in shown
            and len(shown) < _MOST
            and _is_strange(text, start, end, word, before, after)
        ):
            shown.add(word)
            strange.append((start, end))
    return slips, strange


def _is_strange(text: str, start: int, end: int, word: str, before: int, after: int) -> bool:
    """Whether a word looks like the name of a technology: by its letters, or alone between two that are known."""
    if _NOT_TECHNICAL.match(word) or len(word) < 3 or len(word) > 40:
        return False
    if _LOOKS_TECHNICAL.fullmatch(word):
        return True
    item = _BEFORE_ITEM.search(text[max(0, start - 6) : start]) and _AFTER_ITEM.match(text, end)
    if not item or not word[0].isupper():
        return False
    left = before <= _BESIDE and "\n" not in text[start - before : start]
    right = after <= _BESIDE and "\n" not in text[end : end + after]
    return (left and right) or ((left or right) and _signs(text, max(0, start - _NEAR), start) >= _LIST)


def _signs(text: str, start: int, end: int) -> int:
    """Count the signs of a list in a part of the last line."""
    line = max(start, text.rfind("\n", start, end))
    return sum(text.count(sign, line, end) for sign in ",;|/•·")
