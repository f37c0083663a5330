"""The English around a name that tells technology from everyday speech; patterns only, no names of products."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from entries.names import Spot

# What may follow or precede a name inside one item of a list.
_VERSION = r"v?\d{1,4}(?:\.\d{1,4}){0,3}(?:\.?x)?\+?"
_LEVEL = (
    r"basic|basics of|advanced|some|good|strong|solid|modern|a little|a bit of|bit of|e\.g\.|such as|including|like"
    r"|both|either|also|preferably|ideally|the|plus|ideally|knowledge of|experience (?:with|in)|core|plain|pure"
)
_AFTER = (
    rf"(?:[ -]?{_VERSION}(?![\w%])|[ ]?\([^()\n]{{0,40}}\)|[ ](?:experience|skills?|knowledge|basics|certified"
    r"|developer|engineer|too|as well|also))"
)
_SIGN = r"[,;/|•·●▪◦‣*+&:()\[\]\t#]|\s[-–—]\s|\n|\s{2,}|\s(?:and|or|und|as well as|plus|with)\s"
_AFTERS = re.compile(rf"\A{_AFTER}{{0,2}}", re.I)
_SPLIT = re.compile(
    r"\s*[,;/|•·●▪◦‣*+&:()\[\]\t\n#]\s*|\s+[-–—]\s+|\s{2,}|\s(?:and|or|und|as well as|plus|with)\s", re.I
)
_LEVELS = re.compile(rf"(?:(?:{_LEVEL})(?:\s|$)){{0,2}}", re.I)
_OTHER_ITEM = re.compile(rf"[\w.#+-]{{1,24}}(?: [\w.#+-]{{1,24}})?{_AFTER}?", re.I)
_NEW_LABEL = re.compile(r"\n[^\w\n]{0,4}[A-Za-z][\w /&]{1,30}:")
_MOST_BETWEEN = 2
"""Unknown items that may stand between two known ones of a list."""

_ENDS_ITEM = re.compile(rf"{_AFTER}{{0,2}}\s?(?:$|[.!?](?:\s|$)|(?:{_SIGN}))", re.I)
_LEVEL_END = re.compile(rf"(?<!\w)(?:(?:{_LEVEL})\s){{1,2}}$", re.I)
_SIGNS_END = tuple(",;/|•·●▪◦‣*+&:()[]\t\n#")
_SIGN_WORDS = ("and", "or", "und", "as well as", "plus", "with", " -", " –", " —")
_SPACES = (" ", "\n", "\u00a0")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*|[•·●▪◦‣*]\s*|(?:^|\n)\s*-\s*|[(\"“]\s*)$")
_SENTENCE_END = re.compile(r"[.!?]\s|\n[ \t]*\n")
_CELL_END = re.compile(r"[ ]?(?:\n|\t|[ ]{2,}|\||$)")
_HEADING_END = re.compile(r"[ \t]{0,12}(?::|\n|$)")

HEADING = re.compile(
    r"^[^\w\n]{0,6}(?:[a-z]{2,14}[ /&]{1,3}){0,2}(?:skills?|skillset|technolog(?:y|ies)|stack|tools?|languages?"
    r"|frameworks?|librar(?:y|ies)|databases?|platforms?|environment|software|competenc(?:y|ies)|tags|keywords)"
    r"\b[^\n:]{0,24}(?::|$)",
    re.I | re.M,
)
BLOCK_END = re.compile(r"\n\s*\n|\n[^\w\n]{0,4}(?:interests|hobbies|education|about|experience|what)\b", re.I)

VERSION_AFTER = re.compile(
    r"[ -]?v?\d{1,2}(?:\.\d{1,3}){1,3}(?![\w%])|[ ]v?\d{1,2}(?:\.x|\+)?(?![\w.%:-]*\w)"
)
DOTTED = re.compile(r"[ -]?v?\d{1,2}\.\d")
_UNIT = re.compile(
    r"[ -]?v?[\d.]+[ ]?(?:years?|yrs?|months?|days?|weeks?|hours?|minutes?|people|percent|of|x|k|am|pm|st|nd|rd|th)\b",
    re.I,
)
YEAR_AFTER = re.compile(r"[ ,]{1,2}(?:of )?(?:19|20)\d\d\b")

_STRONG = frozenset(
    {
        "in",
        "with",
        "using",
        "use",
        "uses",
        "used",
        "via",
        "know",
        "knows",
        "knowing",
        "learn",
        "learning",
        "learned",
        "learnt",
        "like",
        "including",
        "some",
        "little",
    }
)
_KNOWN = frozenset({"using", "via", "know", "knows", "knowing", "learn", "learning", "learned", "learnt"})
SKILL_LINKS = frozenset({"years", "yrs", "of", "in", "with"})
SKILL_BEFORE = re.compile(
    r"(?:\d\+? (?:years|yrs)(?: (?:of|in|with))?"
    r"|\b(?:knowledge|experienced?|understanding|command|skilled|skills|expertise|proficien\w+|fluent|versed|background)"
    r" (?:of|in|with))\s$",
    re.I,
)
BUILDING_VERB = re.compile(
    r"\b(?:buil[dt]|built|wr[io]t|rewr[io]t|develop|cod(?:ed|ing)|implement|deploy|port(?:ed|ing)|migrat|refactor|maintain)",
    re.I,
)
_TOOL = _STRONG | frozenset(
    {
        "of",
        "through",
        "on",
        "from",
        "to",
        "into",
        "prefer",
        "love",
        "enjoy",
        "write",
        "writing",
        "wrote",
        "for",
        "our",
        "modern",
        "plain",
    }
)
_TIME = frozenset(
    {
        "in",
        "since",
        "until",
        "till",
        "from",
        "last",
        "next",
        "this",
        "early",
        "late",
        "by",
        "during",
        "every",
        "the",
        "of",
    }
)
BUILDING = re.compile(
    r"\b(?:buil[dt]\w*|wr[io]t\w*|rewr[io]t\w*|develop\w*|cod(?:e|ed|ing)|program\w*|implement\w*|deploy\w*|port(?:ed|ing)"
    r"|migrat\w*|refactor\w*|services?|app|apps|apis?|scripts?|gem|crate|backend|frontend|server|software|tool|library"
    r"|parser|compiler|crawler|bot|cli|microservices?|website|endpoints?)\b",
    re.I,
)
TOOL_NOUN = re.compile(
    r"\s(?:apps?|applications?|apis?|services?|microservices?|back[- ]?end|front[- ]?end|servers?|code|codebase"
    r"|scripts?|frameworks?|librar(?:y|ies)|projects?|stack|clusters?|pipelines?|components?|hooks|modules?|jobs|queries|workers?|tasks?"
    r"|developers?|engineers?|programmers?|devs?|programming|development|ecosystem|plugins?|templates?|routes?|views?"
    r"|experience|skills?|knowledge|certifi\w+|dashboards?|notebooks?|cookbooks?|formatter|linter|SDK|CLI|DAGs?|tests?"
    r"|experts?|specialists?|admins?|architects?|job|reports|macros)\b",
    re.I,
)
PERSON_NOUN = re.compile(
    r"\s(?:developers?|engineers?|programmers?|devs?|experts?|specialists?|admins?|architects?|teams?)\b",
    re.I,
)
NAME_AFTER = re.compile(r"\s[A-Z][a-z]+")


class Gap(NamedTuple):
    """What stands between two names."""

    joined: bool
    """As two items of one list."""

    beside: bool
    """Nothing but a space."""

    ends: bool
    """The item before ends with its name."""

    begins: bool
    """The item after begins with its name."""


_KEPT = 48
"""How much of either end of a long gap is looked at."""


def gaps(text: str, names: Sequence[Spot]) -> list[Gap]:
    """Return what stands before the first name, between each and the next, and after the last."""
    starts, ends = [0, *(name.end for name in names)], [*(name.start for name in names), len(text)]
    parts = [
        text[start:end]
        if end - start <= 2 * _KEPT
        else f"{text[start : start + _KEPT]}\0{text[end - _KEPT : end]}"
        for start, end in zip(starts, ends, strict=True)
    ]
    inner = {part: _gap(part) for part in set(parts[1:-1])}  # few differ
    middle = (inner[part] for part in parts[1:-1])
    return [_gap(parts[0], first=True), *middle, _gap(parts[-1], last=True)]


def _gap(part: str, *, first: bool = False, last: bool = False) -> Gap:
    short = 0 < len(part) <= 2 * _KEPT
    return Gap(
        joined=short and not first and not last and _joined(part),
        beside=part in _SPACES,
        ends=(last and not part.strip()) or _ENDS_ITEM.match(part) is not None,
        begins=_begins(part[-32:], whole=first and len(part) <= 32),
    )


def _joined(gap: str) -> bool:
    """Whether this joins two items of one list, with at most two other short items between them."""
    rest = _AFTERS.sub("", gap, count=1)
    if not _SPLIT.match(rest) or _NEW_LABEL.search(gap):
        return False
    *between, level = _SPLIT.split(rest)[1:]
    others = [part for part in between if part]
    return (
        len(others) <= _MOST_BETWEEN
        and _LEVELS.fullmatch(level) is not None
        and all(map(_OTHER_ITEM.fullmatch, others))
    )


def _begins(tail: str, *, whole: bool) -> bool:
    """Whether an item of a list begins at the end of this."""
    if tail[-1:].isspace() and (level := _LEVEL_END.search(tail, max(0, len(tail) - 24))):
        tail = tail[: level.start()]
    cut = tail.rstrip()
    if not cut:
        return whole or bool(tail)
    return (
        cut.endswith(_SIGNS_END)
        or len(tail) - len(cut) > 1
        or "\n" in tail[len(cut) :]
        or (cut != tail and cut.lower().endswith(_SIGN_WORDS))
    )


def word_before(text: str, at: int) -> str:
    """Return the word that stands before this place with a space, in lower case."""
    before = text[max(0, at - 16) : at]
    return before.rsplit(None, 1)[-1].lower() if before[-1:].isspace() and not before.isspace() else ""


def leads_to_tool(word: str) -> bool:
    """Whether a tool may follow this word: "of Go"."""
    return word in _TOOL


def is_known_or_used(word: str) -> bool:
    """Whether what follows this word is something people know or use: "learning Rust", "using Chef"."""
    return word in _KNOWN


def calls_for_tool(word: str) -> bool:
    """Whether a tool often follows this word: "in Go", "using Go"."""
    return word in _STRONG


def leads_to_time(word: str) -> bool:
    """Whether a time may follow this word: "since spring"."""
    return word in _TIME


def starts_sentence(text: str, at: int) -> bool:
    """Whether a capital at this place says nothing."""
    return _SENTENCE_START.search(text[max(0, at - 8) : at]) is not None


def ends_between(text: str, start: int, end: int) -> bool:
    """Whether a sentence or paragraph ends in this range."""
    return _SENTENCE_END.search(text, start, end) is not None


def is_cell(text: str, start: int, end: int) -> bool:
    """Whether this fills a line, a column or a bullet of its own."""
    return _CELL_END.match(text, end) is not None and _begins_cell(text[max(0, start - 8) : start])


def _begins_cell(tail: str) -> bool:
    cut = tail.rstrip(" ")
    return len(tail) - len(cut) > 1 or not cut or cut[-1] in "\n\t•·●▪◦‣|"


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether this is a line of its own or the word before a colon at the start of a line: not said of anything."""
    line = text.rfind("\n", max(0, start - 30), start) + 1 or (0 if start <= 30 else start)
    return (
        _HEADING_END.match(text, end) is not None
        and text[line:start].count(" ") < 3
        and line < start + 1
        and (line == 0 or text[line - 1] == "\n")
    )


def has_version(text: str, end: int) -> str:
    """Return `dotted`, `whole` or nothing: the kind of version that follows directly."""
    part = text[end : end + 16]
    if not part or not VERSION_AFTER.match(part) or _UNIT.match(part):
        return ""
    return "dotted" if DOTTED.match(part) else "whole"
