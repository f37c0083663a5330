"""Files that can be read, and a clear sentence for those that cannot."""

import io
import zipfile

import pytest
from docx import Document
from pypdf import PdfWriter

from decoder.uploads import MOST_BYTES, SENTENCES, UnreadableFile, text_of


def pdf_of(text: str, *, password: str = "", pages: int = 1) -> bytes:
    """Return a PDF that shows one line of text on each page."""
    shown = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"3 0 R" for _ in range(pages)), pages),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    if not password:
        return out.getvalue()
    writer = PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.encrypt(password, algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def docx_of(*lines: str) -> bytes:
    """Return a Word file with these paragraphs and a table."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Docker", "Redis"
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def archive_of(files: dict[str, bytes]) -> bytes:
    """Return a packed archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


ENTITIES = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><d>&j;</d>"
)
DEEP = b"<a>" * 50_000 + b"</a>" * 50_000


def sentence(name: str, data: bytes) -> str:
    """Return the sentence a file is refused with."""
    with pytest.raises(UnreadableFile) as refused:
        text_of(name, io.BytesIO(data))
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Python – naïve".encode(), "Python – naïve"),
        ("Python".encode("utf-16"), "Python"),
        ("\ufeffPython".encode(), "Python"),
        ("Café Python".encode("cp1252"), "Café Python"),
    ],
)
def test_text_files_are_read_in_the_usual_encodings(data: bytes, expected: str) -> None:
    assert text_of("cv.TXT", io.BytesIO(data)) == expected


def test_pdf_and_word_files_are_read() -> None:
    assert "Python, Django" in text_of("cv.pdf", io.BytesIO(pdf_of("Python, Django")))
    assert text_of("cv.docx", io.BytesIO(docx_of("Python", "Django"))).split() == [
        "Python",
        "Django",
        "Docker",
        "Redis",
    ]


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("cv.txt", b"a" * (MOST_BYTES + 1), "big"),
        ("cv.txt", b"a " * 60_000, "long"),
        ("cv.txt", b"", "empty"),
        ("cv.txt", b" \n", "empty"),
        ("cv.odt", b"text", "type"),
        ("cv", b"text", "type"),
        ("cv.doc", b"\xd0\xcf\x11\xe0old", "old"),
        ("cv.docx", b"\xd0\xcf\x11\xe0locked", "password"),
        ("cv.pdf", b"only text", "lying"),
        ("cv.txt", b"%PDF-1.4 no text", "lying"),
        ("cv.pdf", b"PK\x03\x04 no pdf", "lying"),
        ("cv.txt", bytes(range(256)) * 9 + b"\0" * 900, "lying"),
        ("cv.pdf", b"%PDF-1.4 broken", "broken"),
        ("cv.docx", b"PK\x03\x04 broken", "broken"),
        ("cv.docx", archive_of({"other.xml": b"<a/>"}), "type"),
        ("cv.docx", archive_of({"word/document.xml": b"0" * 30_000_000}), "bomb"),
        ("cv.docx", archive_of({"word/document.xml": b"0" * 3_000_000}), "bomb"),
        ("cv.docx", archive_of({f"word/{n}.xml": b"" for n in range(600)}), "bomb"),
    ],
)
def test_a_file_that_cannot_be_read_gets_its_sentence(name: str, data: bytes, key: str) -> None:
    assert sentence(name, data) == SENTENCES[key]


def test_pdf_files_that_cannot_be_read_get_their_sentence() -> None:
    assert sentence("cv.pdf", pdf_of("")) == SENTENCES["scanned"]
    assert sentence("cv.pdf", pdf_of("Python", password="secret")) == SENTENCES["password"]
    assert sentence("cv.pdf", pdf_of("Python", pages=61)) == SENTENCES["pages"]


@pytest.mark.parametrize("part", [ENTITIES, DEEP])
def test_hostile_xml_is_refused_quickly(part: bytes) -> None:
    good = zipfile.ZipFile(io.BytesIO(docx_of("Python")))
    files = {name: good.read(name) for name in good.namelist()} | {"word/document.xml": part}
    assert sentence("cv.docx", archive_of(files)) in {SENTENCES["broken"], SENTENCES["bomb"]}
