"""The audit of packages: a weakness fails the check; a question that could not be asked is said and does not."""

import json
import subprocess
from typing import Any

import pytest

from tools import audit

FINE = {"name": "django", "version": "6.1.3", "vulns": []}
WEAK = {
    "name": "bleach",
    "version": "6.4.0",
    "vulns": [
        {"id": "CVE-1", "fix_versions": ["6.4.1", "6.5"], "aliases": [], "description": ""},
        {"id": "CVE-2", "fix_versions": [], "aliases": [], "description": ""},
    ],
}
SKIPPED = {"name": "psycopg", "skip_reason": "Dependency not found"}


def answering(monkeypatch: pytest.MonkeyPatch, *packages: dict[str, Any], said: str | None = None) -> None:
    """Let pip-audit answer about these packages, or say something that is no answer."""
    out = json.dumps({"dependencies": packages, "fixes": []}) if said is None else ""
    done = subprocess.CompletedProcess([], 0, out, said or "")
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: done)


@pytest.mark.parametrize(
    ("packages", "code", "lines"),
    [
        ([FINE], 0, ["Audited 1 of 1 packages, 0 known weaknesses."]),
        (
            [FINE, WEAK, SKIPPED],
            1,
            [
                "bleach 6.4.0: CVE-1, mended in 6.4.1, 6.5.",
                "bleach 6.4.0: CVE-2, not mended yet.",
                "Not audited: psycopg.",
                "Audited 2 of 3 packages, 2 known weaknesses.",
            ],
        ),
        (
            [SKIPPED],
            0,
            [
                "Packages were not audited: the package index has no advisories for any of them.",
                "Audited 0 of 1 packages, 0 known weaknesses.",
            ],
        ),
    ],
)
def test_weakness_fails_and_what_was_skipped_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys, packages: list, code: int, lines: list[str]
) -> None:
    answering(monkeypatch, *packages)
    assert audit.main() == code
    assert capsys.readouterr().out.splitlines() == lines


def test_without_the_network_it_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    answering(monkeypatch, said="Traceback\nConnectionError: no route")
    assert audit.main() == 0
    assert capsys.readouterr().out == "Packages were not audited: ConnectionError: no route\n"


def test_too_long_a_wait_is_no_failure(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def wait(*args: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired("pip-audit", 120)

    monkeypatch.setattr(subprocess, "run", wait)
    assert audit.main() == 0
    assert "no answer in time" in capsys.readouterr().out
