"""A disk that is really full: a small file system in memory, mounted by root, whose ballast takes all its room."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

import pytest

BLOCK = b"\0" * 4096


@dataclass
class SmallDisk:
    """A mounted file system of a few megabytes."""

    folder: Path

    @property
    def ballast(self) -> Path:
        """The file that takes the room."""
        return self.folder / "ballast"

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no block free while this lasts."""
        self.fill()
        try:
            yield
        finally:
            self.ballast.unlink()

    def fill(self) -> None:
        """Take all room there is, and again what others have freed meanwhile."""
        with self.ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(BLOCK)
            except OSError as error:
                if error.errno != ENOSPC:
                    raise


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk at an empty folder while this lasts; skips the test where that is not allowed.

    A limit on the size of files (RLIMIT_FSIZE) would need no mount, but it is another error, EFBIG, which each file
    meets by itself.
    """
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "small-disk", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount here, so no disk can be filled")
    if done.returncode:
        pytest.skip(f"only who may mount can fill a disk: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
