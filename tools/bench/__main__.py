"""Read the options, start a database of the bench's own, and hand over to `run` when Django can be set up."""

import os
import secrets
import shutil
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

import django

from recruiter_wiki.embedded import CHECKOUT, Embedded, EmbeddedUnavailable
from tools.bench.budgets import SIZES

FOLDER = CHECKOUT / "var" / "bench"


def options() -> Namespace:
    """What can be asked for on the command line."""
    parser = ArgumentParser(
        prog="make bench", description="Measure the site against an empty view (ARGS=...)."
    )
    parser.add_argument("--sizes", type=sizes, default=list(SIZES), help=f"some of {','.join(SIZES)}")
    parser.add_argument(
        "--rounds", type=int, default=3, help="measurements of each row, of which the median counts"
    )
    parser.add_argument("--seconds", type=int, default=2, help="length of each measurement")
    parser.add_argument("--search-only", action="store_true", help="leave the pages out")
    parser.add_argument("--pages-only", action="store_true", help="leave the searches out")
    parser.add_argument("--decoder-only", action="store_true", help="measure the decoder alone")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args()


def sizes(text: str) -> list[str]:
    """Return the sizes that were asked for, the smallest first, since the index only grows."""
    asked = text.split(",")
    if unknown := set(asked) - set(SIZES):
        raise ValueError(unknown)
    return [size for size in SIZES if size in asked]


def main() -> int:
    """Begin with an empty folder, and leave nothing running."""
    chosen = options()
    if not chosen.decoder_only and not shutil.which("wrk"):
        sys.exit(
            "Install wrk, which asks for the pages (Debian, Ubuntu: apt-get install wrk), then try again."
        )
    shutil.rmtree(FOLDER, ignore_errors=True)
    with Embedded(FOLDER) as server:
        urls = server.ensure_running()
        os.environ |= {
            "MODE": "local",
            "DEBUG": "no",
            "DATABASE_URL": urls.site,
            "DATABASE_OWNER_URL": urls.owner,
            "DATABASE_ROLE": "owner",  # this process's own, which fills the index; the site has its usual one
            "DJANGO_SETTINGS_MODULE": "recruiter_wiki.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "STATIC_ROOT": str(FOLDER / "static"),
        }
        django.setup()
        code: int = import_module("tools.bench.run").run(chosen, FOLDER)
        return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedUnavailable as problem:
        sys.exit(str(problem))
