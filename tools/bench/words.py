"""What readers of an index of this size type: whole names, names letter by letter, common words, slips."""

from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from django.db import connection

from entries.kinds import kind_named
from search.models import SearchName
from search.searching import suggest
from search.spelling import ask
from tools.bench.budgets import PAGES

NAMES, MISSPELT, COMMON = 1_500, 400, 150
ENTRIES = 100
"""Pages of a kind, at most: those out of memory have to be made before they are measured."""

QUESTIONS = [
    "what is {}",
    "what does {} mean",
    "{} vs {}",
    "difference between {} and {}",
    "{} interview questions",
]


def addresses_of_page(page: str) -> list[str]:
    """Return the addresses that stand for a page: itself, or published entries of the kind it names, evenly spread."""
    pattern = PAGES[page]
    if "{" not in pattern:
        return [pattern]
    slugs = list(kind_named(page).model._default_manager.published().values_list("slug", flat=True))
    return [pattern.format(**{page: slug}) for slug in slugs[:: 1 + len(slugs) // ENTRIES]]


class Typed:
    """Draws words from the index as it is; the same index and seed give the same words."""

    def __init__(self, seed: int = 3) -> None:
        self.random = Random(seed)
        names = list(SearchName.objects.order_by("pk").values_list("text", flat=True))
        self.names = self.random.sample(names, min(NAMES, len(names)))
        self.common = _common_words()

    def addresses(self, search: str) -> list[str]:
        """Return the addresses of one row of the table, mixed."""
        texts = list(getattr(self, search)())
        self.random.shuffle(texts)
        path = "/search/suggest/" if search == "suggestion" else "/search/"
        return [f"{path}?q={quote(text)}" for text in texts]

    def suggestion(self) -> Iterator[str]:
        """Names and common words letter by letter from the second one on."""
        for text in [*self.names[: NAMES // 5], *self.common]:
            yield from (text[:end] for end in range(2, len(text) + 1))

    def results(self) -> Iterator[str]:
        """Names, common words alone and in pairs, and questions about names."""
        yield from self.names[: NAMES // 3]
        yield from self.common
        for word in self.common:
            yield f"{word} {self.random.choice(self.common)}"
            yield self.random.choice(QUESTIONS).format(*self.random.sample(self.names, 2))

    def misspelt(self) -> Iterator[str]:
        """Names with one or two slips which lead to the name all the same."""
        found = 0
        for name in self.names:
            typed = self._with_slips(name) if len(name) > 4 and found < MISSPELT else ""
            if typed and typed != name and any(hit.spelling == name for hit in suggest(ask(typed)).hits):
                found += 1
                yield typed

    def _with_slips(self, name: str) -> str:
        letters = list(name)
        for _ in range(1 + (len(name) > 8)):
            at = self.random.randrange(1, len(letters) - 1)
            match self.random.randrange(4):
                case 0:
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                case 1:
                    letters.insert(at, letters[at])
                case 2:
                    del letters[at]
                case _:
                    letters[at] = self.random.choice("aeinorst")
        return "".join(letters)


def _common_words() -> list[str]:
    """Return the words that stand in the most texts; words that the full text leaves out are among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat($$SELECT to_tsvector('simple', text) FROM search_searchrow"
            " ORDER BY id LIMIT 2000$$) WHERE word ~ '^[a-z]{2,}$' ORDER BY ndoc DESC, word LIMIT %s",
            [COMMON],
        )
        return [word for (word,) in cursor.fetchall()]
