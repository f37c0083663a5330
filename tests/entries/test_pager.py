"""The links to the other pages of a list."""

import re

import pytest
from django.core.paginator import Paginator

from entries.templatetags.entries import pager


def links(number: int, pages: int) -> list[tuple[str, str]]:
    """Return what the links of a page say and where they lead."""
    shown = pager(Paginator(range(pages * 10), 10).get_page(number), "q=a&")

    return [
        (word, to)
        for to, word in re.findall(r'<a[^>]* href="\?q=a&amp;page=([^"]*)"[^>]*>([^<]*)</a>', shown)
    ]


def test_a_list_of_one_page_has_none() -> None:
    assert pager(Paginator([], 10).get_page(1), "") == ""
    assert links(1, 1) == []


@pytest.mark.parametrize("number", [1, 2, 12, 24, 25])
def test_every_link_leads_to_the_page_it_names(number: int) -> None:
    numbers = {word: to for word, to in links(number, 25) if word.isdigit()}
    assert {"1", "25", str(number)} <= set(numbers)
    assert all(word == to for word, to in numbers.items())


def test_what_is_left_out_is_no_link() -> None:
    shown = pager(Paginator(range(250), 10).get_page(12), "")
    assert shown.count("<li><span>…</span></li>") == 2
    assert "page=…" not in shown


@pytest.mark.parametrize(
    ("number", "steps"), [(1, {"Next": "2"}), (3, {"Previous": "2"}), (2, {"Previous": "1", "Next": "3"})]
)
def test_steps_end_where_the_list_ends(number: int, steps: dict[str, str]) -> None:
    assert {word: to for word, to in links(number, 3) if not word.isdigit()} == steps
    assert pager(Paginator(range(30), 10).get_page(number), "").count("aria-disabled") == 2 - len(steps)


def test_the_page_at_hand_is_marked() -> None:
    assert re.findall(
        r'aria-current="page" aria-label="Page (\d+)"', pager(Paginator(range(99), 10).get_page(4), "")
    ) == ["4"]
