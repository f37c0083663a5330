"""What is made once for a whole test run, by whichever worker asks first, or once for many runs."""

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "var" / "tests"


def once_per_run[T](factory: pytest.TempPathFactory, name: str, make: Callable[[], T]) -> T:
    """Return what `make` gives; the first worker that asks makes it, the others wait and read it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with _locked(shared / f"{name}.lock"):
        return _kept(shared / f"{name}.pickle", make)


def once_for_this_program[T](name: str, make: Callable[[], T]) -> T:
    """Return what `make` gives, also to later runs in this checkout while `fingerprint` stays the same."""
    with alone(name):
        kept = FOLDER / f"{name}-{fingerprint()}.pickle"
        for other in set(FOLDER.glob(f"{name}-*")) - {kept}:
            other.unlink()
        return _kept(kept, make)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process of this checkout at a time be within this block."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _locked(FOLDER / f"{name}.lock"):
        yield


@cache
def fingerprint() -> str:
    """Return what stands for the program, its packages, its content, and the day: rows hold times of day."""
    folders = sorted(
        {"content", *(path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py"))} - {"tests"}
    )
    files = [
        path
        for folder in folders
        for path in sorted((settings.BASE_DIR / folder).rglob("*"))
        if path.is_file()
    ]
    told = sha256(str(date.today()).encode())
    for path in [*files, *sorted(settings.BASE_DIR.glob("requirements*.txt"))]:
        if path.suffix != ".pyc":
            told.update(f"\0{path.relative_to(settings.BASE_DIR)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _kept[T](path: Path, make: Callable[[], T]) -> T:
    if not path.exists():
        new = path.with_suffix(".new")
        new.write_bytes(pickle.dumps(make()))
        new.replace(path)
    return pickle.loads(path.read_bytes())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
