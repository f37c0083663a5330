"""Print the bill of materials of the site: `python -m tools.sbom`, or with the requirements files that it is made of.

A CycloneDX document with each pinned package, its version and the hashes that pip takes; it needs no network. What
tests and checks need besides is in requirements-dev.txt.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
SERVES = ("requirements.txt", "requirements-embedded.txt", "requirements-sentry.txt")

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)((?:.*\\\n)*.*)$", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(texts: Iterable[str]) -> dict[str, Any]:
    """Return the document for the texts of requirements files; a package in several of them stands once."""
    found: dict[str, dict[str, Any]] = {}
    for name, version, rest in (pin for text in texts for pin in _PIN.findall(text)):
        address = f"pkg:pypi/{name}@{version}"
        hashes = [{"alg": "SHA-256", "content": content} for content in _HASH.findall(rest)]
        own = {"type": "library", "name": name, "version": version, "purl": address, "bom-ref": address}
        found[address] = {**own, "hashes": hashes}
    components = [found[address] for address in sorted(found)]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}


def main(names: Iterable[str]) -> None:
    """Print the document for these files, or for those that the site is served with."""
    texts = [(CHECKOUT / name).read_text(encoding="utf-8") for name in list(names) or SERVES]
    print(json.dumps(bill(texts), indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
