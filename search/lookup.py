"""The statements that search asks of PostgreSQL, written out.

Search is asked at every pause in typing. Django takes several times longer to put these statements together than
PostgreSQL to answer them, so here they stand as they are.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connections, router

from search.models import CONFIGURATION, SearchRow
from search.spelling import indexable

MOST = 1_000
"""Texts that are ranked; what lies beyond is counted as “more than 1,000”."""

FEW = 20
"""Texts that come with what is shown of them; of more than that, a page shows only some."""

MOST_NAMES = 100
"""Names that are looked at which begin with what was typed."""

MOST_NEAR = 500
"""Spellings that are looked at for a near one."""

MOST_WORDS = 12
LAST_CHARACTER = "\U0010ffff"

_NAME = (
    "SELECT n.row_id, r.kind, r.rank, n.folded, n.text, n.is_main, r.slug, r.url, r.name, r.area, r.symbol, r.gist"
    " FROM search_searchname n JOIN search_searchrow r ON r.id = n.row_id WHERE "
)
# In the order of the index, so that PostgreSQL stops reading at the last name it returns. The comparisons are those
# that LIKE 'beginning%' is turned into, which works only where the plan is made anew for every beginning.
_NAMES = (
    f"({_NAME} n.folded = ANY(%s) LIMIT {MOST}) UNION ALL"
    f" ({_NAME} n.folded ~>~ %s AND n.folded ~<~ %s ORDER BY n.folded USING ~<~ LIMIT {MOST_NAMES})"
)
# Key by key: for many keys at once (`&&`) the planner expects so many names that it leaves the index aside.
_BY_KEYS = (
    _NAME.replace(
        "search_searchname n",
        "unnest(%s::varchar[]) typed(key) CROSS JOIN LATERAL"
        " (SELECT * FROM search_searchname WHERE keys @> ARRAY[typed.key] OFFSET 0) n",
    )
    + f" TRUE LIMIT {MOST_NEAR}"
)
_BY_TRIGRAMS = f"{_NAME} n.folded %% %s LIMIT {MOST_NEAR}"

_WORD = f"(plainto_tsquery('{CONFIGURATION}', %s) || plainto_tsquery('simple', %s))"
# The innermost part takes at most so many texts, and only those are ranked. The counts of the kinds follow the best,
# which bring what is shown of them along where they are few.
_TEXTS = """
WITH found AS (
    SELECT id, kind, rank, ts_rank('{{0.1, 0.2, 0.6, 1}}', vector, query, 1) AS score, {in_names} AS in_names
    FROM (
        SELECT r.id, r.kind, r.rank, r.{vector} AS vector, asked.query
        FROM search_searchrow r, (SELECT {query} AS query) asked
        WHERE r.{vector} @@ asked.query LIMIT {most}
    ) texts
)
(
    SELECT best.*, r.slug, r.url, r.name, r.area, r.symbol, r.gist, r.text
    FROM (SELECT * FROM found ORDER BY kind = %s DESC, in_names DESC, score DESC, rank, id LIMIT %s) best
    LEFT JOIN search_searchrow r ON r.id = best.id AND %s
)
UNION ALL
(
    SELECT 0, kind, count(*), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM found WHERE id <> ALL(%s) GROUP BY kind
)
"""
_IN_NAMES = "ts_filter(vector, '{a}') @@ query"
_ROWS = "SELECT id, slug, url, name, area, symbol, gist, text FROM search_searchrow WHERE id = ANY(%s)"


class Shown(NamedTuple):
    """What a list shows of a row."""

    pk: int
    slug: str
    url: str
    name: str
    area: str
    symbol: str
    gist: str
    text: str = ""
    """Left out where only names were looked up."""


class NameFound(NamedTuple):
    """A spelling with what is needed of its row to rank and to show it."""

    row_id: int
    kind: str
    rank: int
    folded: str
    text: str
    is_main: bool
    row: Shown


class TextFound(NamedTuple):
    """A row with how well its text fits, and whether its names alone hold the words."""

    row_id: int
    kind: str
    rank: int
    score: float
    in_names: bool
    row: Shown | None
    """None where more than FEW were asked for."""


class TextsFound(NamedTuple):
    """The best rows, and how many there are of each kind."""

    best: list[TextFound]
    counts: dict[str, int]


def names(spellings: Collection[str], beginning: str) -> list[NameFound]:
    """Return the names with one of these folded spellings, and those with a longer one that begins like this."""
    return _ask_names(_NAMES, [list(spellings), beginning, beginning + LAST_CHARACTER])


def names_with_keys(keys: Collection[str]) -> list[NameFound]:
    """Return names that share a key of `near_keys` with something typed."""
    return list(dict.fromkeys(_ask_names(_BY_KEYS, [list(keys)])))


def names_with_trigrams(folded: str) -> list[NameFound]:
    """Return names that share enough runs of three letters with something typed."""
    return _ask_names(_BY_TRIGRAMS, [folded])


def texts(
    words: list[str],
    *,
    member: bool,
    all_words: bool = True,
    first: str = "",
    most: int = 10,
    besides: Collection[int] = (),
) -> TextsFound:
    """Find the rows whose texts hold all or some of the words, each as it is or by its stem.

    Returns the `most` best, those of the kind `first` before the others, and how many rows of each kind there are
    `besides` some. Words that stand in the names count most where all of several words are asked for.
    """
    if not words:
        return TextsFound([], {})
    words = words[:MOST_WORDS]
    statement = _TEXTS.format(
        vector="member_vector" if member else "vector",
        in_names=_IN_NAMES if all_words and len(words) > 1 else "false",
        query=(" && " if all_words else " || ").join([_WORD] * len(words)),
        most=MOST + 1,
    )
    values = [indexable(word) for word in words for _ in range(2)]
    few = most <= FEW
    rows = _ask(statement, [*values, first, most, few, list(besides)])
    best = [
        TextFound._make((*row[:5], Shown(row[0], *row[5:]) if row[5] is not None else None))
        for row in rows
        if row[0]
    ]
    return TextsFound(best, {row[1]: row[2] for row in rows if not row[0]})


def shown(ids: list[int]) -> dict[int, Shown]:
    """Return what is shown of these rows."""
    return {row[0]: Shown(*row) for row in _ask(_ROWS, [ids])} if ids else {}


def _ask_names(statement: str, values: list[Any]) -> list[NameFound]:
    return [NameFound._make((*row[:6], Shown(row[0], *row[6:]))) for row in _ask(statement, values)]


def _ask(statement: str, values: list[Any]) -> list[tuple]:
    with connections[router.db_for_read(SearchRow)].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
