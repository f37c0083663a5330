"""What is made once for a whole test run, by whichever worker asks first."""

import fcntl
import os
import pickle
from collections.abc import Callable

import pytest


def once_per_run[T](factory: pytest.TempPathFactory, name: str, make: Callable[[], T]) -> T:
    """Return what `make` gives; the first worker that asks makes it, the others wait and read it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
        return pickle.loads(kept.read_bytes())
