"""What the decoder knows: the spellings of published terms, and the few facts of each term that its rules ask for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA

from entries.names import Name, NameIndex, fold

SHORTEST_TYPO = 6
"""Letters of the shortest word that may be a slip of the pen; shorter ones are too near to other words."""


class Facts(NamedTuple):
    """What the rules ask about a term."""

    name: str
    area: str
    first_released: int | None = None

    @property
    def is_product(self) -> bool:
        """Whether it is something that was released, not an idea."""
        return self.first_released is not None


_PARTED = re.compile(r"\s?/\s?|\s(?:and|or|with|&)\s")
_ABOVE = frozenset({"language", "backend", "frontend"})


@dataclass
class Lexicon:
    """Spellings and facts, by the slugs of the terms; made once for many texts."""

    index: NameIndex
    facts: dict[str, Facts]
    _slips: dict[str, list[tuple[str, Name]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.index = NameIndex(name for name in self.index.names() if not self._is_two(name))
        self._slips = {}
        for name in self.index.names():
            folded = fold(name.text)
            if self._may_be_misspelt(name, folded):
                for key in _shorter(folded):
                    self._slips.setdefault(key, []).append((folded, name))

    def meant_by(self, word: str) -> Name | None:
        """Return the product whose name is one slip away: a letter too many, too few, wrong or swapped."""
        written = word.lower()
        for key in _shorter(written):
            for folded, name in self._slips.get(key, ()):
                if name.text[0].lower() == written[0] and OSA.distance(folded, written) == 1:
                    return name
        return None

    def facts_of(self, slug: object) -> Facts:
        """Return what is known about a term."""
        return self.facts.get(str(slug), _NOTHING)

    def _is_two(self, name: Name) -> bool:
        """Whether a spelling is two names side by side, such as `SOAP/REST` or `Python Django`: better read as both."""
        own = self.facts_of(name.key)
        if own.area == "roles" or name.text == own.name:
            return False
        parts = _PARTED.split(name.text)
        if len(parts) < 2:
            first, _, last = name.text.partition(" ")
            parts = [first, last]
            other = self.facts_of(getattr(self.index.get(first if last == own.name else last), "key", ""))
            if own.name not in parts or not other.is_product or other.area not in _ABOVE:
                return False
        sign = name.text[len(parts[0]) : len(name.text) - len(parts[-1])]
        inner = parts[0].split()[-1] + sign + parts[-1].split()[0]
        if inner != name.text and self.index.get(inner):  # GitLab CI/CD
            return False
        meant = [self.index.get(part) for part in parts]
        return None not in meant and len({one.key for one in meant if one}) > 1

    def _may_be_misspelt(self, name: Name, folded: str) -> bool:
        plain = not name.case_matters and not name.only_beside_others
        product = self.facts_of(name.key).is_product
        return plain and product and len(folded) >= SHORTEST_TYPO and folded.isalpha()


_NOTHING = Facts("", "general")


def _shorter(word: str) -> Iterable[str]:
    """Return a word and all that is left of it without one letter, in a fixed order."""
    return dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))])
