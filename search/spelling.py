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
MOST_UNKNOWN = 8

_FILLER = frozenset(
    """
    a an and are about as be by can do does for from get give how i in is it me mean means meaning of on or
    please s say should stand stands tell that the their them they this to use used was what whats when which
    who why with you your definition define explain explained
    interview question questions developer developers skill skills
    """.split()  # noqa: SIM905 -- read as a sentence
)
_OPENERS = re.compile(
    r"^(?:so |ok |please )*"
    r"(?:what(?:['’]?s| is| are| does| do)|who(?:['’]?s| is)|how (?:does|do)|why"
    r"|define|explain|meaning of|definition of|tell me about)\s+(?:(?:a|an|the|is|are)\s+)?",
    re.I,
)
_CLOSERS = re.compile(
    r"\s+(?:mean(?:s|ing)?|stands? for|do|work|definition|explained|used for|in plain english"
    r"|interview questions?)\s*\?*$",
    re.I,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus|or|compared (?:to|with)|against)\s+", re.I)
_BETWEEN = re.compile(
    r"^(?:(?:what(?:['’]?s| is)?|the|compare|a)\s+)*(?:differences?\s+)?between\s+(.+?)\s+and\s+(.+?)\??$",
    re.I,
)
_COMPARE = re.compile(r"^compare\s+(.+?)\s+(?:and|with|to)\s+(.+?)\??$", re.I)
_WORD = re.compile(r"(?:[^\s,;:?!()\[\]{}\"“”/|&+]|\+(?!\w))+")

_DETACHED = re.compile(r"\b([a-z]) (\+\+|#)(?!\w)", re.I)  # “C ++” is C++

# Letters that sound alike in a name, for the key under which spellings by ear meet.
_SOUNDS = {"ph": "f", "ght": "t", "wh": "w", "ck": "k", "qu": "k", "x": "ks", "q": "k", "z": "s"}
_ALIKE = str.maketrans("cjvy", "kgfi")


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
        subject = _CLOSERS.sub("", _OPENERS.sub("", self.text)).lstrip(" ?!").rstrip(" ?!.")
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
    def words(self) -> list[str]:
        """The words one by one, without the signs around them."""
        return [
            word
            for word in (found.strip("'’").rstrip(".") for found in _WORD.findall(self.text))
            if fold(word)
        ]

    @cached_property
    def content_words(self) -> list[str]:
        """The words that carry meaning, for the full text."""
        return [word for word in self.words if not _is_filler(word)] or self.words

    @cached_property
    def names(self) -> dict[str, int]:
        """Folded names that were asked for: all that was typed (0), two sides (1, 2), all but filler (3)."""
        bare = fold(" ".join(self.content_words))
        forms = [(bare, 3), *((fold(side), n) for n, side in enumerate(self.sides, 1)), (self.whole, 0)]
        return {name: place for name, place in [*forms, (self.folded, 0)] if name}

    @cached_property
    def windows(self) -> dict[str, tuple[str, ...]]:
        """Folded names that may stand inside the words, the most words first, then from the left.

        A row of filler words is no name.
        """
        words = self.words[:30]
        found: dict[str, tuple[str, ...]] = {}
        for size in range(min(LONGEST_NAME, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                part = tuple(words[at : at + size])
                if not all(map(_is_filler, part)):
                    found.setdefault(fold(" ".join(part)), part)
        return dict(list(found.items())[:MOST_WINDOWS])

    def unknown(self, names: list[str]) -> list[str]:
        """Return folded words and pairs of words that these windows leave unexplained, single ones first."""
        known = {word for name in names for word in self.windows.get(name, ())}
        found = [
            (len(part), name)
            for name, part in self.windows.items()
            if len(name) >= 4
            and len(part) <= 2
            and not known.intersection(part)
            and not any(map(_is_filler, part))
        ]
        return [name for _, name in sorted(found, key=lambda item: item[0])][:MOST_UNKNOWN]


def ask(text: str) -> Asked:
    """Return typed text cleaned and cut to MAX_TEXT characters."""
    whole = " ".join(text.split())
    cleaned = _DETACHED.sub(r"\1\2", clean_words(whole))
    return Asked(cleaned, was_cut=len(whole) > MAX_TEXT, sides=_sides(cleaned))


def _is_filler(word: str) -> bool:
    return word.lower() in _FILLER


def _sides(text: str) -> tuple[str, ...]:
    for pattern in (_BETWEEN, _COMPARE):
        if match := pattern.match(text):
            return match.group(1).strip(), match.group(2).strip(" ?")
    sides = [side.strip(" ?") for side in _VERSUS.split(_OPENERS.sub("", text)) if side.strip(" ?")]
    return tuple(sides) if len(sides) == 2 else ()


def near_keys(folded: str) -> list[str]:
    """Return the name itself, every form of it with one letter left out, its sound, and its letters in order.

    Two spellings that differ by one wrong, missing, doubled or swapped letter share a key, so that an index
    finds them; so do two that sound alike or mix up the same letters. Names of fewer than 3 or more than 40
    letters have none.
    """
    if not 3 <= len(folded) <= 40:
        return []
    shorter = (folded[:n] + folded[n + 1 :] for n in range(len(folded)))
    in_any_order = [f"={''.join(sorted(folded))}"] if len(folded) >= 6 else []
    return list(dict.fromkeys([folded, *shorter, *_sound(folded), *in_any_order]))


def _sound(folded: str) -> list[str]:
    """Return the consonants by ear behind a mark; nothing for names with too few to tell them apart."""
    for written, heard in _SOUNDS.items():
        folded = folded.replace(written, heard)
    letters = re.sub(r"(.)\1+", r"\1", folded.translate(_ALIKE))
    heard = letters[0] + re.sub("[aeiou]", "", letters[1:])
    return [f"~{heard}"] if len(heard) >= 3 else []


def distance(typed: str, name: str) -> int:
    """Return how many letters to change, add, drop or swap with their neighbor between two spellings."""
    return OSA.distance(typed, name)


def near_enough(typed: str, name: str) -> bool:
    """Whether a misspelling may mean a name: one slip in short words, two from six letters, three from ten.

    One slip more is allowed when both sound alike; another number is no slip.
    """
    if re.findall(r"\d", typed) != re.findall(r"\d", name):
        return False
    allowed = (1 if len(typed) < 6 else 2 if len(typed) < 10 else 3) + (_sound(typed) == _sound(name) != [])
    return typed != name and OSA.distance(typed, name, score_cutoff=allowed) <= allowed


def indexable(text: str) -> str:
    """Return text in which names keep their signs for PostgreSQL's parser: `C++` becomes `cplusplus`.

    Slashes become spaces, since the parser takes `HTML/CSS` for the name of a file.
    """
    text = re.sub(r"(?<=\w)\+\+", "plusplus", text)
    text = re.sub(r"(?<![\w])([A-Za-z])#", r"\1sharp", text)
    text = re.sub(r"(?<![\w.])\.(?=[A-Za-z]{2})", "dot", text)
    return re.sub(r"(?<=[A-Za-z])\.(?=js\b)", "", text, flags=re.I).replace("/", " ")
