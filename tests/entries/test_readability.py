"""Words, sentences and reading grade: counted by hand where a text is given."""

import math
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entries.readability import flesch_kincaid_grade, sentences, syllables, words

FIRST = "The cat sat on the mat. It was happy there. Do you see it?"
# by hand: 14 words, 3 sentences, 15 syllables (hap-py has two)
FIRST_GRADE = 0.39 * 14 / 3 + 11.8 * 15 / 14 - 15.59

SECOND = "Four score and seven years ago our fathers brought forth on this continent a new nation."
# by hand: 16 words, 1 sentence; sev-en, a-go, fa-thers, con-ti-nent, na-tion: 6 syllables more than words
SECOND_GRADE = 0.39 * 16 + 11.8 * 22 / 16 - 15.59

ANY_TEXT = st.text() | st.text("aA.!?… \n\t-*#`_[]()<>|'’“”/:@1é\x00", max_size=80)


@pytest.mark.parametrize(("text", "grade"), [(FIRST, FIRST_GRADE), (SECOND, SECOND_GRADE)])
def test_grade_of_a_text_counted_by_hand(text, grade):
    assert flesch_kincaid_grade(text) == pytest.approx(grade)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("code", 1),
        ("table", 2),
        ("needed", 2),
        ("database", 3),
        ("don’t", 1),
        ("full-stack", 2),
        ("GitHub", 2),  # two known words in one
        ("JavaScript", 3),
        ("API", 3),  # spelled letter by letter
        ("APIs", 3),
        ("WWW", 9),
        ("CI/CD", 4),
        ("Django’s", 2),
        ("blorped", 1),  # not in the dictionary: a silent e
        ("frimbles", 2),
        ("zarteded", 3),
        ("3.14", 1),  # a figure
        ("C++", 1),
    ],
)
def test_syllables_of_a_word(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Node.js and .NET, C++ and C#.", ["Node.js", "and", ".NET", "C++", "and", "C#"]),
        ("PostgreSQL 18.1 (CI/CD)", ["PostgreSQL", "18.1", "CI/CD"]),
        ("It’s a full-stack job", ["It’s", "a", "full-stack", "job"]),
        ("# Head\n- **bold** word\n1. _two_\n> three", ["Head", "bold", "word", "two", "three"]),
        ("Run `git push origin` now", ["Run", "now"]),
        ("See [the docs](https://example.com/a_b) or https://example.com/x.", ["See", "the", "docs", "or"]),
        ("Write to someone@example.com today", ["Write", "to", "today"]),
        ("Before\n\n```python\nx = call(1)\n```\n\nafter", ["Before", "after"]),
        ("one\n---\ntwo", ["one", "two"]),
    ],
)
def test_words_of_a_text(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It runs on Node.js. We like it!", ["It runs on Node.js.", "We like it!"]),
        ("Python 3.14 came. It is new.", ["Python 3.14 came.", "It is new."]),
        ("Tools, e.g. Ruff, help. So do tests.", ["Tools, e.g. Ruff, help.", "So do tests."]),
        ("“Why?” she asked. He left.", ["“Why?” she asked.", "He left."]),
        ("She said “stop.” He did.", ["She said “stop.”", "He did."]),
        ("Parts:\n- one thing\n- another thing", ["Parts:", "one thing", "another thing"]),
        ("A heading\n\nA paragraph goes\non here.", ["A heading", "A paragraph goes on here."]),
        ("## Head\nText.", ["Head", "Text."]),
        ("Wait… There is more.", ["Wait…", "There is more."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("uv is fast. pip is old.", ["uv is fast.", "pip is old."]),
    ],
)
def test_sentences_of_a_text(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize(
    "text", ["", "  \n\n", "`code()`", "```\ncode here\n```", "https://example.com/a", "... !"]
)
def test_a_text_without_words_has_no_sentence_and_grade_zero(text):
    assert words(text) == []
    assert sentences(text) == []
    assert flesch_kincaid_grade(text) == 0


def test_marks_and_code_do_not_change_the_grade():
    plain = "The team keeps a list. It says who does what."
    marked = (
        "**The team** keeps a [list](https://example.com/a/very/long/address). `x` It _says_ who does what."
    )
    assert flesch_kincaid_grade(marked) == flesch_kincaid_grade(plain)


def test_one_long_sentence_is_harder_than_two_short_ones():
    assert flesch_kincaid_grade("We test it and we ship it.") > flesch_kincaid_grade(
        "We test it. We ship it."
    )


def test_long_words_are_harder_than_short_ones():
    assert flesch_kincaid_grade("Organizations utilize applications.") > flesch_kincaid_grade(
        "Firms use apps."
    )


@given(st.integers(1, 40))
def test_a_longer_sentence_of_the_same_words_is_never_easier(count):
    assert flesch_kincaid_grade("cat " * (count + 1)) > flesch_kincaid_grade("cat " * count)


@given(ANY_TEXT)
@example("a" * 5000)
@example("[" * 2000 + "a")
@example("a." * 2000)
@example("`" * 2001 + "a")
@example("_ " * 2000)
def test_any_text_can_be_measured(text):
    found = words(text)
    assert len(sentences(text)) <= len(found)
    assert bool(sentences(text)) == bool(found)
    assert math.isfinite(flesch_kincaid_grade(text))
    assert all(syllables(word) >= 1 for word in found)


HOSTILE = {
    "links": "[a](" * 16_000,
    "brackets": "[" * 65_000,
    "images": "![a" * 21_000,
    "lines below": "_" * 65_000 + "a",
    "dots": "." * 65_000 + "a",
    "closing marks": "a." + ")" * 65_000 + "a",
    "backticks": "`" * 65_000,
    "backticks and letters": "``a`" * 16_000,
    "fences": "```\n~~~\n" * 8_000,
    "mail addresses": "a." * 32_000,
    "mail signs": "a@" * 32_000,
    "mail hosts": "a@" + "b-" * 32_000,
    "web addresses": "www.," * 13_000,
    "short forms": "e.g. " * 13_000,
    "sentences": "A. " * 21_000,
    "bullets": "- " * 32_000 + "a",
    "quotes": "> " * 32_000 + "a",
    "headings": "# #" * 21_000,
    "spaces": " " * 65_000 + "a",
    "empty lines": "\n " * 32_000,
    "one word": "Aa" * 32_000,
    "joined words": "a-" * 32_000 + "!",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_in_no_time(text):
    flesch_kincaid_grade("Words are loaded once.")
    began = time.process_time()
    flesch_kincaid_grade(text)
    assert time.process_time() - began < 4  # a quadratic pattern takes from 10 seconds to minutes
