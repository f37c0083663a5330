"""A look at what the search finds, and an index of any size."""

from random import Random

from django.db import connection

from glossary.models import Term
from search.index import Found, row_of, store
from search.models import SearchName, SearchRow
from search.searching import Hit, search, with_rows
from search.spelling import ask


def found(typed: str, *, member: bool = False) -> list[Hit]:
    """Return the best hits for typed words, at most a hundred."""
    return search(ask(typed), member=member, most=100).hits


def names(hits: list[Hit]) -> list[str]:
    """Return hits as `kind:slug`."""
    return [f"{hit.kind}:{hit.row.slug}" for hit in with_rows(hits)]


def reason_of(typed: str, entry: str) -> str:
    """Return why an entry was found."""
    return next(hit.reason for hit in with_rows(found(typed)) if f"{hit.kind}:{hit.row.slug}" == entry)


def every_row() -> list[tuple]:
    """Return all that the index holds, without its own numbers."""
    fields = (
        "kind",
        "entry_id",
        "slug",
        "name",
        "area",
        "symbol",
        "gist",
        "rank",
        "text",
        "title_words",
        "words",
    )
    names = SearchName.objects.order_by("row__kind", "row__entry_id", "folded")
    return [
        *SearchRow.objects.order_by("kind", "entry_id").values_list(*fields, "member_words"),
        *names.values_list("row__kind", "row__entry_id", "text", "folded", "is_main", "keys"),
    ]


def fill(number: int, *, seed: int = 3) -> None:
    """Store rows of entries that do not exist, with invented names.

    Each text holds “everywhere”, four of forty common words, and words of its own.
    """
    random = Random(seed)
    common = ["server", "developer", "database", "code", *(_word(random) for _ in range(36))]
    first = 1_000_000 + SearchRow.objects.count()
    rows, its = [], []
    for n in range(number):
        name = f"{_word(random)} {_word(random)}"
        text = " ".join([*random.sample(common, 4), *(_word(random) for _ in range(20)), "everywhere"])
        found = Found([name, _word(random)], f"{name} in one sentence.", "data", [text])
        rows.append(row_of("term", Term(pk=first + n, slug=f"made-{n}", name=name), found))
        its.append(found)
    store(rows, its)
    if number >= 1_000:  # so many rows are planned for by what they hold
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0; ANALYZE search_searchrow, search_searchname")


def _word(random: Random) -> str:
    return "".join(
        random.choice("bcdfghklmnprstvw") + random.choice("aeiou") for _ in range(random.randint(2, 5))
    )
