"""A page as a tree, read by a parser that is quick because it repairs nothing: a tag that is not closed fails."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def tree(html: str) -> Element:
    """Return the page's root."""
    return _Reader(html).root


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self._builder, self._open = TreeBuilder(), [""]
        self.feed(html.replace("\r\n", "\n"))  # as browsers read it
        self.close()
        self.root = self._builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; the first of two attributes of one name counts."""
        self._builder.start(tag, {name: value or "" for name, value in reversed(attrs)})
        if tag in VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        opened = self._open.pop()
        assert opened == tag, f"line {self.getpos()[0]}: </{tag}> closes <{opened}>"
        self._builder.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open `<br />`, or `<path />` in a drawing, which closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self._builder.data(data)
