"""Fixtures of the tests that look at the whole wiki."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse

from entries import content_version
from recruiter_wiki import cacheable, page_cache
from recruiter_wiki.kept_pages import KeptPage
from tests.reading import PAGES
from tests.shipped import site

__all__ = ["site"]

KEPT = [address for address in PAGES if address != "/preferences/" and "q=" not in address]
"""Pages of the world that the page cache keeps: neither forms nor what holds words that somebody typed."""


@pytest.fixture
def page_memory(settings) -> Iterator[Callable[[], int]]:
    """Switch the page cache on, empty; return how many answers it keeps.

    It is off in all other tests: many change rows behind the back of `save_entry`, and look for the next answer.
    """
    settings.PAGE_CACHE_MB = 4
    cacheable.known_fields.cache_clear()
    page_cache.forget_pages()
    yield lambda: len(page_cache.PAGES) + len(page_cache.VARIANTS)
    page_cache.forget_pages()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses for which a page was made, as they are asked for."""
    made: list[str] = []
    keep = KeptPage.of

    def noting(response: HttpResponse, asked: cacheable.Asked, day: date) -> KeptPage | None:
        made.append(f"{asked.path}?{asked.query}" if asked.query else asked.path)
        return keep(response, asked, day)

    monkeypatch.setattr(KeptPage, "of", noting)
    return made


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what takes the database away, which is noticed at once: `no_database()`."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(content_version, "CHECK_EVERY", 0)
    return lambda: monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)
