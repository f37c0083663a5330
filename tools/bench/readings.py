"""How long the decoder takes for a text: read in this process, since its budget is in milliseconds."""

from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import process_time

from decoder.explaining import lexicon
from decoder.lexicon import Facts, Lexicon
from decoder.reading import read
from decoder.sample import SAMPLE
from entries.names import Name, NameIndex
from glossary.links import term_index
from glossary.models import Term
from tools.bench.budgets import READINGS
from tools.bench.corpus import SYLLABLES

NAMES = 10_000
KB = 1_000
TRIES = 5
"""Readings of a round, of which the quickest counts: what else the machine does is not the decoder's."""


@dataclass
class ReadingRow:
    """One line of the table: a text and names to look for."""

    what: str
    budget: float
    text: str
    lexicon: Lexicon
    rounds: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def verdict(self) -> str:
        """One word."""
        return "ok" if self.milliseconds <= self.budget else "missed"

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        return [self.what, f"{self.milliseconds:.1f} (at most {self.budget:g})", self.verdict]


def measure_readings(rounds: int) -> list[ReadingRow]:
    """Read each text in each round."""
    rows = [ReadingRow(what, READINGS[what], *given) for what, given in _given(Random(3)).items()]
    for _ in range(rounds):
        for row in rows:
            row.rounds.append(min(_seconds(row) for _ in range(TRIES)) * 1_000)
    return rows


def _seconds(row: ReadingRow) -> float:
    start = process_time()
    read(row.text, row.lexicon)
    return process_time() - start


def _given(random: Random) -> dict[str, tuple[str, Lexicon]]:
    shipped, prose = lexicon(), _prose(random)
    many = _grown(shipped, random)
    names = [name.text for name in shipped.index.names()]
    return {
        "10 KB, shipped names": (prose[: 10 * KB], shipped),
        "100 KB, shipped names": (prose, shipped),
        "10 KB, 10,000 names": (prose[: 10 * KB], many),
        "100 KB, 10,000 names": (prose, many),
        "100 KB of names alone": (" ".join(random.choices(names, k=20 * KB))[: 100 * KB], shipped),
    }


def _prose(random: Random) -> str:
    """Lines of the sample résumé among sentences of the terms, mixed, with as many names as texts have."""
    lines = SAMPLE.splitlines() + list(Term.objects.published().values_list("gist", flat=True))
    return "\n".join(random.choices(lines, k=3 * KB))[: 100 * KB]


def _grown(shipped: Lexicon, random: Random) -> Lexicon:
    """The shipped names and invented ones, 10,000 together."""
    names, facts = term_index().names(), dict(shipped.facts)
    for number in range(NAMES - len(names)):
        name = "".join(random.choices(SYLLABLES, k=4)).capitalize()
        facts[f"bench-{number}"] = Facts(name, "backend", 2010)
        names.append(Name(name, f"bench-{number}", case_matters=number % 30 == 0))
    return Lexicon(NameIndex(names), facts)
