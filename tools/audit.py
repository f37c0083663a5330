"""Ask whether a known weakness is in one of the pinned packages: `python -m tools.audit`, a step of `make check`.

Exit code 1 when there is one. Without the network, and where the package index has no advisories, it says that
nothing was asked, and goes on: pip-audit itself then says that it found nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt", "requirements-sentry.txt")
SECONDS = 120


def main() -> int:
    """Audit the requirements files, print what was found, and return the exit code."""
    try:
        found = audit()
    except Unasked as problem:
        print(f"Packages were not audited: {problem}")
        return 0
    weak, skipped = weaknesses(found), [package["name"] for package in found if "skip_reason" in package]
    for line in weak:
        print(line)
    if len(skipped) == len(found):
        print("Packages were not audited: the package index has no advisories for any of them.")
    elif skipped:
        print(f"Not audited: {', '.join(skipped)}.")
    print(f"Audited {len(found) - len(skipped)} of {len(found)} packages, {len(weak)} known weaknesses.")
    return 1 if weak else 0


class Unasked(Exception):
    """The question could not be asked; the message says why."""


def audit() -> list[dict[str, Any]]:
    """Return pip-audit's answer about each pinned package; raises Unasked when there is none."""
    command = [sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off"]
    command += ["--disable-pip", "--require-hashes", "--timeout=10"]
    for name in FILES:
        command += ["--requirement", name]
    try:
        done = subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise Unasked("no answer in time.") from None
    except (ValueError, KeyError):
        raise Unasked(done.stderr.strip().rpartition("\n")[2] or "no answer.") from None
    return found


def weaknesses(found: list[dict[str, Any]]) -> list[str]:
    """Return a line for each known weakness, with the versions that have it no more."""
    return sorted(
        f"{package['name']} {package['version']}: {weak['id']}, "
        + (f"mended in {', '.join(weak['fix_versions'])}." if weak["fix_versions"] else "not mended yet.")
        for package in found
        for weak in package.get("vulns", [])
    )


if __name__ == "__main__":
    sys.exit(main())
