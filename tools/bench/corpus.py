"""Search rows of entries that do not exist, as like the shipped ones as chance can make them.

Texts are as long as shipped texts and use their words as often as they do. Each name is made of shipped words or of
invented ones, and stands a few times in its own text, so that the vocabulary grows with the index as it does in life.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from search.index import INDEXED, Found, row_of, store
from search.models import SearchName, SearchRow

MODELS = (SearchRow, SearchName)
FIRST_ID = 1_000_000
BATCH = 2_000
SYLLABLES = """
    al an ar ba be bo ca chi co da de do dra el en er fa fi flo ga gra ha hel in jo ka ker ki la li
    lo ma me mi mo na ne ni no ol on or pa pe pi pla po qua ra re ri ro sa se si so sta ta te ti to
    tra u va ve vi wa we xi ya ze zo
""".split()  # noqa: SIM905 -- read as a line
ENDINGS = ["", "", "", "", "js", "db", "ly", "io", " SQL", " Cloud", ".js", "-py", "++", " 2"]
AREAS = ("frontend", "backend", "data", "background", "general")


class Corpus:
    """Makes entries; the same seed makes the same ones."""

    def __init__(self, seed: int = 3) -> None:
        self.random = Random(seed)
        rows = list(SearchRow.objects.filter(entry_id__lt=FIRST_ID).values_list("kind", "gist", "text"))
        self.kinds = [kind for kind, _, _ in rows]
        self.gists = [len(gist.split()) for _, gist, _ in rows]
        self.texts = [len(text.split()) for _, _, text in rows]
        counts: dict[str, int] = {}
        for word in " ".join(f"{gist} {text}" for _, gist, text in rows).split():
            counts[word] = counts.get(word, 0) + 1
        self.words = list(counts)
        self.weights = list(accumulate(counts.values()))
        self.plain_words = [word for word in self.words if word.isalpha() and len(word) > 3]

    def name(self) -> str:
        """A product's name or two or three words, as terms have them."""
        if self.random.random() < 0.6:
            invented = "".join(self.random.choices(SYLLABLES, k=self.random.choice([2, 3, 3, 4])))
            return invented.capitalize() + self.random.choice(ENDINGS)
        return " ".join(self.random.choices(self.plain_words, k=self.random.choice([2, 2, 3]))).capitalize()

    def names(self) -> list[str]:
        """A name and its other spellings: none, an abbreviation, another name."""
        name = self.name()
        others = [
            "".join(word[0] for word in name.split()).upper() + self.random.choice("ABDMPQS"),
            self.name(),
        ]
        return [name, *self.random.sample(others, self.random.choice([0, 0, 1, 1, 2]))]

    def prose(self, length: int, names: list[str]) -> str:
        """So many words as the shipped texts use them, the entry's own names strewn in."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=length)
        for _ in range(1 + length // 60):
            words[self.random.randrange(length)] = self.random.choice(names)
        return " ".join(words)

    def entry(self, number: int) -> tuple[SearchRow, Found]:
        """One row with what it was made from."""
        kind, names = self.random.choice(self.kinds), self.names()
        gist = self.prose(self.random.choice(self.gists) or 8, names)
        body = self.prose(self.random.choice(self.texts) or 40, names)
        found = Found(names, gist, self.random.choice(AREAS), [body])
        model: Any = INDEXED[kind][0]
        entry = model(pk=number, slug=f"{slugify(names[0])[:60]}-{number}", name=names[0])
        return row_of(kind, entry, found), found


def grow(corpus: Corpus, size: int) -> int:
    """Add entries until the index has so many, as if all had been loaded long ago; return how many it has."""
    present = SearchRow.objects.count()
    with without_indexes():
        for start in range(present, size, BATCH):
            made = [corpus.entry(FIRST_ID + number) for number in range(start, min(start + BATCH, size))]
            with transaction.atomic():
                store([row for row, _ in made], [found for _, found in made])
    with connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
    return SearchRow.objects.count()


@contextmanager
def without_indexes() -> Iterator[None]:
    """Take the indexes away and make them anew afterwards, which takes a tenth of keeping them row by row."""
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")  # PostgreSQL may be cleaning up after the size before
        for model in MODELS:
            for index in model._meta.indexes:
                editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for model in MODELS:
            for index in model._meta.indexes:
                editor.add_index(model, index)
