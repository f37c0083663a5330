"""Broken lists: the database stays as it was, and one sentence says where and why, at once."""

import io
import json
import time
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entries.list_files import MOST_BYTES, MOST_ROWS
from tests.admin_forms import editor_client, everything
from tests.factories import make_term
from tests.page_tree import tree
from tests.worlds import world

pytestmark = pytest.mark.django_db

GOOD = {
    "slug": "zig",
    "name": "Zig",
    "gist": "g",
    "meaning": "m",
    "seen": "s",
    "why": "w",
    "area": "language",
}


@world
def editor() -> Any:
    """An editor's browser, and a wiki of three terms."""
    make_term("ORM", aliases=["mapper"], look_alikes=[(make_term("SQL"), "One stores.")])
    make_term("Mio", former_slugs=["old"])
    return editor_client()


def one(**fields: Any) -> bytes:
    """Return a list of a good entry and another one with these fields."""
    return json.dumps([GOOD, {**GOOD, "slug": "b", "name": "B", **fields}]).encode()


def nested(depth: int) -> bytes:
    """Return JSON that is nested deeply."""
    return b'[{"slug": "a", "aliases": ' + b"[" * depth + b"]" * depth + b"}]"


def zipped() -> bytes:
    """Return a zip that unpacks to a thousand times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.csv", b"0" * 5_000_000)
    return out.getvalue()


HEAD = b"slug,name,gist,meaning,seen,why,area\n"
ROW = b"zig,Zig,g,m,s,w,language\n"
MANY = b"".join(b"t%d,T%d,g,m,s,w,language\n" % (n, n) for n in range(MOST_ROWS))

BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty."),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "The file is empty."),
    "only a header": (HEAD, "The list holds no entry."),
    "no entries": (b"[]", "The list holds no entry."),
    "latin": (HEAD + ROW + "é,É,g,m,s,w,data\n".encode("latin-1"), "Line 3 is not UTF-8 text."),
    "utf-16": ((HEAD + ROW).decode().encode("utf-16"), "Line 1 is not UTF-8 text."),
    "zip": (zipped(), "This is a zip file or a workbook."),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Line 1 is not UTF-8 text."),
    "program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "Unknown column"),
    "ten megabytes": (HEAD + b"a" * 10_000_000, f"The file is larger than {MOST_BYTES // 2**20} MB."),
    "too many rows": (HEAD + ROW + MANY, "The list holds 1,001 entries; one import takes 1,000."),
    "web page": (b"<!doctype html><p>Sign in</p>", "Unknown column"),
    "unknown column": (b"slug,secret\norm,1\n", "Unknown column “secret”."),
    "column twice": (b"slug,gist,gist\norm,a,b\n", "The column “gist” stands twice."),
    "no slug": (b"name,gist\nORM,a\n", "The column “slug” is missing"),
    "cut within a cell": (HEAD + ROW + b'b,B,"g', "cannot be read after row 2"),
    "cut between cells": (HEAD + ROW + b"b,B,g", "It has 3 cells, but there are 7 columns."),
    "too many cells": (HEAD + ROW + b"b,B,g,m,s,w,data,more\n", "Row 3"),
    "quotes": (HEAD + b'a"b"",""c"",g,m,s,w,"data"x\n', "The table cannot be read after row 1"),
    "long cell": (HEAD + b"b,B," + b"x" * 200_000 + b",m,s,w,data\n", "The table cannot be read after row 1"),
    "nul": (HEAD + ROW + b"b,B\x00,g,m,s,w,data\n", "Name: must not hold invisible control characters."),
    "last row bad": (HEAD + MANY[: MANY.index(b"t99,")] + b"b,B,,m,s,w,data\n", "Row 101: B, refused"),
    "slug twice": (HEAD + ROW + ROW, "Slug: “zig” stands in row 2 already."),
    "name twice": (HEAD + ROW + b"b,zIG,g,m,s,w,data\n", "Name: “zIG” stands in row 2 already."),
    "name of another": (HEAD + b"b,orm,g,m,s,w,data\n", "there is a term of this name already, “orm”."),
    "spelling of another": (HEAD + ROW + b"b,Mapper,g,m,s,w,data\n", "belongs to the term “ORM” already."),
    "old address": (HEAD + b"old,Old,g,m,s,w,data\n", "this is the old address of another entry"),
    "bad slug": (HEAD + b"../x,X,g,m,s,w,data\n", "use small letters, digits and single hyphens"),
    "bad state": (b"slug,state\norm,deleted\n", "is 'deleted'; allowed: unpublished, published, retired."),
    "bad area": (HEAD + b"b,B,g,m,s,w,moon\n", "Area: is 'moon'; allowed:"),
    "bad day": (b"slug,reviewed_on\norm,22/11/2026\n", "Reviewed on: is '22/11/2026'; write a day as 2026-11-22."),
    "bad flag": (b"slug,case_matters\norm,perhaps\n", "is 'perhaps'; write true or false."),
    "bad number": (b"slug,first_released\norm,MMXX\n", "First released: input should be a valid integer."),
    "bad group": (b"slug,sources\norm,a | b | c\n", "Sources: line 1 must read: title | url."),
    "emptied": (b"slug,name\norm,\n", "Name: is empty."),
    "unknown reference": (one(look_alikes=[{"term": "term:gone", "difference": "d"}]), "term:gone does not exist."),
    "reference in circles": (
        one(look_alikes=[{"term": "term:b", "difference": "d"}]), "a term cannot be mixed up with itself",
    ),
    "pair twice": (
        b'[{"slug":"sql","look_alikes":[{"term":"term:orm","difference":"d"}]}]', "Row 1: SQL, refused",
    ),
    "no list": (b'{"slug": "orm"}', "The JSON must be a list of entries"),
    "no object": (b'[{"slug": "orm"}, 1]', "It is no entry"),
    "cut json": (one()[:-20], "The JSON is broken in line 1"),
    "field twice": (b'[{"slug": "orm", "gist": "a", "gist": "b"}]', "The field “gist” stands twice."),
    "inner field twice": (b'[{"slug":"orm","aliases":[{"name":"a","name":"b"}]}]', "The field “name” stands twice."),
    "unknown field": (b'[{"slug": "orm", "id": 1}]', "Unknown field “id”."),
    "unknown inner field": (b'[{"slug": "orm", "aliases": [{"name": "a", "x": 1}]}]', "unknown field"),
    "half a letter inside": (b'[{"slug": "orm", "aliases": [{"name": "a", "\\ud800": 1}]}]', "Aliases, row 1"),
    "half a letter": (b'[{"slug": "\\ud800", "gist": "\\ud800"}]', "Row 1"),
    "number for text": (one(name=5), "Name: must be text, not 5"),
    "text for number": (one(first_released="1995"), "First released: input should be a valid integer."),
    "text for list": (one(aliases="a"), "Aliases: input should be a valid list."),
    "list for slug": (one(slug=["a"]), "Row 2"),
    "not a number": (b'[{"slug": "orm", "first_released": NaN}]', "a number that nothing here can be"),
    "long number": (b'[{"slug": "orm", "first_released": ' + b"9" * 5_000 + b"}]", "a number that nothing here"),
    "deep": (nested(100_000), "The JSON is nested too deeply."),
    "many fields": (b"[{" + b",".join(b'"f%d":1' % n for n in range(90_000)) + b"}]", "Unknown field “f0”."),
    "many spellings": (
        one(aliases=[{"name": f"a{n}"} for n in range(33_000)]), "Aliases: holds 33,000 items; 500 are the most.",
    ),
}  # fmt: skip


@pytest.mark.sampled(8)
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_list_changes_nothing_and_says_why(editor: Any, what: str) -> None:
    content, sentence = BROKEN[what]
    before, began = everything(), time.perf_counter()
    answer = editor.post("/admin/glossary/term/import/", {"file": SimpleUploadedFile("a.csv", content)})
    assert time.perf_counter() - began < 10
    assert answer.status_code in (200, 400)
    page = " ".join("".join(tree(answer.content.decode()).itertext()).split())
    assert sentence in page
    assert "Import this list" not in page
    assert everything() == before


def test_no_file_at_all_is_said_beside_the_field(editor: Any) -> None:
    page = editor.post("/admin/glossary/term/import/", {}).content.decode()
    assert "This field is required." in page
