"""One stylesheet for readers, written in parts: static/css/*.css, joined in the order of their names."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "wiki.css"


class StylesheetFinder(BaseFinder):
    """Finds `wiki.css`, made anew in var/ whenever a part is newer."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.parts = settings.BASE_DIR / "static" / "css"
        self.made = settings.BASE_DIR / "var" / "stylesheet"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place on disk when it is asked for."""
        if path != NAME:
            return []
        made = str(self._make())
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the one file for collectstatic."""
        self._make()
        yield NAME, FileSystemStorage(location=self.made)

    def _make(self) -> Any:
        parts = sorted(self.parts.glob("*.css"))
        target = self.made / NAME
        if not target.exists() or target.stat().st_mtime < max(part.stat().st_mtime for part in parts):
            self.made.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
        return target
