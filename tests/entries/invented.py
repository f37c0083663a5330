"""Invented Documents of every kind for hypothesis, made from the fields that each kind declares.

Texts are chosen to hurt: what YAML reads as a number, a date, yes or null, what begins a list, a comment or
a part, quotes, signs and letters of many scripts. References name the entries of `WORLD`.
"""

import re
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from entries import document as d
from entries.kinds import Kind
from entries.markdown import mistakes
from entries.names import fold
from skills.diagrams import SHAPES, Diagram

WORLD = {
    "term": ["orm", "odm", "sql"],
    "skill": ["django", "flask", "celery"],
    "guide": ["python"],
    "topic": ["data", "web"],
    "question": ["slow", "fast", "old"],
}

NASTY = [
    *(
        "yes",
        "No",
        "null",
        "~",
        "true",
        "1",
        "1.0",
        "0o17",
        "0x1F",
        "1e3",
        "1_000",
        "12:30",
        ".inf",
        "2026-11-22",
    ),
    *(
        "- a",
        "-",
        "--",
        "---",
        "...",
        "# a",
        "#a",
        "a # b",
        "a: b",
        "a:",
        ": a",
        "?",
        "? a",
        "a, b",
        "[a]",
        "]",
        "{a}",
    ),
    *(
        "&a",
        "*a",
        "!a",
        "!!str a",
        "%a",
        "@a",
        "`a`",
        "|",
        "|-",
        ">",
        ">-",
        "=",
        "<<",
        "\\",
        "a\\nb",
        "\\x41",
        "{{ a }}",
    ),
    *(
        "'",
        '"',
        "''",
        "'a'",
        '"a"',
        'a"b',
        "it's",
        "“a”",
        "é",
        "e\u0301",
        "ß",
        "日本語",
        "עברית",
        "العربية",
        "🙂",
        "👩‍💻",
    ),
    *(
        "\u00a0a",
        "a\u00a0",
        "\u200ba",
        "\ufeffa",
        "a\u2003b",
        "\ufffd",
        "\U0010fffd",
        "C++",
        "C#",
        ".NET",
        "<b>",
        "a & b",
    ),
    *("a  b", "a\tb", "a" * 39),
]
letters = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029")


def lines(longest: int) -> st.SearchStrategy[str]:
    """Return texts of one line."""
    nasty = st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map(" ".join)
    texts = nasty | st.sampled_from(NASTY) | st.text(letters, min_size=1, max_size=min(longest, 60))
    return texts.map(lambda text: text[:longest].strip()).filter(bool)


BLOCKS = [
    "Some text: with *stars*, `code` and a # sign.",
    *(
        "Two\nlines",
        "- a\n- b",
        "1. a\n\n   b",
        "> a\n> b",
        "## Part",
        "a  \nb",
        "---",
        "***",
        "\tTab",
        "a\n: b",
    ),
    *("```\n# no part\n---\n```", "~~~ python\n# no part\n~~~", "    # indented", "\\# a", " # a"),
    *("| a | b |\n| --- | --- |\n| c | d |", "[a](/b 'c') and <https://example.org/?a=b>"),
    *("é 日本 🙂", "yes", "1.0", "a: b"),
]
markdown_texts = (
    st.lists(st.sampled_from(BLOCKS) | lines(200), min_size=1, max_size=5)
    .map("\n\n".join)
    .map(str.strip)
    .filter(lambda text: text and not mistakes(text))
)
plain_texts = st.lists(lines(200), min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", "\n  ", " \n", "\n- "]).map(lambda gap: gap.join(parts))
)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
urls = st.sampled_from(
    ["https://example.org", "https://example.org/a?b=c&d=%20#e", "https://bücher.example/ü", "https://a.b.example/'x'\"y:z"]
)  # fmt: skip

SIMPLE: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (d.Tag, lines(40)),
    (d.ShortLine, lines(80)),
    (d.Line, lines(200)),
    (d.Sentence, lines(1_000)),
    (d.Text, plain_texts),
    (d.Markdown, markdown_texts),
    (d.Url, urls),
    (d.Slug, slugs),
    (d.Area, st.sampled_from(sorted(d.AREAS))),
    (bool, st.booleans()),
]


def _strategy(hint: Any) -> st.SearchStrategy[Any]:
    for known, strategy in SIMPLE:
        if hint == known:
            return strategy
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return st.none() | st.one_of(*(_strategy(h) for h in inner if h is not NoneType))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is list:
        return st.lists(_strategy(inner[0]), max_size=3)
    if origin is Annotated:
        return _annotated(inner[0], inner[1:])
    if hint.__name__ == "StrictBool":
        return st.booleans()
    assert issubclass(hint, BaseModel), hint
    return _group(hint)


def _annotated(hint: Any, extra: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if get_origin(hint) is list:
        unique = d.EachOnce in extra
        return st.lists(_strategy(get_args(hint)[0]), min_size=1, max_size=3, unique=unique)
    if hint is d.Reference:
        kinds = next(e for e in extra if isinstance(e, d.To)).kinds
        return st.sampled_from([f"{kind}:{slug}" for kind in kinds for slug in WORLD[kind]])
    if hint is bool:
        return st.booleans()
    rules = [rule for e in extra for rule in (e.metadata if isinstance(e, FieldInfo) else [e])]
    low = next(rule.ge for rule in rules if isinstance(rule, Ge))
    high = next(rule.le for rule in rules if isinstance(rule, Le))
    return st.integers(low, high) if hint is int else st.dates(low, high)


SPECIAL = {
    ("SkillDocument", "symbol"): st.sampled_from(["Dj", "1", "No", "日本", "#", "-", "'", "C+"]),
    ("LayerPart", "key"): slugs,
    ("LayerPart", "position"): st.just("stack"),
    ("LayerPart", "base_label"): st.none(),
}


@cache
def _group(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    if model is Diagram:
        return st.sampled_from(sorted(SHAPES)).flatmap(_diagram)
    needed, optional = {}, {}
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields:
            strategy = SPECIAL.get((model.__name__, name))
            strategy = _strategy(hint) if strategy is None else strategy
            (needed if model.model_fields[name].is_required() else optional)[name] = strategy
    return st.fixed_dictionaries(needed, optional=optional)


def _diagram(shape: str) -> st.SearchStrategy[dict[str, Any]]:
    box = _group(get_args(Diagram.model_fields["boxes"].annotation)[0])
    message = _group(get_args(Diagram.model_fields["messages"].annotation)[0])
    least, most = SHAPES[shape]
    return st.fixed_dictionaries(
        {
            "shape": st.just(shape),
            "caption": lines(200),
            "boxes": st.lists(box, min_size=least, max_size=most),
            "messages": st.lists(message, min_size=1, max_size=3) if shape == "exchange" else st.just([]),
        }
    )


def _whole(kind: Kind, data: dict[str, Any]) -> d.Document | None:
    """Return the Document, or None when its invented fields do not fit together."""
    try:
        document = kind.document.model_validate(data)
    except ValidationError as error:
        if {problem["type"] for problem in error.errors()} == {"wrong_together"}:
            return None
        raise
    alone = document.slug not in document.former_slugs and not kind.check([document])
    spelled = re.sub(r"\W", "", document.name) or fold(document.name)
    return document if alone and spelled and document.slug not in WORLD.get(kind.name, []) else None


def documents(kind: Kind) -> st.SearchStrategy[Any]:
    """Return invented Documents of a kind."""
    return _group(kind.document).map(lambda data: _whole(kind, data)).filter(bool)
