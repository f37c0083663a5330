"""At most six queries a page when nothing is remembered, and as many for many rows as for three."""

import pytest
from django.test import Client

from tests.factories import make_skill
from tests.once import once_per_run
from tests.reading import HTMX, JSON, PAGES, cold_queries, passing_world

pytestmark = pytest.mark.django_db

type Taken = dict[str, dict[str, list[str]]]

FEW, MANY, VERY_MANY = 3, 9, 40
MOST = 6
MOST_JSON = 11
"""A guide as JSON: its rows, what its boxes and placements name, and which of these readers see."""

PARTS = [
    "/glossary/?q=term",
    "/skills/?q=skill&layer=backend&guide=guide-1",
    "/interviews/?skill=skill-1&topic=topic-1&guide=guide-1&level=mid&q=question",
    "/interviews/question-1/?level=3",
    "/guides/guide-1/?layer=layer-1",
]
OTHERS = [
    "/glossary/?q=term&layer=general&guide=guide-1&letter=T&page=2",
    "/glossary/no-such-word/",
    "/changes/feed/",
]


def ask_everything(many: int) -> Taken:
    """Return the SQL that every address takes in a world with few and with many rows."""
    found: Taken = {}
    for world, rows in (("few", FEW), ("many", many)):
        with passing_world(rows):
            found[world] = {address: cold_queries(Client(), address) for address in [*PAGES, *JSON, *OTHERS]}
            found[world] |= {f"part {a}": cold_queries(Client(headers=HTMX), a) for a in PARTS}
            found[world]["/sitemap.xml"] = cold_queries(Client(), "/sitemap.xml")
    return found


@pytest.fixture(scope="module", params=[MANY, pytest.param(VERY_MANY, marks=pytest.mark.slow)])
def taken(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Taken:
    """What every address takes, found out once."""
    with django_db_blocker.unblock():
        return once_per_run(
            tmp_path_factory, f"queries-{request.param}", lambda: ask_everything(request.param)
        )


@pytest.mark.sampled(30)
@pytest.mark.parametrize("address", [*PAGES, *OTHERS, *(f"part {address}" for address in PARTS)])
def test_page_takes_at_most_six_queries(taken: Taken, address: str) -> None:
    queries = taken["many"][address]
    assert len(queries) <= MOST, "\n\n".join(queries)


@pytest.mark.parametrize("address", JSON)
def test_json_stays_within_its_budget(taken: Taken, address: str) -> None:
    assert len(taken["many"][address]) <= MOST_JSON


@pytest.mark.parametrize(
    "address", [*PAGES, *JSON, *OTHERS, *(f"part {address}" for address in PARTS), "/sitemap.xml"]
)
def test_queries_do_not_grow_with_rows(taken: Taken, address: str) -> None:
    few, many = taken["few"][address], taken["many"][address]
    assert len(few) == len(many), "\n\n".join(many)


def test_warm_page_asks_less(client: Client, django_assert_max_num_queries) -> None:
    make_skill("Django")
    client.get("/skills/")
    with django_assert_max_num_queries(4):
        client.get("/skills/")
