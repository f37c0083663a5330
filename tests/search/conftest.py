"""What the search tests share: counts that forget between tests."""

from collections.abc import Iterator

import pytest

from search import missed


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start no thread that writes searches without result, and forget those that another test counted."""
    monkeypatch.setattr(missed.counts, "_writer", object())
    missed.counts._counts.clear()
    yield
    missed.counts._counts.clear()
