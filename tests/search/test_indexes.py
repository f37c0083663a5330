"""Search asks indexes, whatever is typed and however large the wiki has become."""

import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.lookup import MOST
from search.models import SearchName
from search.searching import search, suggest
from search.spelling import ask
from search.views import PER_PAGE
from tests.search.looking import fill

ROWS = 2_000
MANY = 100_000


@pytest.fixture(scope="module", params=[ROWS, pytest.param(MANY, marks=pytest.mark.slow)])
def rows(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker):
    """Fill the index with made-up entries for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        fill(request.param)
        yield request.param
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def typed_inputs() -> dict[str, str]:
    """Return one input for each stage, made of the names there are."""
    name, other = SearchName.objects.order_by("pk").values_list("text", flat=True)[40:42]
    one, two = SearchName.objects.filter(is_main=True).order_by("-pk").values_list("text", flat=True)[:2]
    return {
        "exact": name,
        "exact, other spelling": other.upper(),
        "prefix": name[:3],
        "short prefix": name[:1],
        "near": one[:3] + one[4:],
        "near in words": f"senior {one.split()[0][:-1]}x turnips",
        "sound": one.replace("k", "c").replace("o", "u"),
        "common word": "server",
        "two common words": "server developer",
        "word in every text": "everywhere",
        "words in many texts": "everywhere server database",
        "none of the words": "zzyzx qqqqq",
        "some of the words": f"{one} everywhere zzyzx",
        "question": f"what is {two}?",
        "comparison": f"{one} vs {two}",
    }


def scans(sql: str) -> list[tuple[str, int]]:
    """Run a statement; return the tables that it read without an index, and how many rows of each."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (plans,) = cursor.fetchone()
    found, nodes = [], [plans[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"].startswith("search_"):
            read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            found.append((node["Relation Name"], read * node["Actual Loops"]))
    return found


@pytest.mark.parametrize("member", [False, True])
def test_every_statement_is_served_by_indexes(rows: int, member: bool) -> None:
    """What many texts hold needs no index: the first rows are as good as any, and reading stops there."""
    for what, typed in typed_inputs().items():
        with CaptureQueriesContext(connection) as captured:
            search(ask(typed), member=member)
            suggest(ask(typed))
        for query in captured.captured_queries:
            tenth = any(word in query["sql"] for word in ("server", "developer", "database"))
            allowed = 2 * MOST if "everywhere" in query["sql"] else 30 * MOST if tenth else 0
            assert all(read <= allowed for _, read in scans(query["sql"])), (what, typed, query["sql"])


def test_at_most_so_many_texts_are_ranked(rows: int) -> None:
    for typed in typed_inputs().values():
        found = search(ask(typed), member=False)
        assert found.count() <= MOST <= 1_000
    found = search(ask("everywhere"), member=False)
    assert found.more
    assert found.count() == MOST


def test_every_list_is_paged(client: Client, rows: int) -> None:
    for typed in typed_inputs().values():
        assert client.get("/search/", {"q": typed}).content.count(b"data-entry=") <= PER_PAGE
        assert len(client.get("/search/", {"q": typed, "format": "json"}).json()["results"]) <= 100
        assert client.get("/search/suggest/", {"q": typed}).content.count(b'role="option"') <= 8


def test_each_stage_finds_its_entry(rows: int) -> None:
    typed = typed_inputs()
    for what in ("exact", "exact, other spelling", "near", "question"):
        assert search(ask(typed[what]), member=False).hits, what
    assert search(ask(typed["near"]), member=False).near
    assert len({hit.kind for hit in search(ask(typed["comparison"]), member=False).hits[:2]}) == 1


def test_answers_stay_quick(rows: int) -> None:
    for what, typed in typed_inputs().items():
        took = []
        for _ in range(3):
            start = time.perf_counter()
            search(ask(typed), member=False)
            took.append(time.perf_counter() - start)
        print(f"{rows} rows, {what}: {min(took) * 1000:.1f} ms")
        assert min(took) < 0.3, (what, typed)
