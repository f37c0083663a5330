"""What the tests of sets share: views of links that one test counted are not written by another."""

from collections.abc import Iterator

import pytest

from sets.sharing import views


@pytest.fixture(autouse=True)
def _forget_views() -> Iterator[None]:
    yield
    with views._lock:
        views._counts.clear()
