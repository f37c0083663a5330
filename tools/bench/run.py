"""The rounds: all rows of one size, then the next size."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import psutil

from tools.bench.budgets import FROM_MEMORY, MADE, PAGES, SEARCHES, SIZES
from tools.bench.corpus import Corpus, grow
from tools.bench.first_views import ViewRow, weigh_pages
from tools.bench.measure import Load, measure
from tools.bench.readings import ReadingRow, measure_readings
from tools.bench.report import Row, as_json, as_table, hello_line, readings_table, views_table
from tools.bench.site import prepare, served, signed_in
from tools.bench.urls import HELLO
from tools.bench.words import Typed, addresses_of_page

WARM_UP_SECONDS = 3
WARM_UP_ROUNDS = 60
"""How often each kept page is asked for beforehand, so that every worker has it, one with few connections included."""


def run(options: Namespace, folder: Path) -> int:
    """Measure, print, and return 1 when a row that counts misses its budget."""
    say("Making the database.")
    prepare()
    say(f"The decoder, {options.rounds} rounds.")
    readings = measure_readings(options.rounds)
    print(f"\n{readings_table(readings, markdown=options.markdown)}")
    if options.decoder_only:
        return conclusion(readings)
    corpus, rows, views = Corpus(), list[Row](), list[ViewRow]()
    hello = Load.of(folder / "hello.txt", [HELLO])
    for size in options.sizes:
        entries = grow(corpus, SIZES[size])
        say(f"{size}: {entries:,} entries in the index, {options.rounds} rounds.")
        loads = [] if options.pages_only else searches_of(size, folder)
        with_pages = size == options.sizes[0] and not options.search_only
        if with_pages:
            loads = pages_of(size, folder) + loads
        with served() as (port, trees):
            if with_pages:
                views = weigh_pages({page: addresses_of_page(page)[0] for page in PAGES}, port)
            measure_rows(loads, hello, port, trees, options)
        rows += [row for row, _ in loads]
    if views:
        print(f"\n{views_table(views, markdown=options.markdown)}")
    print(f"\n{as_table(rows, markdown=options.markdown)}\n\n{hello_line(rows)}")
    if options.json:
        options.json.write_text(as_json(rows))
    return conclusion([*readings, *views, *rows])


def conclusion(rows: Sequence[Row | ReadingRow | ViewRow]) -> int:
    """Say how many rows missed their budget; return 1 when there are any."""
    missed = [row for row in rows if row.verdict == "missed"]
    print(f"{len(missed)} of {len(rows)} rows missed." if missed else "No row missed that counts.")
    return 1 if missed else 0


def pages_of(size: str, folder: Path) -> list[tuple[Row, Load]]:
    """Return the rows of pages with the addresses to ask for; they do not depend on the size of the index."""
    loads, cookie = [], signed_in()
    for page, budget in FROM_MEMORY.items():
        load = Load.of(folder / f"{page}.txt", addresses_of_page(page))
        loads.append((Row(page, size, budget), load))
    for page, budget in MADE.items():
        load = Load.of(folder / f"{page}-mine.txt", addresses_of_page(page), cookie=cookie)
        loads.append((Row(f"{page}, signed in", size, budget), load))
    for page, budget in MADE.items():
        load = Load.of(folder / f"{page}-anew.txt", addresses_of_page(page), anew=True)
        loads.append((Row(f"{page}, first time", size, budget), load))
    return loads


def searches_of(size: str, folder: Path) -> list[tuple[Row, Load]]:
    """Return the rows of searches in an index of this size with the addresses to ask for."""
    typed, loads = Typed(), []
    for search, budgets in SEARCHES.items():
        load = Load.of(folder / f"{search}-{size}.txt", typed.addresses(search))
        loads.append((Row(search, size, budgets[size]), load))
    return loads


def measure_rows(
    loads: list[tuple[Row, Load]], hello: Load, port: int, trees: list[psutil.Process], options: Namespace
) -> None:
    """Warm every row up, then measure each after hello, round by round."""
    measure(hello, port, trees, WARM_UP_SECONDS)
    for row, load in loads:
        measure(load, port, trees, WARM_UP_SECONDS)
        while row.what in FROM_MEMORY and load.asked < WARM_UP_ROUNDS * load.addresses:
            measure(load, port, trees, WARM_UP_SECONDS)
    for _ in range(options.rounds):
        for row, load in loads:
            empty = measure(hello, port, trees, options.seconds)
            row.pairs.append((empty, measure(load, port, trees, options.seconds)))


def say(text: str) -> None:
    """Tell what happens, at once."""
    print(text, flush=True)
