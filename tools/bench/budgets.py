"""The rows of the table and what each may cost: product.md, “How well”."""

from dataclasses import dataclass

SIZES = {"shipped": 0, "1000": 1_000, "20000": 20_000, "100000": 100_000}
"""How many entries are in the index, the shipped ones included; 0 leaves it at those."""

PAGES = {
    "dashboard": "/",
    "guide": "/guides/python-full-stack/",
    "skill": "/skills/{skill}/",
    "term": "/glossary/{term}/",
    "question": "/interviews/{question}/",
}
"""Pages by address; a word in braces stands for all published entries of that kind in turn."""


@dataclass(frozen=True)
class Budget:
    """The most processor time and the least requests per second, both against hello; p95 only where it has one."""

    cpu: float
    rate: float
    p95: float = 0.0


PAGE = Budget(1.3, 0.8, 1.5)
LATER = "page cache: later"
"""Pages are within their budget only out of the page cache, which is not there yet: their rows do not count."""

# 1,000 entries have no budget of their own: that of the next larger size counts.
SEARCHES = {
    "suggestion": {"shipped": Budget(4, 0.25), "20000": Budget(6, 0.16), "100000": Budget(12, 0.08)},
    "results": {"shipped": Budget(7, 0.14), "20000": Budget(10, 0.10), "100000": Budget(20, 0.05)},
    "misspelt": {"shipped": Budget(8, 0.12), "20000": Budget(12, 0.08), "100000": Budget(25, 0.04)},
}
for _budgets in SEARCHES.values():
    _budgets["1000"] = _budgets["20000"]
