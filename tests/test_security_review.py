"""The review of security names tests that exist: each point of the standard stands beside what holds it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def missing(document: Path) -> list[str]:
    """Return the files and tests that a document names and that are not there."""
    named = NAMED.findall(document.read_text(encoding="utf-8"))
    gone = [path for path, _ in named if not (ROOT / path).exists()]
    tests = [(ROOT / path, test) for path, test in named if test and path not in gone]
    return gone + [test for path, test in tests if f"def {test}(" not in path.read_text(encoding="utf-8")]


def test_every_test_that_is_named_exists() -> None:
    for name in ("docs/security-review.md", "SECURITY.md"):
        assert missing(ROOT / name) == []


def test_every_point_has_a_test() -> None:
    rows = re.findall(
        r"^\| [\d., to]+ \|.*$", (ROOT / "docs/security-review.md").read_text(encoding="utf-8"), re.M
    )
    assert len(rows) > 50
    assert [row for row in rows if not NAMED.search(row)] == []
