"""Friendly notes for those who write a job advert: about the text, never about a person."""

import re
from dataclasses import dataclass

from decoder.reading import Reading

_ADVERT = re.compile(
    r"\b(?:we (?:are looking|offer|need|seek)|you (?:will|bring|have|know|are)|you'll|looking for an?|wanted"
    r"|our (?:client|team)|must[- ]haves?|nice to have|what (?:you need|we offer)|requirements|apply|the role"
    r"|about the job|salary)\b",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must[- ]haves?|required|requirements|you must|what you need|essential|key skills)\b", re.I
)
_NICE = re.compile(
    r"\b(?:nice[- ]to[- ]haves?|a plus|bonus|desirable|preferred|what we offer|we offer|benefits)\b", re.I
)
_ALL_OF = re.compile(r"\b(?:or|either|one of|such as|e\.g\.|similar|equivalent)\b|/", re.I)
MANY = 8
"""Technologies in one must-have list from which on the note appears."""

ALTERNATIVES = {
    "screen frameworks": {"react", "angular", "vue", "svelte"},
    "clouds": {"aws", "azure", "google-cloud"},
    "web frameworks": {"django", "flask", "fastapi"},
    "relational databases": {"postgresql", "mysql", "mariadb", "sql-server", "oracle-database"},
    "build services": {"jenkins", "gitlab-ci", "github-actions", "circleci"},
    "tools for infrastructure": {"terraform", "pulumi", "cloudformation", "opentofu"},
    "back-end languages": {"java", "c-sharp", "go", "php", "ruby"},
}
"""Tools that do the same job, of which one person rarely needs more than one."""

CODED = {
    r"rock ?stars?|ninjas?|gurus?|wizards?|unicorns?": (
        "Playful titles tell nobody what the work is, and many good people do not see "
        "themselves in them. Name the work."
    ),
    r"work hard,? play hard": ("Many readers hear long hours. Say what a normal week looks like."),
    r"young(?: and dynamic)? team|digital natives?|recent graduates? only": (
        "This speaks of age. Say what the person will do and learn."
    ),
    r"fast[- ]paced|high[- ]pressure": (
        "Many readers hear too little time. Say what changes fast, and how the team keeps up."
    ),
    r"wear(?:ing)? many hats": (
        "Say which two or three jobs are meant, so that people can judge whether they want them."
    ),
    r"native (?:english )?speakers?": (
        "Say how well the language is needed for the work. People learn a language to that level."
    ),
    r"like a family|we are a family": (
        "Many readers hear that it is hard to say no. Say how people support each other."
    ),
    r"thick skin": ("Many readers hear an unfriendly place. Say how feedback is given."),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One note about an advert."""

    title: str
    text: str


def is_advert(text: str) -> bool:
    """Whether a text reads like an advert: it speaks to a reader or lists what is wanted."""
    return len(_ADVERT.findall(text[:20_000])) >= 2


def advice(reading: Reading, names: dict[str, str]) -> list[Advice]:
    """Return the notes for an advert; `names` are the names of terms by slug."""
    text = reading.text
    found = []
    must = _must(reading)
    if len(must) >= MANY:
        found.append(
            Advice(
                "A long list of musts",
                "Each must turns away people who would learn it in a month. Which three or four decide? "
                "The rest could be “nice to have”.",
            )
        )
    for job, tools in ALTERNATIVES.items():
        named = [one for one in reading.found if one.slug in tools and not one.context]
        several = list(dict.fromkeys(one.slug for one in named))
        if len(several) >= 3 or (len(several) == 2 and set(several) <= must):
            between = text[named[0].start : named[-1].end][:400]
            if not _ALL_OF.search(between):
                listed = ", ".join(names.get(slug, slug) for slug in several)
                found.append(
                    Advice(
                        f"Alternatives listed as if all were needed: {listed}",
                        f"These are {job}; most people know one well. If one is enough, write “or”.",
                    )
                )
    for pattern, why in CODED.items():
        if match := re.search(rf"\b(?:{pattern})\b", text, re.I):
            found.append(Advice(f"“{match.group()}”", why))
    return found


def _must(reading: Reading) -> set[str]:
    """Return what stands between a word for musts and the next word for wishes."""
    if not (begin := _MUST.search(reading.text)):
        return set()
    end = _NICE.search(reading.text, begin.end())
    last = end.start() if end else len(reading.text)
    return {one.slug for one in reading.found if begin.end() <= one.start < last and not one.context}
