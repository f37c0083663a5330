"""The whole published wiki as one zip of content files, out and in."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from entries.kinds import all_kinds
from entries.loading import export

MOST_FILES, MOST_BYTES, MOST_OF_ONE = 20_000, 64 * 1024 * 1024, 1024 * 1024
"""Files of an archive, and bytes unpacked: in all, and of one file."""

_NAME = re.compile(r"(?:content/)?([a-z-]+)/([a-z0-9-]{1,80}\.(?:md|yaml))")
_THE_SAME_DAY = (2026, 1, 1, 0, 0, 0)


class ArchiveRefused(Exception):
    """The file is no archive of content files; the message is a sentence for a person."""


def pack() -> bytes:
    """Return the published content as a zip; the same content gives the same bytes."""
    packed = io.BytesIO()
    with TemporaryDirectory() as directory, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        export(Path(directory))
        for path in sorted(Path(directory).rglob("*.*")):
            name = zipfile.ZipInfo(str(path.relative_to(directory)), _THE_SAME_DAY)
            archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[Path]:
    """Unpack an archive into a directory that is gone afterwards. Raises ArchiveRefused.

    Names are checked and sizes counted before anything is written, so that no file lands elsewhere and none grows
    beyond its limit.
    """
    try:
        archive = zipfile.ZipFile(file)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveRefused("This is not a zip file. Choose one that was downloaded here.") from error
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise ArchiveRefused("The archive holds more files, or more text, than a wiki has.")
    with archive, TemporaryDirectory() as directory:
        for member in members:
            _write(archive, member, Path(directory))
        yield Path(directory)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, directory: Path) -> None:
    named = _NAME.fullmatch(member.filename)
    folders = {kind.folder for kind in all_kinds()}
    if not named or named[1] not in folders:
        raise ArchiveRefused(
            f"“{member.filename[:100]}” is no content file. The folders are {', '.join(sorted(folders))}."
        )
    try:
        with archive.open(member) as source:
            text = source.read(MOST_OF_ONE + 1)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise ArchiveRefused(f"“{member.filename}” cannot be unpacked.") from error
    if len(text) > MOST_OF_ONE:
        raise ArchiveRefused(f"“{member.filename}” is larger than 1 MB.")
    target = directory / named[1] / named[2]
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text)
