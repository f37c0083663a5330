"""Two texts that were written on the same one, brought together: part by part, by choices that a person makes.

A Document as plain data is cut into parts: its fields, and for rows that have a key, such as the layers of a guide,
the list of the keys and each field of each row. Nothing here touches the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from entries.differences import Difference, as_text, side_by_side

BOOKKEEPING = frozenset({"former_slugs", "reviewed_on", "review_every_months"})
"""Fields that nobody words: when only they changed under a text, it is brought up to date by itself."""

MINE, THEIRS, BOTH = "mine", "theirs", "both"

type Data = dict[str, Any]
type Parts = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """A part in which two texts differ; `preset` is the side that changed when only one of them did."""

    name: str
    options: tuple[str, ...]
    preset: str
    shown: Difference
    """Theirs as `before` and mine as `after`, the words that differ marked."""


def parts_of(document: Data) -> Parts:
    """Return the parts of a Document by name: `gist`, `layers` (the keys in order), `layers/front/boxes`."""
    parts: Parts = {}
    for field, value in document.items():
        if not _keyed(value):
            parts[field] = value
            continue
        parts[field] = [row["key"] for row in value]
        for row in value:
            parts |= {f"{field}/{row['key']}/{name}": part for name, part in row.items() if name != "key"}
    return parts


def whole(parts: Parts) -> Data:
    """Return the Document that parts make up; parts of a row whose key is not in its list are left out."""
    document = {name: part for name, part in parts.items() if "/" not in name}
    rows: dict[str, dict[str, Data]] = {}
    for name, part in parts.items():
        if "/" in name:
            field, key, inner = name.split("/")
            rows.setdefault(field, {}).setdefault(key, {})[inner] = part
    for field, found in rows.items():
        document[field] = [{"key": key, **found.get(key, {})} for key in document[field]]
    return document


def choices(base: Data, mine: Data, theirs: Data) -> list[Choice]:
    """Return every part in which two texts written on `base` differ, in the order of the form."""
    b, m, t = parts_of(base), parts_of(mine), parts_of(theirs)
    found = []
    for name in _names(t, m):
        if same(m.get(name), t.get(name)) or name == "former_slugs" or _one_sided(name, m, t):
            continue
        changed = (
            not same(m.get(name), b.get(name)) or _words_inside(name, m, t, b),
            not same(t.get(name), b.get(name)) or _words_inside(name, t, m, b),
        )
        preset = {(True, False): MINE, (False, True): THEIRS}.get(changed, "")
        lists = all(isinstance(side.get(name), list) for side in (m, t))
        options = (THEIRS, MINE, BOTH) if lists and not preset else (THEIRS, MINE)
        shown = side_by_side(title_of(name), _shown(name, t, m), _shown(name, m, t))
        found.append(Choice(name, options, preset, shown))
    return found


def merged(base: Data, mine: Data, theirs: Data, chosen: dict[str, str]) -> Data:
    """Return the Document that choices make; what was not to be chosen is the same in both texts."""
    b, m, t = parts_of(base), parts_of(mine), parts_of(theirs)
    parts = {name: t[name] if name in t else m[name] for name in _names(t, m)}
    for name, side in chosen.items():
        if side == BOTH:
            parts[name] = _both(b.get(name) or [], m[name], t[name])
        elif name in (m if side == MINE else t):
            parts[name] = (m if side == MINE else t)[name]
        else:
            del parts[name]
    former = [*t.get("former_slugs", []), *m.get("former_slugs", [])]
    parts["former_slugs"] = [slug for slug in dict.fromkeys(former) if slug != parts["slug"]]
    return whole(parts)


def combined(base: Data, mine: Data, theirs: Data) -> Data | None:
    """Return my text with the bookkeeping of theirs when their words are those of `base`, else None."""
    chosen = {choice.name: choice.preset for choice in choices(base, mine, theirs)}
    if "" in chosen.values() or not {n for n, side in chosen.items() if side == THEIRS} <= BOOKKEEPING:
        return None
    return merged(base, mine, theirs, chosen)


def differing(before: Data, after: Data) -> list[Difference]:
    """Return the parts in which two Documents differ, in the order of the later one."""
    old, new = parts_of(before), parts_of(after)
    return [
        side_by_side(title_of(name), old.get(name), new.get(name))
        for name in _names(new, old)
        if as_text(old.get(name)) != as_text(new.get(name))
    ]


def title_of(name: str) -> str:
    """Return the name of a part as people read it: `Layers, front: wire down`."""
    field, _, rest = name.replace("_", " ").partition("/")
    key, _, inner = rest.partition("/")
    return f"{field.capitalize()}, {key}: {inner}" if inner else field.capitalize()


def same(one: Any, other: Any) -> bool:
    """Whether two parts say the same; whatever is empty says nothing."""
    return one == other or (one in (None, "", []) and other in (None, "", []))


def _keyed(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and "key" in row for row in value)
    )


def _names(one: Parts, other: Parts) -> Iterable[str]:
    return dict.fromkeys([*one, *other])


def _one_sided(name: str, one: Parts, other: Parts) -> bool:
    """Whether a part belongs to a row that only one text has: it comes or goes with the list of the rows."""
    field, _, rest = name.partition("/")
    key = rest.partition("/")[0]
    return bool(rest) and not all(key in side.get(field, []) for side in (one, other))


def _words_inside(name: str, side: Parts, other: Parts, base: Parts) -> bool:
    """Whether a text worded anew what stands in rows that the other one does not have any more."""
    prefixes = tuple(f"{name}/{key}/" for key in side.get(name) or [] if _is_list_of_keys(name, side, key))
    return any(
        not same(side.get(part), base.get(part))
        for part in _names(side, base)
        if part.startswith(prefixes) and part.split("/")[1] not in (other.get(name) or [])
    )


def _is_list_of_keys(name: str, side: Parts, key: Any) -> bool:
    return isinstance(key, str) and any(part.startswith(f"{name}/{key}/") for part in side)


def _shown(name: str, side: Parts, other: Parts) -> Any:
    """Return a part as it is shown: of a row that the other text does not have, all that it holds."""
    value = side.get(name)
    if not isinstance(value, list) or not any(_is_list_of_keys(name, side, key) for key in value):
        return value
    lines = []
    for key in value:
        prefix = f"{name}/{key}/"
        inner = {part.removeprefix(prefix): v for part, v in side.items() if part.startswith(prefix)}
        lines.append(key if key in (other.get(name) or []) else {"key": key, **inner})
    return lines


def _both(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return what either text added, without what either took out; theirs first."""
    kept = [row for row in theirs if row in mine or row not in base]
    return kept + [row for row in mine if row not in theirs and row not in base]
