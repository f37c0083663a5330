"""Versions and years beside a name, held against the dates of the wiki; told kindly, as something to ask about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from decoder.lexicon import Lexicon
from decoder.reading import Found, Reading
from glossary.releases import Product, Release, product_of

_NUMBER = r"v?(\d{1,4}(?:\.\d{1,4}){0,2})(?:\.x|\+)?"
_OWN = re.compile(rf"[ -]?{_NUMBER}$", re.I)
_WHOLE = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,2}")
_NEXT = re.compile(rf"[ -]?{_NUMBER}(?![\w%.-]*\w)(?!\s(?:years?|yrs?|people|days?|months?|weeks?)\b)", re.I)
_MORE = re.compile(rf"(?:,|/|\sto|\sand|,?\sthen)\s?{_NUMBER}(?![\w%])(?!\s(?:years?|yrs?)\b)", re.I)
_BRACKET = re.compile(rf"\s?\(\s?{_NUMBER}(?=[\s,/)])", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
_YEARS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s?\+?\s?(?:or more )?(?:years?|yrs?)\b['’]?"
    r"(?:\s(?:of|in|with|using|hands-on|professional|commercial|solid|strong|proven|working|experience|development)){0,5}\s?",
    re.I,
)
_YEARS_AFTER = re.compile(r"\s?(?::|-|–|\()?\s?(\d{1,2})\s?\+?\s?(?:years|yrs)\b", re.I)
_JOIN = re.compile(r"\s?(?:,|/|and|or|&|,\sand)\s?", re.I)
_MOST_VERSIONS = 4
_MOST_NOTES = 12


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a version or a time that is worth a question."""

    start: int
    end: int
    slug: str
    title: str
    text: str


def notes(reading: Reading, lexicon: Lexicon, today: date) -> list[Note]:
    """Return the notes about a reading, each title once, in the order of the text."""
    found: dict[str, Note] = {}
    for note in [*_version_notes(reading, lexicon, today), *_year_notes(reading, lexicon, today)]:
        found.setdefault(note.title, note)
    return sorted(found.values(), key=lambda note: note.start)[:_MOST_NOTES]


def versions_at(text: str, one: Found) -> list[tuple[int, int, str]]:
    """Return the versions inside or directly after a name: `Python 3.12`, `Java 8/11`, `Python (2.7, 3.12)`."""
    own = _OWN.search(text[one.start : one.end])
    versions = []
    if own and not _YEAR.match(own[1]):
        whole = _WHOLE.match(text, one.start + own.start(1))  # a name may hold the first number only
        versions.append((whole.start(), max(whole.end(), one.end), whole.group()) if whole else (0, 0, ""))
    match = None if own else _NEXT.match(text, one.end)
    bracket = _BRACKET.match(text, match.end() if match else one.end)
    for first in (match, bracket):
        if first and not _YEAR.match(first[1]):
            versions.append((first.start(1), first.end(1), first[1]))
    at = versions[-1][1] if versions else one.end
    while versions and len(versions) < _MOST_VERSIONS and (more := _MORE.match(text, at)):
        if _YEAR.match(more[1]):
            break
        versions.append((more.start(1), more.end(1), more[1]))
        at = more.end()
    return [row for row in versions if row[2] and text[row[1] - 1 : row[1] + 1].find("+") < 0]


def _version_notes(reading: Reading, lexicon: Lexicon, today: date) -> Iterator[Note]:
    for one in reading.found:
        product = product_of(re.sub(r"-\d+$", "", one.slug))
        if not product:
            continue
        for start, end, version in versions_at(reading.text, one):
            text = _about(product, version, today)
            if text:
                name = lexicon.facts_of(product.term).name
                yield Note(min(start, one.start), max(end, one.end), one.slug, f"{name} {version}", text)


def _about(product: Product, version: str, today: date) -> str:
    """Return what is known about a version that is out of support, or nothing."""
    release = _release(product, version)
    if release:
        if release.is_supported(today) is False:
            return f"Unsupported since {_day(release.supported_until)}. {_INNOCENT}"
        return ""
    oldest = product.versions[-1]
    if "." not in version and any(row.version.split(".")[0] == version for row in product.versions):
        return ""
    if _parts(version) < _parts(oldest.version) and oldest.is_supported(today) is False:
        return f"Older than {oldest.version}, which is unsupported since {_day(oldest.supported_until)}. {_INNOCENT}"
    return ""


_INNOCENT = (
    "An old version often says what an employer ran, or that somebody moved an old system forward. "
    "Ask about that."
)


def _release(product: Product, version: str) -> Release | None:
    """Return the release a version belongs to: 3.12.4 belongs to 3.12."""
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        for release in product.versions:
            if release.version == ".".join(parts[:length]):
                return release
    return None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _year_notes(reading: Reading, lexicon: Lexicon, today: date) -> Iterator[Note]:
    """Yield notes about more years than a technology exists."""
    text, found = reading.text, reading.found
    starts = {one.start: at for at, one in enumerate(found)}
    for match in _YEARS.finditer(text):
        years = int(match[1]) if match[1].isdigit() else _NUMBERS.index(match[1].lower()) + 1
        at = starts.get(match.end())
        while at is not None and not _YEARS_AFTER.match(text, found[at].end):
            if note := _too_many(found[at], years, match.start(), lexicon, today):
                yield note
            follows = at + 1 < len(found) and _JOIN.fullmatch(text, found[at].end, found[at + 1].start)
            at = at + 1 if follows else None
    for one in found:
        after = _YEARS_AFTER.match(text, one.end)
        if after and (note := _too_many(one, int(after[1]), one.start, lexicon, today, end=after.end())):
            yield note


def _too_many(one: Found, years: int, start: int, lexicon: Lexicon, today: date, end: int = 0) -> Note | None:
    facts = lexicon.facts_of(one.slug)
    first = facts.first_released
    if first is None or years <= today.year - first:
        return None
    most = max(1, today.year - first)
    possible = "1 year is" if most == 1 else f"{most} years are"
    return Note(
        min(start, one.start),
        max(end, one.end),
        one.slug,
        f"{years} years of {facts.name}",
        f"{facts.name} was first released in {first}, so about {possible} possible. "
        "Often the number is meant for the field as a whole. Ask which part of it was with this.",
    )
