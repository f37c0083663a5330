"""Excerpts: the stretch with the words, marked, and never a tag out of the text."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.excerpts import LENGTH, excerpt, marked

LONG = "Nothing of note. " * 30 + "Here the broker stands in the middle. " + "More of the same. " * 30


@given(st.text(max_size=400), st.lists(st.text(max_size=20), max_size=15))
def test_marked_text_is_escaped_and_whole(text: str, words: list[str]) -> None:
    made = marked(text, words)
    assert set(re.findall(r"<[^>]*>", made)) <= {"<mark>", "</mark>"}
    assert html.unescape(re.sub(r"</?mark>", "", made)) == html.unescape(html.escape(text))
    assert made.count("<mark>") == made.count("</mark>")


@given(st.text(max_size=2_000), st.lists(st.text(max_size=20), max_size=15))
def test_excerpt_is_a_stretch_of_the_text(text: str, words: list[str]) -> None:
    cut = excerpt(text, words)
    assert cut.removeprefix("…").removesuffix("…") in text
    assert len(cut) <= LENGTH + 2


@pytest.mark.parametrize(
    ("text", "words", "made"),
    [
        ("A <b>Docker</b> image", ["docker"], "A &lt;b&gt;<mark>Docker</mark>&lt;/b&gt; image"),
        ("Java and JavaScript", ["java"], "<mark>Java</mark> and <mark>JavaScript</mark>"),
        ("ungit git", ["git"], "ungit <mark>git</mark>"),
        ("C++ & C#", ["c++"], "<mark>C++</mark> &amp; C#"),
        ("docker docker", ["docker", "dock"], "<mark>docker</mark> <mark>docker</mark>"),
        ("a & b", ["amp"], "a &amp; b"),
        ("plain", [], "plain"),
        ("plain", ["?!"], "plain"),
        ("it is what it is", ["is"], "it <mark>is</mark> what it <mark>is</mark>"),
    ],
)
def test_whole_words_and_their_beginnings_are_marked(text: str, words: list[str], made: str) -> None:
    assert marked(text, words) == made


def test_excerpt_shows_where_the_words_stand() -> None:
    cut = excerpt(LONG, ["broker"])
    assert "broker stands" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert excerpt(LONG, ["unheard"]).startswith("Nothing of note.")
    assert excerpt("Short.", ["short"]) == "Short."


def test_excerpt_is_cut_between_words() -> None:
    cut = excerpt(LONG, ["broker"]).strip("…")
    assert re.search(rf"(?:^|\s){re.escape(cut)}(?:\s|$)", LONG)


def test_excerpt_of_one_endless_word_is_cut_all_the_same() -> None:
    assert len(excerpt("x" * 5_000, ["y"])) == LENGTH + 1
