"""The text of a .pdf or .docx, read by a process of its own: `python -m decoder.extract pdf < file`.

Neither Django nor the disk is touched. Limits of time and memory are set before the first byte is parsed, so that a
hostile file costs this process and nothing else. The answer is one line of JSON: `text`, or `problem`.
"""

import io
import json
import resource
import sys
import zipfile

SECONDS, MEMORY = 6, 640 * 1024 * 1024
MOST_PAGES, MOST_CHARACTERS = 60, 100_000
MOST_UNPACKED, MOST_FILES, MOST_RATIO = 20 * 1024 * 1024, 500, 200


class Unreadable(Exception):
    """Why a file gives no text; the message is a key of `decoder.uploads.SENTENCES`."""


def pdf(data: bytes) -> str:
    """Return the text of a PDF."""
    from pypdf import PdfReader  # noqa: PLC0415 - after the limits are set
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("password")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("pages")
        parts, length = [], 0
        for page in reader.pages:
            parts.append(page.extract_text())
            length += len(parts[-1])
            if length > MOST_CHARACTERS:
                raise Unreadable("long")
    except PyPdfError as problem:
        raise Unreadable("broken") from problem
    text = "\n".join(parts)
    if not text.strip():
        raise Unreadable("scanned" if len(reader.pages) else "empty")
    return text


def docx(data: bytes) -> str:
    """Return the text of a Word file: paragraphs and tables in order."""
    from docx import Document  # noqa: PLC0415 - after the limits are set
    from docx.table import Table  # noqa: PLC0415 - as above

    try:
        _check_archive(data)
        document = Document(io.BytesIO(data))
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += ["   ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
            else:
                lines.append(block.text)
    except (KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise Unreadable("broken") from problem
    text = "\n".join(lines)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("long")
    if not text.strip():
        raise Unreadable("empty")
    return text


def _check_archive(data: bytes) -> None:
    """Refuse an archive by what it says about itself, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("password")
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_FILES or unpacked > MOST_UNPACKED:
            raise Unreadable("bomb")
        if any(entry.file_size > MOST_RATIO * max(1, entry.compress_size) for entry in entries):
            raise Unreadable("bomb")
        if "word/document.xml" not in archive.namelist():
            raise Unreadable("type")


READERS = {"pdf": pdf, "docx": docx}


def main() -> None:
    """Answer with the text of the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = {"text": READERS[sys.argv[1]](sys.stdin.buffer.read())}
    except Unreadable as problem:
        answer = {"problem": str(problem)}
    except MemoryError:
        answer = {"problem": "bomb"}
    except Exception:
        # Whatever a broken file makes a library raise; its words may hold words of the file, so they are not passed on.
        answer = {"problem": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
