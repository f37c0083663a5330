"""The checkout as git sees it."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def tracked() -> list[str]:
    """Return the files that git tracks and that are there.

    Skips in an unpacked archive, where nothing tells the project's files from what was made beside them. In a checkout
    git must answer: without it this fails.
    """
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked archive does not know which files are the project's")
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in done.stdout.split("\0") if path and (ROOT / path).exists()]
