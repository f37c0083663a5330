"""The checkout as git sees it."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def tracked() -> list[str]:
    """Return the files that git tracks and that are there; skips where this is no git checkout of the project."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and its checkout")
    paths = [path for path in done.stdout.split("\0") if path]
    if "manage.py" not in paths:
        pytest.skip("this copy is not a git checkout of the project")
    return [path for path in paths if (ROOT / path).exists()]
