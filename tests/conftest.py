"""What all tests share: fixed seeds, and caches that forget between tests."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.template import Template
from django.test.utils import _TestState, override_settings
from hypothesis import HealthCheck, settings

from accounts.ceiling import FROM_ALL, FROM_ONE, HASHINGS
from decoder.views import TEXTS
from entries import content_version, counting, saving
from search.views import ASKED_TERMS, RESULTS, SUGGESTIONS
from tests.shipped_rows import shipped
from tests.template_database import migrated
from tests.worlds import in_world

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most cases of tests marked `sampled(n)` to `make test-slow`, and put the tests into a good order.

    Each test has cases of its own: what is sampled for several promises about every kind meets different kinds.

    Who asks first for the shipped content loads it, and then meets the browser, which waits more than it works:
    one worker goes through its tests while the others have the processor for theirs.
    Tests that want an empty database come before those that share a world, far from those of their own module:
    a worker that takes tests from another one must not meet them while the module's world still stands.
    """
    for name, cases in _sampled(items).items():
        number = cases[0].get_closest_marker("sampled").args[0]
        for case in Random(name).sample(cases, max(0, len(cases) - number)):
            case.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: (_place(item), in_world(item), item.path))


def _sampled(items: list[pytest.Item]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled") and not item.get_closest_marker("slow"):
            found[item.nodeid.partition("[")[0]].append(item)
    return found


def _place(item: Any) -> int:
    if item.get_closest_marker("browser"):
        return 1
    return 3 if "shipped" in item.fixturenames else 0 if "test_shipped" in item.nodeid else 2


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Copy what migrations make instead of migrating in every worker; Django then finds nothing left to apply."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session", autouse=True)
def _plain_templates(django_test_environment: None) -> None:
    """Render as the site does: Django's own watch copies the context of each of the Admin's many small templates."""
    Template._render = _TestState.saved_data.template_render


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords(django_test_environment: None) -> Iterator[None]:
    """Hash passwords quickly; how slowly the site does it is its settings' promise, and tests of it set them."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick, *site_settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _rendered_once() -> None:
    """Store many entries with the same few texts, and render each text once."""
    saving.render = cache(saving.render)


@pytest.fixture(scope="session", autouse=True)
def _no_late_counts() -> None:
    """Let no thread write what was counted while another test looks at the database."""
    counting.EVERY = 24 * 3600.0


@pytest.fixture(autouse=True)
def _fresh_content_version() -> Iterator[None]:
    """Keep nothing of another test."""
    content_version.forget()
    yield
    content_version.forget()


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> None:
    """Let every test ask as often as a reader who just came."""
    for limit in (RESULTS, SUGGESTIONS, ASKED_TERMS, TEXTS, FROM_ONE, FROM_ALL, HASHINGS):
        limit.forget()
