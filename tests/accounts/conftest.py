"""Passwords are hashed quickly, and the hashings counted."""

from collections.abc import Iterator

import pytest

from accounts import mail
from tests.accounts.hashing import CountingHasher


@pytest.fixture(autouse=True)
def _no_ceiling(settings) -> None:
    """Let the tests of one person's limits sign in as often as they like; test_ceiling.py has the other limit."""
    settings.RATE_LIMITS = False


@pytest.fixture(autouse=True)
def _quick_hashing(settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.CountingHasher"]
    CountingHasher.calls = 0
    yield
    mail.settle()


@pytest.fixture
def second_factor_on(settings) -> None:
    """Ask for the second factor, as in production."""
    settings.SECOND_FACTOR = True
