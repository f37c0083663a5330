"""Uploaded files: kept in memory, told apart by what they hold, and read under limits; nothing is written to disk."""

import json
import subprocess
import sys
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 2 * 1024 * 1024
MOST_CHARACTERS = 100_000
SECONDS = 8

SENTENCES = {
    "big": "The file is larger than 2 MB. Save a smaller one, or paste the text instead.",
    "type": "Only .txt, .pdf and .docx files can be read. Save the file as one of these, or paste the text.",
    "lying": "The file is not what its name says. Open it, save it again as .pdf, .docx or .txt, or paste the text.",
    "old": "This is an old Word file (.doc). Save it as .docx, or paste the text.",
    "password": "The file asks for a password. Save it without one, or paste the text.",
    "scanned": "The PDF holds pictures of pages and no text. Open it, copy the text if you can, and paste it.",
    "broken": "The file is damaged or not complete, so it could not be read. Save it again, or paste the text.",
    "bomb": "The file unpacks to far more than a résumé holds, so it was not read. Paste the text instead.",
    "pages": "The file has more than 60 pages. Save only the pages you need, or paste the text.",
    "long": "The text is longer than 100,000 characters. Paste the part that matters.",
    "slow": "Reading the file took too long, so it was stopped. Paste the text instead.",
    "empty": "There is no text in the file. Paste the text instead.",
    "encoding": "The text file is not in a common encoding. Save it as UTF-8, or paste the text.",
}


class UnreadableFile(Exception):
    """Why a file could not be read, as a sentence for its reader."""

    def __init__(self, key: str) -> None:
        super().__init__(SENTENCES[key])


class InMemory(FileUploadHandler):
    """Holds a file in memory only; of one that is too large just enough to say so."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is to be known in advance."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece, as long as the file is not too large already."""
        if self.held.tell() <= MOST_BYTES:
            self.held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand the file over."""
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )


def text_of(name: str, file: IO[bytes]) -> str:
    """Return the text of a file, or raise UnreadableFile with a sentence that says what to do."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnreadableFile("big")
    ending = name.rpartition(".")[2].lower()
    kind = _kind(data)
    if ending == "doc" or kind == "doc":
        raise UnreadableFile("old" if ending != "docx" else "password")  # a protected .docx has the old form
    if ending not in {"txt", "pdf", "docx"}:
        raise UnreadableFile("type")
    if not data:
        raise UnreadableFile("empty")
    if kind != ending:
        raise UnreadableFile("broken" if kind == "txt" and ending != "txt" and b"\0" in data else "lying")
    return _plain(data) if kind == "txt" else _extract(kind, data)


def _kind(data: bytes) -> str:
    """Return what a file is by its first bytes."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "doc"
    return "txt"


def _plain(data: bytes) -> str:
    if data.count(b"\0") > len(data) // 100 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("lying")
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(text) > MOST_CHARACTERS:
            raise UnreadableFile("long")
        if not text.strip():
            raise UnreadableFile("empty")
        return text
    raise UnreadableFile("encoding")


def _extract(kind: str, data: bytes) -> str:
    """Let a process of its own read the file; it can be stopped, and has no more memory than it is given."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "decoder.extract", kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile("slow") from None
    if done.returncode < 0:
        raise UnreadableFile("slow")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise UnreadableFile("broken") from None
    if "problem" in answer:
        raise UnreadableFile(answer["problem"])
    return str(answer["text"])
