"""What is wrong with HTML that should be safe: own lists, own parser, nothing shared with the sanitiser."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "del", "sub", "sup", "mark"),
    *("abbr", "kbd", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
OFF_SITE_REL = "nofollow noopener noreferrer"


def verdict(html: str) -> list[str]:
    """Return a sentence for each node, attribute or address outside the allow-list; empty for safe HTML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib tells of names that fit no XML
        tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [fault for element in tree.iter() if element is not tree for fault in _faults(element)]


def text_of(html: str) -> str:
    """Return the text a reader sees."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return "".join(tree.itertext())


def _faults(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield "a comment"
        return
    if element.tag not in TAGS:
        yield f"the tag {element.tag}"
    for name, value in element.attrib.items():
        if not _attribute_allowed(element, str(name), value):
            yield f"the attribute {name}={value!r} on {element.tag}"


def _attribute_allowed(element: Any, name: str, value: str) -> bool:
    match element.tag, name:
        case "a", "href":
            return address_fault(value) is None
        case "a", "rel":
            return value == OFF_SITE_REL and is_off_site(element.get("href", ""))
        case "a", "title":
            return True
        case "a", "class":
            return value == "gloss" and element.get("href", "").startswith("/glossary/")
        case "abbr", "title":
            return True
        case "th", "scope":
            return value in {"col", "row"}
        case "code", "class":
            return re.fullmatch(r"language-[a-z0-9+#-]{1,20}", value) is not None
        case (("h2" | "h3" | "h4"), "id"):
            return re.fullmatch(r"s-[a-z0-9-]{1,80}", value) is not None
    return False


def _as_browsers_read(address: str) -> str:
    """Return an address after what browsers do to it first (the URL standard of WHATWG)."""
    address = re.sub(r"^[\x00-\x20]+|[\x00-\x20]+$", "", address)
    return re.sub(r"[\t\r\n]", "", address).replace("\\", "/")


def is_off_site(address: str) -> bool:
    """Whether an allowed address leads to another site."""
    return _as_browsers_read(address).lower().startswith(("http:", "https:"))


def address_fault(address: str) -> str | None:
    """Return why no link may lead to an address, or None."""
    read = _as_browsers_read(address)
    if read != address:
        return "browsers read it otherwise"
    if re.search(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\ufeff]", read):
        return "invisible characters"
    if read.startswith("//"):
        return "another site without a scheme"
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", read)
    if scheme is None:
        return "a colon before the first slash" if ":" in re.split(r"[/?#]", read)[0] else None
    if scheme[1].lower() not in {"http", "https", "mailto"}:
        return f"the scheme {scheme[1]}"
    if scheme[1].lower() == "mailto":
        return (
            None
            if re.fullmatch(r"[^@:]+@[^@:,]+", read[7:]) and "%0" not in read.lower()
            else "a strange mailbox"
        )
    try:
        parts = urlsplit(read)
    except ValueError:
        return "no address"
    return None if parts.hostname and "@" not in parts.netloc else "no host or a user name"
