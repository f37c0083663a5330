"""What the rules of the reading promise, one circumstance at a time, over the shipped terms."""

import time

import pytest

from decoder.reading import Reading, read
from tests.decoder.shipped_lexicon import shipped_lexicon


def reading(text: str) -> Reading:
    """Read a text with the shipped names."""
    return read(text, shipped_lexicon())


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Spring Boot", ["spring-boot"]),
        ("React Native and SQL Server", ["react-native", "sql-server"]),
        ("Post-\ngreSQL and Spring\nBoot", ["postgresql", "spring-boot"]),
        ("Python, Go, Rust", ["python", "go", "rust"]),
        ("python, go, rust, sql", ["python", "go", "rust", "sql"]),
        ("Wrote services in Go and Rust.", ["go", "rust"]),
        ("Deep knowledge of Spring and Hibernate", ["spring", "hibernate"]),
        ("Go 1.21", ["go"]),
        ("Senior Rust Engineer", ["rust"]),
        ("Skills: Go", ["go"]),
        ("ruby-on-rails, asp-net-core", ["ruby-on-rails", "dotnet"]),
        ("C/C++, C#", ["c-language", "c-plus-plus", "c-sharp"]),
        ("Python Django React Docker", ["python", "django", "react", "docker"]),
        ("worked with Djnago and Docker", ["django", "docker"]),
    ],
)
def test_names_are_read_where_they_are_meant(text: str, slugs: list[str]) -> None:
    assert reading(text).slugs == slugs


@pytest.mark.parametrize(
    "text",
    [
        "go for it",
        "In Spring 2022 we moved.",
        "Black engineers network",
        "cargo, gopher and reactor",
        "Vitamin C",
        "write to go@react.example or https://angular.example/vue",
    ],
)
def test_everyday_words_parts_of_words_and_addresses_are_left_alone(text: str) -> None:
    assert reading(text).slugs == []


def test_positions_are_those_of_the_text() -> None:
    text = "é\u0301 Python,\nDjango 4.2"
    assert [text[one.start : one.end] for one in reading(text).found] == ["Python", "Django 4.2"]


def test_denied_and_wished_for_names_ask_for_a_look_at_the_context() -> None:
    found = reading("No PHP needed. We are moving away from Angular to React. Docker is not required.").found
    assert {one.slug: one.context for one in found} == {
        "php": True,
        "angular": True,
        "react": False,
        "docker": True,
    }


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("write to a.b@example.org or see", ["a.b@example.org"]),
        ("one line\nwww.example\nanother line", ["www.example"]),
        ("a https://x.example/y?z b github.com/ann c", ["https://x.example/y?z", "github.com/ann"]),
        ("call +44 20 7946 0000\n(030) 123 456 7", ["+44 20 7946 0000", "(030) 123 456 7"]),
        ("2019/2020 and Java 8/11 and CI/CD @ home", []),
    ],
)
def test_addresses_links_and_phone_numbers_are_private_on_every_line(text: str, private: list[str]) -> None:
    assert [text[one.start : one.end] for one in reading(text).private] == private


HOSTILE = {
    "one letter": "a" * 100_000,
    "brackets": "(" * 100_000,
    "names": "Python Go Rust " * 6_600,
    "everyday names": "Go, " * 25_000,
    "marks": "e\u0301" * 50_000,
    "nothing": "\0" * 100_000,
    "right to left": "\u202e\u05d0 " * 33_000,
    "addresses": "a@" * 50_000,
    "links": "www." * 25_000,
    "spaces": " " * 100_000,
    "lines": "\n" * 100_000,
    "phones": "+1" * 50_000,
    "headings": "Skills\n\n" * 12_500,
    "headings of one block": "Tools: Python\n" * 7_100,
    "years": "5 years Python " * 6_600,
}


def seconds(text: str) -> float:
    """Return the processor time of the quickest of three readings."""
    times = []
    for _ in range(3):
        start = time.process_time()
        reading(text)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    """Half a second leaves room for a machine that is busy with other things; docs tell the figures."""
    assert seconds(HOSTILE[name]) < 0.5


@pytest.mark.slow
def test_reading_is_linear_in_the_text() -> None:
    text = (
        "Wrote services in Go and Python with Django, Celery and Redis; took part in code reviews. " * 1_100
    )
    assert seconds(text[:100_000]) < 20 * seconds(text[:10_000])
