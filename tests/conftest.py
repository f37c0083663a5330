"""What all tests share: fixed seeds, and caches that forget between tests."""

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, settings

from entries import content_version
from tests.shipped_rows import shipped

__all__ = ["shipped"]

settings.register_profile(
    "tests",
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("tests")


def _be_patient(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """A test is one long transaction; let the database wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")


connection_created.connect(_be_patient)


@pytest.fixture(autouse=True)
def _fresh_content_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask the database for the content version at every use, and keep nothing of another test."""
    monkeypatch.setattr(content_version, "CHECK_EVERY", 0)
    content_version.forget()
    yield
    content_version.forget()
