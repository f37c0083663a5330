"""A whole content directory: read, and checked for everything that is wrong in or between its files."""

import re
from pathlib import Path

from entries import files
from entries.document import Document, Reference
from entries.files import ContentFile
from entries.kinds import all_kinds

Mistake = tuple[ContentFile, int, str]
"""A file, the line, and the sentence that says what is wrong there."""


class ContentRefused(Exception):
    """The files hold mistakes; `mistakes` are lines of the form `file:line: sentence`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes


def read_all(directory: Path) -> dict[str, list[ContentFile]]:
    """Read every file of a content directory; raises ContentRefused with all mistakes at once."""
    found = {
        kind.name: [files.read(path, kind) for path in files.paths(directory, kind)] for kind in all_kinds()
    }
    mistakes = [(f, line, text) for group in found.values() for f in group for line, text in f.mistakes]
    mistakes += _stray_files(directory)
    mistakes += _dangling(found)
    for kind in all_kinds():
        by_slug = {f.slug: f for f in found[kind.name] if f.document}
        documents = [f.document for f in by_slug.values()]
        for slug, place, text in [*_doubled_slugs(documents), *kind.check(documents)]:
            mistakes.append((by_slug[slug], by_slug[slug].line_of(place), text))
    if not any(found.values()) and not mistakes:
        raise ContentRefused(
            [f"{directory}:1: no content files here; expected folders such as terms/ and skills/"]
        )
    if mistakes:
        raise ContentRefused(as_lines(directory, mistakes))
    return found


def as_lines(directory: Path, mistakes: list[Mistake]) -> list[str]:
    """Return mistakes as `file:line: sentence`, sorted."""
    found = sorted({(str(f.path.relative_to(directory)), line, text) for f, line, text in mistakes})
    return [f"{path}:{line}: {text}" for path, line, text in found]


def _dangling(found: dict[str, list[ContentFile]]) -> list[Mistake]:
    """Return references to entries that no file brings; a file load must be whole in itself."""
    known = {f"{name}:{file.slug}" for name, group in found.items() for file in group}
    like_reference = re.compile(rf"(?:{'|'.join(found)}):[a-z0-9]+(?:-[a-z0-9]+)*")
    missing = []
    for file in (file for group in found.values() for file in group):
        if file.document:
            missing += [
                (file, file.line_of(place), f"{files.spoken(place)}: {reference} does not exist")
                for place, reference in file.document.references()
                if Reference(reference) not in known
            ]
        else:
            missing += [
                (file, line, f"{text} does not exist")
                for line, text in file.texts
                if like_reference.fullmatch(text) and text not in known
            ]
    return missing


def _doubled_slugs(documents: list[Document]) -> list[tuple[str, tuple[str | int, ...], str]]:
    current = {d.slug for d in documents}
    taken: dict[str, str] = {}
    found: list[tuple[str, tuple[str | int, ...], str]] = []
    names: dict[str, str] = {}
    for document in documents:
        for number, slug in enumerate(document.former_slugs):
            if slug in current or slug in taken:
                holder = taken.get(slug, slug)
                found.append(
                    (document.slug, ("former_slugs", number), f"“{slug}” is an address of {holder} already")
                )
            taken[slug] = document.slug
        key = document.name.casefold()
        if key in names:
            found.append((document.slug, ("name",), f"the name “{document.name}” is taken by {names[key]}"))
        names[key] = document.slug
    return found


def _stray_files(directory: Path) -> list[Mistake]:
    folders = {kind.folder for kind in all_kinds()}
    sentence = f"unknown folder or file; allowed: README.md, versions.yaml and the folders {', '.join(sorted(folders))}"
    stray = [
        path
        for path in directory.iterdir()
        if path.name not in {"README.md", "versions.yaml"} and not (path.name in folders and path.is_dir())
    ]
    stray += [path for folder in folders for path in (directory / folder).glob("*") if path.is_dir()]
    return [
        (ContentFile(path, all_kinds()[0]), 1, sentence) for path in stray if not path.name.startswith(".")
    ]
