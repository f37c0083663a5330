"""Parts of pages that are the same for everybody who sees them: kept as text, so that they are made once a process."""

import threading
from collections import OrderedDict
from datetime import date

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

from entries import content_version

MOST_BYTES = 4 * 2**20
"""What the parts of one process may take in memory, roughly; those not used for longest go first."""

OVERHEAD = 400
"""Bytes that a part takes besides its text."""


class SharedPart(Node):
    """What stands between `{% shared … %}` and `{% endshared %}`: no blocks."""

    child_nodelists = ()
    """None to look into: `{% extends %}` looks for blocks in all nodes of its parent, for every page that is made."""

    def __init__(self, nodelist: NodeList, made_of: list[FilterExpression]) -> None:
        self.nodelist, self.made_of = nodelist, made_of

    def render(self, context: Context) -> SafeString:
        """Return the part, made now or before; nothing is kept while a draft is shown, or of what is made of None."""
        made_of = [value.resolve(context) for value in self.made_of]
        if None in made_of or content_version.is_apart():
            return self.nodelist.render(context)
        key = (self, date.today(), *made_of)
        part = _kept.get(key)
        if part is None:
            part = self.nodelist.render(context)
            _kept.put(key, part)
        return part


def shared(parser: Parser, token: Token) -> SharedPart:
    """Keep a part of a page by all it is made of; the day always counts, too.

    `{% shared term.pk term.changed_at %}` is a row of an entry and follows its changes, `{% shared request.path
    content_version %}` may change with anything published. Nothing within may depend on who is reading.
    """
    made_of = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if not made_of:
        raise template.TemplateSyntaxError("{% shared %} needs what the part is made of.")
    nodelist = parser.parse(("endshared",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A {% block %} within {% shared %} would never be replaced.")
    return SharedPart(nodelist, made_of)


class _Parts:
    """Texts by key, the least recently used first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[object, SafeString] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: object) -> SafeString | None:
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def put(self, key: object, text: SafeString) -> None:
        with self._lock:
            if key in self._texts:  # another thread was as quick
                return
            self._texts[key] = text
            self._bytes += len(text) + OVERHEAD
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._texts.popitem(last=False)[1]) + OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._texts.clear()
            self._bytes = 0


_kept = _Parts()


def forget_parts() -> None:
    """Forget all parts of this process."""
    _kept.clear()
