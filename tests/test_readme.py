"""The documents say only what is true of the checkout: names, commands, links and addresses."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.checkout import tracked

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[a-z]*.md"))
INDEX = ROOT / "docs" / "decisions" / "README.md"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-CONTENT.md")),
    *(INDEX, *RECORDS),
    *(ROOT / "docs" / name for name in ("deploy.md", "operations.md", "security-review.md")),
]
GIVEN = [
    *("manage.py", "recruiter_wiki/", "skills/", "interviews/", "glossary/", "templates/", "static/"),
    *("content/", "tests/", "pyproject.toml", "Dockerfile", "docker-compose.yml", "README.md"),
]

_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def code(text: str) -> str:
    """Return what stands as code in a document: its blocks and the words in backticks, one a line."""
    return "\n".join([*_FENCE.findall(text), *_INLINE.findall(_FENCE.sub("", text))])


def section(title: str) -> str:
    """Return one section of the README, up to the next heading of its level."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f"README.md has no section “{title}”"
    return found.group(1)


def layout() -> list[tuple[str, str]]:
    """Return the names of the layout with their sentences, in order."""
    return re.findall(r"^- `([^`]+)`: (.+)$", section("Layout"), re.M)


def top_level() -> list[str]:
    """Return the top level of what git tracks, folders with a slash."""
    return sorted({f"{path.split('/')[0]}/" if "/" in path else path for path in tracked()})


def test_layout_begins_with_the_given_top_level() -> None:
    assert [name for name, _ in layout()][: len(GIVEN)] == GIVEN


def test_layout_names_every_tracked_top_level_file_and_folder() -> None:
    assert sorted(set(top_level()) - {name for name, _ in layout()}) == []


def test_layout_names_nothing_that_does_not_exist() -> None:
    wrong = [n for n, _ in layout() if not ((ROOT / n).is_dir() if n.endswith("/") else (ROOT / n).is_file())]
    assert wrong == []


def test_layout_says_each_name_once_with_a_sentence() -> None:
    names = [name for name, _ in layout()]
    assert sorted(set(names)) == sorted(names)
    assert [name for name, sentence in layout() if not sentence.endswith(".")] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_named_in_a_document_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code(document.read_text(encoding="utf-8"))))
    assert named - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_management_commands_named_in_a_document_exist(document: Path) -> None:
    named = set(re.findall(r"manage\.py ([a-z][a-z_]*)", code(document.read_text(encoding="utf-8"))))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_of_a_document_resolve(document: Path) -> None:
    text = _INLINE.sub("", _FENCE.sub("", document.read_text(encoding="utf-8")))
    relative = [link for link in _LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not leads_somewhere(document, link)] == []


def leads_somewhere(document: Path, link: str) -> bool:
    """Whether a relative link's file exists and, if it names one, the heading in it."""
    path, _, heading = link.partition("#")
    target = document.parent / path if path else document
    if not heading:
        return target.exists()
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", target.read_text(encoding="utf-8")), re.M)
    return heading in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_addresses_named_in_a_document_are_pages(document: Path) -> None:
    words = _INLINE.findall(_FENCE.sub("", document.read_text(encoding="utf-8")))
    unknown = [path for path in filter(None, map(address, words)) if not is_page(path)]
    assert unknown == []


def address(word: str) -> str:
    """Return the path of an address such as `/guides/<slug>/`, or nothing for a word that is none."""
    found = re.fullmatch(r"(/(?:[\w.<>-]+/?)*)(?:[?#]\S*)?", word)
    return re.sub(r"<[\w-]+>", "x", found.group(1)) if found else ""


def is_page(path: str) -> bool:
    """Whether the URL configuration knows an address; files below /static/ are served beside it."""
    try:
        resolve(path)
    except Resolver404:
        return path.startswith("/static/")
    return True


def test_readme_names_the_two_commands_and_shows_a_picture() -> None:
    assert {"make run", "make test"} <= set(code(section("Two commands")).splitlines())
    picture = ROOT / "docs" / "picture.png"
    assert f"]({picture.relative_to(ROOT)})" in README
    assert picture.stat().st_size < 250_000


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.name)
def test_decision_is_short_and_has_its_three_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]
    assert 15 <= len(text.splitlines()) <= 35


def test_index_lists_every_decision_once() -> None:
    listed = re.findall(r"\(([a-z-]+\.md)\)", INDEX.read_text(encoding="utf-8"))
    assert sorted(listed) == [record.name for record in RECORDS]
