"""Notes about versions and years."""

from datetime import date

import pytest

from decoder import adverts, versions
from decoder.reading import read
from tests.decoder.shipped_lexicon import shipped_lexicon

TODAY = date(2026, 11, 22)


def titles(text: str) -> list[str]:
    """Return the titles of the notes about a text."""
    return [note.title for note in versions.notes(read(text, shipped_lexicon()), shipped_lexicon(), TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python (2.7, 3.12)", ["Python 2.7"]),
        ("Python 3.14", []),
        ("Django 1.11", ["Django 1.11"]),
        ("Spring Boot 2.7", ["Spring Boot 2.7"]),
        ("Angular 2+", []),
        ("Java 17", []),
        ("Python since 2015", []),
        ("eight years of FastAPI", []),
        ("fifteen years of FastAPI", ["15 years of FastAPI"]),
        ("12+ years of experience with Python and FastAPI", ["12 years of FastAPI"]),
        ("FastAPI: 11 years", ["11 years of FastAPI"]),
        ("2 years of FastAPI", []),
    ],
)
def test_notes_are_about_old_versions_and_impossible_years_only(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


def test_a_note_is_kind() -> None:
    note = versions.notes(read("Python 2.7", shipped_lexicon()), shipped_lexicon(), TODAY)[0]
    assert note.text.startswith(
        "Unsupported since 1 January 2020. An old version often says what an employer ran"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Must have: React, Angular, Vue, Python, SQL, Docker, AWS, Git",
            ["A long list of musts", "Alternatives"],
        ),
        ("Must have: React, Angular or Vue", []),
        ("A rockstar who will wear many hats", ["“rockstar”", "“wear many hats”"]),
    ],
)
def test_adverts_get_notes_about_the_text(text: str, expected: list[str]) -> None:
    advice = adverts.advice(read(text, shipped_lexicon()), {})
    assert len(advice) == len(expected)
    assert all(one.title.startswith(start) for one, start in zip(advice, expected, strict=True))
