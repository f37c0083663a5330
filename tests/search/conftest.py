"""What the search tests share: the shipped content for a module, and counts that forget between tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from entries import content_version
from search import missed
from tests.search.shipped_rows import copy_in


@pytest.fixture(scope="module")
def shipped(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[None]:
    """Fill the database with the shipped content for one module; it is gone afterwards."""
    folder = tmp_path_factory.getbasetemp()
    kept = (folder if worker_id == "master" else folder.parent) / "shipped.rows"
    with django_db_blocker.unblock(), transaction.atomic():
        copy_in(kept)
        yield
        transaction.set_rollback(True)
    content_version.forget()


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start no thread that writes searches without result, and forget those that another test counted."""
    monkeypatch.setattr(missed, "_writer", object())
    missed._counts.clear()
    yield
    missed._counts.clear()
