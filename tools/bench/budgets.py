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
    "glossary": "/glossary/",
    "questions": "/interviews/",
}
"""Pages by address; a word in braces stands for published entries of that kind in turn."""


@dataclass(frozen=True)
class Budget:
    """The most processor time and the least requests per second, both against hello; p95 only where it has one."""

    cpu: float
    rate: float
    p95: float = 0.0


FROM_MEMORY = {page: Budget(1.3, 0.8, 1.5) for page in ("dashboard", "guide", "skill", "term", "question")}
"""Pages as most readers get them: signed out, out of the page cache."""

ENTRY, WHOLE = Budget(10, 0.10), Budget(25, 0.04)
"""A page that is made anew: of one entry, and with many in it."""

MADE = {
    "dashboard": WHOLE,
    "guide": WHOLE,
    "glossary": WHOLE,
    "questions": WHOLE,
    "skill": ENTRY,
    "term": ENTRY,
    "question": ENTRY,
}
"""Pages that are also measured for somebody who is signed in, and made for the first time."""

# 1,000 entries have no budget of their own: that of the next larger size counts.
SEARCHES = {
    "suggestion": {"shipped": Budget(4, 0.25), "20000": Budget(6, 0.16), "100000": Budget(12, 0.08)},
    "results": {"shipped": Budget(7, 0.14), "20000": Budget(10, 0.10), "100000": Budget(20, 0.05)},
    "misspelt": {"shipped": Budget(8, 0.12), "20000": Budget(12, 0.08), "100000": Budget(25, 0.04)},
}
for _budgets in SEARCHES.values():
    _budgets["1000"] = _budgets["20000"]

READINGS = {
    "10 KB, shipped names": 15.0,
    "100 KB, shipped names": 150.0,
    "10 KB, 10,000 names": 30.0,
    "100 KB, 10,000 names": 300.0,
    "100 KB of names alone": 150.0,
}
"""Processor milliseconds that the decoder may take for a text: the one figure that is not held against hello."""

MOST_WEIGHT, MOST_HTML, MOST_REQUESTS = 60, 20, 6
"""What the first view of a page may take: KB over the wire, KB of them for the page itself, and requests."""
