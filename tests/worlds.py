"""Worlds that the tests of a module share: stored once, and whole again for each test, whatever another one did."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from entries import content_version


def world(build: Callable[[], Any]) -> Any:
    """Make a fixture of a function that stores entries; each test takes back what it changes itself."""

    @pytest.fixture(scope="module", name=build.__name__)
    def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)
        content_version.forget()

    return built


def in_world(item: Any) -> bool:
    """Whether a test asks for something that stays until the end of its module."""
    found = item._fixtureinfo.name2fixturedefs.values()
    return any(definitions[-1].scope == "module" for definitions in found)
