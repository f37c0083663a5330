"""The one spelling rule of the wiki: how names are folded, compared and found in running text.

Pure Python without Django. Search, term links, decoder and loader all use it, so that `C++` is `C++`
everywhere and `fast-api`, `Fast API` and `FastAPI` are one name.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

# A token is a run of letters and digits (with combining marks), a dot before it when nothing is joined
# to that dot (.NET), and the signs that make a different name after it (C++, C#, F#).
_MARKS = "\u0300-\u036f"
_TOKEN = re.compile(
    rf"(?:[^\W_]++|(?<![\w.{_MARKS}])\.[^\W_]++)(?:[{_MARKS}][^\W_]*+)*+(?:\+\+|#|\+(?!\w))*+"
)

_APART = re.compile(f"({_TOKEN.pattern})")

# What may stand between two tokens of one name: nothing, a space, one joining sign, or such a sign in spaces.
_GAP = re.compile(r"[ \t\u00a0\n]?|[-\u2010-\u2013/._&+'\u2019]| [-\u2013/&+] ")

# In pasted text also a word divided at the end of a line, and a line that goes on indented.
_ROUGH_GAP = re.compile(
    r"[ \t\u00a0]?\n[ \t]{0,12}|[-\u2010\u00ad]\n[ \t]{0,12}|[\u00ad\u200b]|" + _GAP.pattern
)

COMPANY_DISTANCE = 80
"""How near, in characters, another technical word must stand to a name that counts only in company."""


def _fold_token(token: str) -> str:
    """Fold letters and digits; only the token's own dot before and signs after them stay (`½` gives 12)."""
    if token.isascii():
        return token.lower()
    word = token.removeprefix(".").rstrip("+#")
    before, after = token[: token.startswith(".")], token[len(word) + token.startswith(".") :]
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return before + "".join(c for c in decomposed if c.isalnum()).casefold() + after


def fold(text: str) -> str:
    """Return the form under which two spellings are the same name.

    Case, accents, spaces and punctuation go; `+` and `#` after a word and a dot before the first word
    stay: `CI/CD` and `ci cd` fold to `cicd`, while `C`, `C++`, `C#` and `.NET` stay different.
    The result is empty when the text holds no letter or digit.
    """
    text = unicodedata.normalize("NFC", text).strip()
    tokens = _TOKEN.findall(text)
    return "".join(_fold_token(t) if i == 0 else _fold_token(t).lstrip(".") for i, t in enumerate(tokens))


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling that stands for something: `key` says for what."""

    text: str
    key: Hashable
    case_matters: bool = False
    only_beside_others: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A name found in a text, at the half-open range start:end."""

    start: int
    end: int
    name: Name


class Spot(NamedTuple):
    """Where names could be meant, whatever their flags: all that are spelled so, those in the right case first."""

    start: int
    end: int
    names: tuple[Name, ...]


class NameIndex:
    """Finds names in running text in one pass, the longest first.

    Built once for many texts; cost grows with the text, not with the number of names. Never matches part
    of a word. A name with `case_matters` counts only when written exactly so; one with
    `only_beside_others` only when an unconditional name stands within COMPANY_DISTANCE characters.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        spelled: dict[str, list[Name]] = {}
        for name in names:
            if folded := fold(name.text):
                spelled.setdefault(folded, []).append(name)
        self._names = {folded: tuple(same) for folded, same in spelled.items()}
        self._starts = {folded[:n] for folded in spelled for n in range(1, len(folded) + 1)}

    def __len__(self) -> int:
        return sum(len(names) for names in self._names.values())

    def get(self, text: str) -> Name | None:
        """Return the name whose spelling is `text` under the folding rule, whatever its flags."""
        return next(iter(self._names.get(fold(text), ())), None)

    def find(self, text: str) -> list[Span]:
        """Return the names that stand in `text`, in order, never overlapping."""
        tokens = [(m.start(), m.end(), _fold_token(m.group())) for m in _TOKEN.finditer(text)]
        spans: list[Span] = []
        at = 0
        while at < len(tokens):
            span, used = self._longest(text, tokens, at)
            if span:
                spans.append(span)
            at += used
        return _in_company(spans)

    def names(self) -> list[Name]:
        """Return all spellings."""
        return [name for names in self._names.values() for name in names]

    def spots(self, text: str) -> list[Spot]:
        """Return where names could stand in rough text, the longest first, in order and never overlapping.

        The caller judges: neither case nor company is asked for.
        """
        parts = _APART.split(text)  # what stands between tokens at even places, tokens at odd ones
        ends = list(accumulate(map(len, parts)))
        written, gaps = parts[1::2], parts[2::2]
        fold_of = {token: _fold_token(token) for token in set(written)}  # most come again
        joins = {gap: _ROUGH_GAP.fullmatch(gap) is not None for gap in set(gaps)}
        tokens = [fold_of[token] for token in written]
        starts, known, last = self._starts, self._names, len(tokens) - 1
        found: list[Spot] = []
        taken = -1
        for at, folded in enumerate(tokens):
            if folded not in starts or at <= taken:
                continue
            best, ahead = -1, at
            while folded in starts:
                if folded in known:
                    best, names = ahead, known[folded]
                if ahead == last or not joins[gaps[ahead]]:
                    break
                ahead += 1
                folded += tokens[ahead].lstrip(".")
            if best >= 0:
                found.append(Spot(ends[2 * at], ends[2 * best + 1], names))
                taken = best
        return found

    def _longest(self, text: str, tokens: list[tuple[int, int, str]], at: int) -> tuple[Span | None, int]:
        """Return the longest name that starts at token `at` and the number of tokens to go on by."""
        best: tuple[Span | None, int] = (None, 1)
        start, end, folded = tokens[at]
        ahead = at
        while folded in self._starts:
            written = text[start:end]
            for name in self._names.get(folded, ()):
                if not name.case_matters or written == name.text:
                    best = (Span(start, end, name), ahead - at + 1)
                    break
            ahead += 1
            if ahead == len(tokens) or not _GAP.fullmatch(text, end, tokens[ahead][0]):
                break
            end = tokens[ahead][1]
            folded += tokens[ahead][2].lstrip(".")
        return best


def _in_company(spans: list[Span]) -> list[Span]:
    """Drop the names that count only beside others and stand alone."""
    sure = [s for s in spans if not s.name.only_beside_others]
    kept, nearest = [], 0
    for span in spans:
        if not span.name.only_beside_others:
            kept.append(span)
            continue
        while nearest < len(sure) and sure[nearest].end < span.start - COMPANY_DISTANCE:
            nearest += 1
        if nearest < len(sure) and sure[nearest].start <= span.end + COMPANY_DISTANCE:
            kept.append(span)
    return kept
