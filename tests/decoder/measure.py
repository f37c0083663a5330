"""Reads the labelled texts and counts what was found, missed and wrongly marked."""

from typing import NamedTuple

from decoder.lexicon import Lexicon
from decoder.reading import read
from tests.decoder.labelled import Labelled, sentences, texts


class Figures(NamedTuple):
    """How good the readings of some texts are."""

    right: int
    missed: list[str]
    wrong: list[str]
    false_hits: list[str]

    @property
    def recall(self) -> float:
        """The share of the named terms that were found."""
        return self.right / (self.right + len(self.missed))

    @property
    def precision(self) -> float:
        """The share of the found terms that are named."""
        return self.right / (self.right + len(self.wrong))


def expected(labelled: Labelled, lexicon: Lexicon) -> set[str]:
    """Return the terms that a text names; fails when a label stands for no term."""
    found = set()
    for shown, slug in labelled.named:
        name = lexicon.index.get(slug or shown)
        if slug not in lexicon.facts and name is None:
            raise LookupError(f"{labelled.title}: no term for {shown!r}")
        found.add(slug if slug in lexicon.facts else str(name.key))
    return found


def figures(which: str, lexicon: Lexicon) -> Figures:
    """Read the texts and sentences of one part."""
    right, missed, wrong = 0, [], []
    for labelled in texts(which):
        meant, got = expected(labelled, lexicon), set(read(labelled.text, lexicon).slugs)
        right += len(meant & got)
        missed += [f"{labelled.title}: {slug}" for slug in sorted(meant - got)]
        wrong += [f"{labelled.title}: {slug}" for slug in sorted(got - meant)]
    hits = [
        f"{sentence} {reading.slugs}"
        for sentence in sentences(which)
        if (reading := read(sentence, lexicon)).found
    ]
    return Figures(right, missed, wrong, hits)
