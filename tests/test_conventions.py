"""House rules over the source itself: what a review would have to look for every time."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    "entries",
    "glossary",
    "skills",
    "interviews",
    "sets",
    "search",
    "accounts",
    "decoder",
    "recruiter_wiki",
)
APPS = [name for name in FLOORS if (ROOT / name).is_dir()]
MOST_LINES = 320
MAY_WRITE_SQL: set[str] = {
    "recruiter_wiki/backups/contents.py",  # counts and hashes tables whatever they are; names are quoted by psycopg
    "recruiter_wiki/backups/making.py",  # settings and the snapshot of one transaction
    "recruiter_wiki/backups/restoring.py",  # looks at tables that may be those of another version
    "recruiter_wiki/embedded_launch.py",  # asks the server it started whether it answers
    "search/lookup.py",  # see docs/decisions/search-written-in-sql.md; every value is a parameter
}
"""Files whose SQL was reviewed, each with its reason."""


def sources() -> list[Path]:
    """Return the Python files of the apps, migrations left out."""
    return sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)


def templates() -> list[Path]:
    """Return all templates."""
    return sorted(p for p in (ROOT / "templates").rglob("*") if p.is_file())


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a file's syntax tree, each node with its parent."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return tree


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    """Yield the nodes of these kinds of all source files."""
    for path in sources():
        yield from ((path, node) for node in ast.walk(tree_of(path)) if isinstance(node, kinds))


def at(path: Path, line: int) -> str:
    """Return a place as `file:line`."""
    return f"{path.relative_to(ROOT)}:{line}"


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands around a node, the nearest first."""
    while node := getattr(node, "parent", None):  # type: ignore[assignment]
        yield node


def name_of(node: ast.AST) -> str:
    """Return the last name of `a`, `x.a` or of what is called."""
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 30
    assert len(templates()) > 20


# Safe HTML


def test_only_one_function_marks_html_as_safe() -> None:
    callers = {
        (str(path.relative_to(ROOT)), getattr(next(inside(node), None), "name", None) or enclosing(node))
        for path, node in nodes(ast.Call)
        if name_of(node.func) in {"mark_safe", "SafeString", "SafeText", "SafeData"}
    }
    assert callers == {("entries/markdown.py", "safe")}


def enclosing(node: ast.AST) -> str:
    """Return the name of the function around a node."""
    return next((n.name for n in inside(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)), "")


def test_mark_safe_is_imported_once_and_under_its_name() -> None:
    imports = [
        (str(path.relative_to(ROOT)), alias.asname)
        for path, node in nodes(ast.ImportFrom)
        for alias in node.names
        if alias.name == "mark_safe"
    ]
    assert imports == [("entries/markdown.py", None)]


def test_nothing_else_passes_for_safe_html() -> None:
    found = [
        at(path, node.lineno)
        for path, node in nodes(ast.FunctionDef, ast.Attribute, ast.keyword)
        if getattr(node, "name", "") == "__html__"
        or getattr(node, "attr", "") in {"__html__", "allow_tags"}
        or (getattr(node, "arg", "") == "is_safe" and getattr(node.value, "value", None) is True)
        or getattr(node, "arg", "") == "autoescape"
    ]
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no |safe", r"\|\s*safe(?:seq)?\b"),
        ("no autoescape off", r"autoescape\s+off"),
        ("no inline script", r"<script\b(?![^>]*\bsrc=)"),
        ("no inline style element", r"<style\b"),
        ("no style attribute", r"<[^>%{]*[\s\"']style\s*="),
        ("no event attribute", r"<[^>]*[\s\"']on[a-z]+\s*="),
        ("no hx-on", r"\bhx-on\b"),
        ("no hx-vals or headers evaluated", r"=[\"']\s*(?:js|javascript):"),
        ("no javascript: address", r"javascript:"),
        ("no request.htmx", r"request\.htmx"),
        ("no debug tag", r"{%\s*debug\b"),
        (
            "nothing from elsewhere",
            r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
        ),
    ],
)
def test_templates(rule: str, pattern: str) -> None:
    found = []
    for path in templates():
        text = re.sub(
            r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        found += [
            f"{at(path, text.count(chr(10), 0, m.start()) + 1)} {m.group()[:60]}"
            for m in re.finditer(pattern, text)
        ]
    assert found == [], rule


# Plain to read


def test_imports_stand_at_the_top_or_say_why_not() -> None:
    found = []
    for path, node in nodes(ast.Import, ast.ImportFrom):
        if any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) for n in inside(node)):
            lines = path.read_text(encoding="utf-8").splitlines()
            remarks = " ".join(re.findall(r"#(.*)", "\n".join(lines[node.lineno - 2 : node.end_lineno])))
            if len(re.sub(r"noqa(: ?[A-Z0-9, ]+)?", "", remarks).split()) < 3:
                found.append(at(path, node.lineno))
    assert found == [], "\n".join(map(str, found))


def test_no_file_is_long() -> None:
    long = {
        at(p, n) for p in sources() if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == set(), "\n".join(sorted(long))


def test_no_file_is_a_drawer() -> None:
    assert [p for p in sources() if p.stem in {"utils", "helpers", "common", "misc"}] == []


def test_sql_is_written_in_reviewed_files_only() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path, node in nodes(ast.Call)
        if name_of(node.func) in {"RawSQL", "execute", "executemany", "extra", "copy"}
        or (name_of(node.func) == "raw" and isinstance(node.func, ast.Attribute))
        if not (name_of(node.func) in {"extra", "copy"} and not node.args and not node.keywords)
    }
    assert found <= MAY_WRITE_SQL


def test_everything_public_says_what_it_is() -> None:
    found = [
        at(path, 1) for path in sources() if path.stem != "__init__" and not ast.get_docstring(tree_of(path))
    ]
    for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        around = list(inside(node))
        hidden = any(
            isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) or getattr(n, "name", "").startswith("_")
            for n in (*around, node)
            if n is not node or node.name.startswith("_")
        )
        choices = isinstance(node, ast.ClassDef) and any(name_of(b).endswith("Choices") for b in node.bases)
        if not hidden and node.name not in {"Meta", "Media"} and not choices and not ast.get_docstring(node):
            found.append(f"{at(path, node.lineno)} {node.name}")
    assert found == [], "\n".join(map(str, found))


def test_print_is_for_commands_and_the_embedded_server() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path, node in nodes(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {f for f in found if "/management/" not in f and "/embedded" not in f} == set()
