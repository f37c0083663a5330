"""YAML as content files use it: plain values without references, each with the line it stands on."""

from collections.abc import Iterator
from typing import Any

import yaml

type Place = tuple[str | int, ...]
"""The way to a value: names of fields, and positions in lists from 0."""


def compose(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text; the parser in C is quick, the one in Python says what is wrong and where."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_QUICK)
    except (yaml.YAMLError, RecursionError):
        node = None
    return node if node and not _has_references(node) else yaml.compose(text, Loader=Loader)


def _has_references(node: yaml.Node) -> bool:
    """Whether a part of the tree stands in it twice."""
    seen: set[int] = set()
    waiting: list[yaml.Node] = [node]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            return True
        seen.add(id(part))
        if isinstance(part, yaml.MappingNode):
            waiting += (side for pair in part.value for side in pair)
        elif isinstance(part, yaml.SequenceNode):
            waiting += part.value
    return False


def walk(node: yaml.Node, at: Place) -> Iterator[tuple[Place, int, bool]]:
    """Yield the way to every value, its line from 0, and whether its name stands there twice."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.composer.ComposerError(None, None, "a field's name must be a word", key.start_mark)
            key.tag = "tag:yaml.org,2002:str"  # `yes`, `1` and `<<` are words here
            place = (*at, key.value)
            yield place, key.start_mark.line, key.value in seen
            seen.add(key.value)
            yield from walk(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*at, number), item.start_mark.line, False
            yield from walk(item, (*at, number))


def scalars(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield every value as it is written, with its line from 0."""
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line, node.value
    else:
        for item in node.value:
            yield from scalars(item[1] if isinstance(item, tuple) else item)


class Loader(yaml.SafeLoader):
    """Safe YAML without aliases, so that a small file cannot grow into a large one."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return a value; one that cannot be is an error with its line."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # the 30th of February
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Return a part of the tree; refuse a reference."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "references (*name) are not used here", mark)
        return super().compose_node(parent, index)


_QUICK = getattr(yaml, "CSafeLoader", Loader)


class Dumper(yaml.SafeDumper):
    """Indents lists under their field and never writes references."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their field."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, _represent_text)
