"""Content files: every class of mistake at its line, and Documents that come back as they were."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import files
from entries.checking import ContentRefused, read_all
from entries.kinds import Kind, all_kinds, kind_named
from tests.entries.broken import BROKEN, GOOD, SKILL, TERM, Broken
from tests.entries.invented import documents
from tests.factories import page_document, skill_document, term_document, write_content


def put(directory: Path, contents: dict[str, str | bytes]) -> Path:
    """Write files by their path in a content directory."""
    for name, text in contents.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return directory


def mistakes_of(directory: Path) -> list[str]:
    """Return what is wrong with a content directory."""
    with pytest.raises(ContentRefused) as refused:
        read_all(directory)
    return refused.value.mistakes


def test_good_files_hold_no_mistakes(tmp_path: Path) -> None:
    found = read_all(put(tmp_path, {**GOOD, "README.md": "x", ".git/x": "x", "terms/.swp": "x"}))
    assert {name: [f.slug for f in group] for name, group in found.items()} == {
        "page": [],
        "set-template": [],
        **{name: ["ok"] for name in ("term", "skill", "guide", "topic", "question", "red-flag")},
    }


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_found_at_its_line(tmp_path: Path, broken: Broken) -> None:
    got = mistakes_of(put(tmp_path, {**GOOD, **broken.files}))
    assert len(got) == len(broken.found), got
    for line, wanted in zip(got, broken.found, strict=True):
        assert line.startswith(wanted)


def test_all_mistakes_of_one_file_are_found_at_once(tmp_path: Path) -> None:
    text = "name: A\nname: B\ngist: 5\ncolour: red\nwhy: ''\narea: moon\nlinks:\n  - title: A\n    url: x\n"
    got = mistakes_of(put(tmp_path, {**GOOD, "terms/bad.yaml": text}))
    assert [int(line.split(":")[1]) for line in got] == [1, 1, 2, 3, 4, 5, 6, 8, 8, 9]


def test_an_empty_directory_is_a_mistake(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path) == [
        f"{tmp_path}:1: no content files here; expected folders such as terms/ and skills/"
    ]


def test_lines_are_counted_as_editors_count_them(tmp_path: Path) -> None:
    """Only line feeds end lines, also where Windows wrote the file."""
    text = (
        SKILL.format(name="X")
        .replace("gist: A", 'gist: "\x85\u2028"')
        .replace("Text.", "<b>")
        .replace("\n", "\r\n")
    )
    got = mistakes_of(put(tmp_path, {**GOOD, "skills/x.md": text}))
    assert [line.split(" ")[0] for line in got] == ["skills/x.md:7:", "skills/x.md:17:"]


def test_windows_line_ends_give_the_same_document(tmp_path: Path) -> None:
    text = SKILL.format(name="X").replace("Text.", "Text\nmore.\n\n```\n# code\n```")
    plain, windows = tmp_path / "plain.md", tmp_path / "windows.md"
    plain.write_bytes(text.encode())
    windows.write_bytes(text.replace("\n", "\r\n").encode())
    skill = kind_named("skill")
    one, other = files.read(plain, skill).document, files.read(windows, skill).document
    assert one.model_dump(exclude={"slug"}) == other.model_dump(exclude={"slug"})
    assert one.details == "Text\nmore.\n\n```\n# code\n```"


def test_texts_from_forms_get_the_line_ends_of_files() -> None:
    assert page_document(body="a\r\nb\rc").body == "a\nb\nc"
    assert skill_document(plain="a\r\n\r\nb").plain == "a\n\nb"


def test_headings_in_code_begin_no_part(tmp_path: Path) -> None:
    text = SKILL.format(name="X").replace("Text.", "```python\n# Details\n```\n\n~~~\n# Other\n~~~\n\nEnd.")
    path = put(tmp_path, {"skills/x.md": text}) / "skills/x.md"
    found = files.read(path, kind_named("skill"))
    assert found.mistakes == []
    assert found.document.details.count("#") == 2


def test_a_part_that_would_not_come_back_is_no_document() -> None:
    for body in ("# Details", "a\n\n# Body\n\nb", "a\n\n```\nopen"):
        with pytest.raises(ValueError, match=r"begins with one #|not closed"):
            page_document(body=body)


def test_dump_leaves_out_what_is_empty_and_quotes_what_yaml_would_misread(tmp_path: Path) -> None:
    document = term_document("1.0", gist="yes", aliases=["- a", {"name": "b: #c", "case_matters": True}])
    assert files.dump(kind_named("term"), document) == (
        "name: '1.0'\n"
        "gist: 'yes'\n"
        "meaning: What 1.0 is and what it is for.\n"
        "seen: Where 1.0 stands on a résumé.\n"
        "why: What 1.0 says about the person.\n"
        "area: general\n"
        "aliases:\n"
        "  - name: '- a'\n"
        "  - name: 'b: #c'\n"
        "    case_matters: true\n"
    )


def test_reading_leaves_a_file_alone(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    read_all(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_a_dumped_document_is_read_as_it_was(tmp_path: Path, kind: Kind) -> None:
    @settings(max_examples=40)
    @given(documents(kind))
    def check(document: Any) -> None:
        path = tmp_path / f"{document.slug}{kind.suffix}"
        path.write_text(files.dump(kind, document), encoding="utf-8")
        found = files.read(path, kind)
        assert found.mistakes == []
        assert found.document == document
        assert found.document.digest() == document.digest()
        assert files.dump(kind, found.document) == path.read_text(encoding="utf-8")

    check()


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_reported(tmp_path: Path, content: bytes) -> None:
    for kind in (kind_named("term"), kind_named("skill")):
        path = tmp_path / f"x{kind.suffix}"
        path.write_bytes(content)
        found = files.read(path, kind)
        assert found.document or found.mistakes
        assert all(1 <= line <= content.count(b"\n") + 2 for line, _ in found.mistakes)


@given(st.data())
def test_any_damage_is_read_or_reported(tmp_path: Path, data: st.DataObject) -> None:
    for kind, text in ((kind_named("term"), TERM), (kind_named("skill"), SKILL)):
        text = text.format(name="X")
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        put_in = data.draw(
            st.text(max_size=6)
            | st.sampled_from(["\n", ": ", "- ", "'", '"', "[", "{", "&a ", "*a", "\t", "#", "---\n"])
        )
        path = tmp_path / f"x{kind.suffix}"
        path.write_text(text[:at] + put_in + text[at + cut :], encoding="utf-8", errors="surrogatepass")
        found = files.read(path, kind)
        assert found.document or found.mistakes


def test_write_content_writes_canonical_files(tmp_path: Path) -> None:
    write_content(tmp_path, term_document("ORM"), skill_document("Django"))
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.*")} == {
        "terms/orm.yaml",
        "skills/django.md",
    }
