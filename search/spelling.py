"""How typed words are taken apart, and how near spellings meet."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from entries.listing import MAX_TEXT, clean_words
from entries.names import fold

LONGEST_NAME = 5
"""Words of the longest name that is looked for inside a longer text."""

MOST_WINDOWS = 60

_FILLER = frozenset(
    "a an and are about as be by can do does for from get give how i in is it me mean means meaning of on or please"
    " s say should stand stands tell that the their them they this to was what whats when which who why with you your"
    " interview question questions definition define explain explained developer developers skill skills".split()
)
_OPENERS = re.compile(
    r"^(?:so |ok |please )*(?:what(?:['’]?s| is| are| does| do)|who(?:['’]?s| is)|define|explain|meaning of|definition of"
    r"|tell me about|how (?:does|do)|why)\s+(?:(?:a|an|the|is|are)\s+)?",
    re.I,
)
_CLOSERS = re.compile(
    r"\s+(?:mean(?:s|ing)?|stands? for|do|work|definition|explained|used for|in plain english|interview questions?)\s*\?*$",
    re.I,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus|or|compared (?:to|with)|against)\s+", re.I)
_BETWEEN = re.compile(r"^(?:(?:what(?:['’]?s| is)?|the|compare|a)\s+)*(?:differences?\s+)?between\s+(.+?)\s+and\s+(.+?)\??$", re.I)
_COMPARE = re.compile(r"^compare\s+(.+?)\s+(?:and|with|to)\s+(.+?)\??$", re.I)
_WORD = re.compile(r"[^\s,;:?!()\[\]{}\"“”]+")


@dataclass(frozen=True)
class Asked:
    """What somebody typed, made ready for every stage of the search."""

    text: str
    was_cut: bool = False
    sides: tuple[str, ...] = field(default=())
    """The two things to be compared, when the words ask for a difference."""

    @cached_property
    def subject(self) -> str:
        """The words without “what is a” before and “mean” after them."""
        subject = _CLOSERS.sub("", _OPENERS.sub("", self.text)).strip(" ?!.")
        return subject or self.text

    @cached_property
    def folded(self) -> str:
        """The subject under the folding rule; empty when nothing but signs was typed."""
        return fold(self.subject)

    @cached_property
    def whole(self) -> str:
        """Everything that was typed, folded."""
        return fold(self.text)

    @cached_property
    def windows(self) -> list[str]:
        """Folded names that may stand inside the words, the longest first; single filler words are none."""
        words = [word.strip(".'’") for word in _WORD.findall(self.text)][:30]
        found = []
        for size in range(min(LONGEST_NAME, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                part = words[at : at + size]
                if size == 1 and part[0].lower() in _FILLER:
                    continue
                found.append(fold(" ".join(part)))
        return list(dict.fromkeys([name for name in found if name]))[:MOST_WINDOWS]

    @cached_property
    def content_words(self) -> list[str]:
        """The words that carry meaning, for the full text."""
        words = [word for word in _WORD.findall(self.text) if fold(word)]
        return [word for word in words if word.lower() not in _FILLER] or words


def ask(text: str) -> Asked:
    """Return typed text cleaned and cut to MAX_TEXT characters."""
    cleaned = clean_words(text)
    whole = " ".join(text.split())
    sides = _sides(cleaned)
    return Asked(cleaned, was_cut=len(whole) > MAX_TEXT, sides=sides)


def _sides(text: str) -> tuple[str, ...]:
    for pattern in (_BETWEEN, _COMPARE):
        if match := pattern.match(text):
            return match.group(1).strip(), match.group(2).strip(" ?")
    sides = [side.strip(" ?") for side in _VERSUS.split(_OPENERS.sub("", text)) if side.strip(" ?")]
    return tuple(sides) if len(sides) == 2 else ()


def near_keys(folded: str) -> list[str]:
    """Return the name itself and every form of it with one letter left out.

    Two spellings that differ by one wrong, missing, doubled or swapped letter share a key, so that an index on
    keys finds them. Names of fewer than 3 or more than 40 letters have no near spellings.
    """
    if not 3 <= len(folded) <= 40:
        return []
    return list(dict.fromkeys([folded, *(folded[:n] + folded[n + 1 :] for n in range(len(folded)))]))


def distance(typed: str, name: str) -> int:
    """Return how many letters to change, add, drop or swap with their neighbour between two folded spellings."""
    return OSA.distance(typed, name)


def near_enough(typed: str, name: str) -> bool:
    """Whether a misspelling may mean a name: one slip in short words, two from six letters on, three from ten."""
    allowed = 1 if len(typed) < 6 else 2 if len(typed) < 10 else 3
    return typed != name and OSA.distance(typed, name, score_cutoff=allowed) <= allowed


def indexable(text: str) -> str:
    """Return text in which names keep their signs for PostgreSQL's parser: `C++` becomes `cplusplus`."""
    text = re.sub(r"(?<=\w)\+\+", "plusplus", text)
    text = re.sub(r"(?<![\w])([A-Za-z])#", r"\1sharp", text)
    text = re.sub(r"(?<![\w.])\.(?=[A-Za-z]{2})", "dot", text)
    return re.sub(r"(?<=[A-Za-z])\.(?=js\b)", "", text, flags=re.I)
