"""The figures of all rows, medians over the rounds, beside their budgets."""

import json
from dataclasses import asdict, dataclass, field
from statistics import median

from tools.bench.budgets import Budget
from tools.bench.first_views import ViewRow
from tools.bench.measure import Sample
from tools.bench.readings import ReadingRow

HEAD = [
    "what",
    "entries",
    "CPU (times hello)",
    "req/s (share of hello)",
    "p50 (times)",
    "p95 (times)",
    "budget met?",
]
VIEWS_HEAD = ["first view", "KB", "requests", "KB of the page", "budget met?"]
READINGS_HEAD = ["decoder reads", "CPU in ms", "budget met?"]


@dataclass
class Row:
    """One line of the table; each round adds a pair of samples: hello's and the row's own right after it."""

    what: str
    size: str
    budget: Budget
    pairs: list[tuple[Sample, Sample]] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """The medians, as multiples of hello's."""
        names = ("cpu", "rate", "p50", "p95")
        return {n: median(getattr(own, n) / getattr(hello, n) for hello, own in self.pairs) for n in names}

    @property
    def met(self) -> bool:
        """Whether the budget is met in every figure that it names."""
        figures, budget = self.figures, self.budget
        slow = budget.p95 and figures["p95"] > budget.p95
        return figures["cpu"] <= budget.cpu and figures["rate"] >= budget.rate and not slow

    @property
    def verdict(self) -> str:
        """One word."""
        return "ok" if self.met else "missed"

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        figures, budget = self.figures, self.budget
        return [
            self.what,
            self.size,
            f"{figures['cpu']:.1f} (at most {budget.cpu:g})",
            f"{figures['rate']:.2f} (at least {budget.rate:g})",
            f"{figures['p50']:.1f}",
            f"{figures['p95']:.1f}" + (f" (at most {budget.p95:g})" if budget.p95 else ""),
            self.verdict,
        ]


def as_table(rows: list[Row], *, markdown: bool) -> str:
    """Return the table for people."""
    return _table([HEAD, *(row.cells for row in rows)], markdown=markdown)


def readings_table(rows: list[ReadingRow], *, markdown: bool) -> str:
    """Return the decoder's table."""
    return _table([READINGS_HEAD, *(row.cells for row in rows)], markdown=markdown)


def views_table(rows: list[ViewRow], *, markdown: bool) -> str:
    """Return the table of first views."""
    return _table([VIEWS_HEAD, *(row.cells for row in rows)], markdown=markdown)


def _table(lines: list[list[str]], *, markdown: bool) -> str:
    if markdown:
        lines.insert(1, ["---"] * len(lines[0]))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in padded)


def hello_line(rows: list[Row]) -> str:
    """Say what hello itself took, so that the multiples can be turned into times."""
    hellos = [hello for row in rows for hello, _ in row.pairs]
    cpu, rate, p50, p95 = (
        median(getattr(hello, n) for hello in hellos) for n in ("cpu", "rate", "p50", "p95")
    )
    return f"hello: {cpu:.2f} ms of CPU, {rate:,.0f} requests per second, p50 {p50:.1f} ms, p95 {p95:.1f} ms."


def as_json(rows: list[Row]) -> str:
    """Return every figure and every sample."""
    told = [
        {
            "what": row.what,
            "entries": row.size,
            "figures": row.figures,
            "budget": asdict(row.budget),
            "verdict": row.verdict,
            "rounds": [{"hello": asdict(hello), "own": asdict(own)} for hello, own in row.pairs],
        }
        for row in rows
    ]
    return json.dumps(told, indent=1) + "\n"
