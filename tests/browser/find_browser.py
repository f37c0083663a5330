"""Prints the path of a Chromium for the browser tests: the installed one, else one that it installs.

`make test` calls this before pytest and hands the answer on as BROWSER_PATH.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = "No browser for the browser tests: install Chromium, or leave them out with BROWSER=0."


def works(path: str | None) -> bool:
    """Whether the program starts at all; a download may lack libraries of the system."""
    try:
        return bool(path) and _run(path, "--version", seconds=60)
    except OSError:
        return False


def on_path() -> str | None:
    """The first working Chromium among the installed commands."""
    return next((path for path in map(shutil.which, NAMES) if works(path)), None)


def from_playwright() -> str | None:
    """Playwright's own Chromium, downloaded when it is not there yet."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not os.path.exists(path):
        _say("Fetching Playwright's Chromium.")
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return path if works(path) else None


def from_system() -> str | None:
    """The system's package, which only root may install."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("Installing the system's Chromium.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    _run("apt-get", "update")
    _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
    return on_path()


def find_browser() -> str | None:
    """The path of a working Chromium."""
    chosen = os.environ.get("BROWSER_PATH")
    return chosen if works(chosen) else on_path() or from_playwright() or from_system()


def _run(*command: str, seconds: int = 600) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    found = find_browser()
    print(found) if found else sys.exit(MISSING)
