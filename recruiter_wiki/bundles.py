"""One stylesheet and one script for readers, written in parts that are joined in the order of their names."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

BUNDLES = {"wiki.css": "css/*.css", "wiki.js": "js/*.js"}
"""Served file -> its parts below static/."""


class BundleFinder(BaseFinder):
    """Finds the joined files, made anew in var/ whenever a part is newer."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.static: Path = settings.BASE_DIR / "static"
        self.made: Path = settings.BASE_DIR / "var" / "bundles"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place on disk when it is asked for."""
        if path not in BUNDLES:
            return []
        made = str(self._make(path))
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the joined files for collectstatic."""
        for name in BUNDLES:
            self._make(name)
            yield name, FileSystemStorage(location=self.made)

    def _make(self, name: str) -> Path:
        parts = sorted(self.static.glob(BUNDLES[name]))
        target = self.made / name
        if not target.exists() or target.stat().st_mtime < max(part.stat().st_mtime for part in parts):
            self.made.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_suffix(".new")
            unfinished.write_text(
                "".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8"
            )
            unfinished.replace(target)
        return target
