"""Markdown to safe HTML, the only door through which text becomes HTML (facts behind the rules: docs/decisions).

`render_here` makes the HTML; everybody else calls `entries.render_worker.render`, which runs it in a process that
can be stopped. The result holds no term links; `link_terms` adds them to the finished HTML when a page is made.
"""

import html
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any

import markdown as python_markdown
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe
from markdown.extensions.toc import TocExtension

RENDERER = 1
"""Goes up whenever the same source may give other HTML; `manage.py render` then makes stored HTML anew."""

TAGS = frozenset(
    ["p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "del", "sub", "sup", "mark", "abbr",
     "kbd", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "a",
     "table", "thead", "tbody", "tr", "th", "td"]
)  # fmt: skip
MAX_CHARACTERS = 65_536
MAX_LINE = 4_000
MAX_BRACKETS = 100
MAX_ANGLES = 400
MAX_NESTING = 20
MAX_INDENT = 80
MAX_HEADINGS = 400

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_CODE_CLASS = re.compile(r"language-[a-z0-9+#-]{1,20}")
_HEADING_ID = re.compile(r"s-[a-z0-9-]{1,80}")
_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)+")
_HEADING = re.compile(r"^(?: {0,3}(?:#{1,6}|=+\s*$|-+\s*$)|[ \t]*(?:[-*_][ \t]*){3,}$)", re.M)
_BLOCK_END = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t])")
_RAW_HTML = re.compile(r"<(?:/?[a-zA-Z][\w-]*(?:[\s/][^<>]*)?|[!?][^<>]*)>|<!--")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_INLINE_CODE = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
_LINK_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*<?([^\s>]+)", re.M)
_MAIL_REST = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+(?:\?[\w=&%.+-]*)?")


class TextRefused(ValueError):
    """A Markdown text is too long, too deep or too complex; the message is a sentence for its writer.

    `line` is the line where it shows, counted from 0.
    """

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


def check_limits(source: str) -> None:
    """Raise TextRefused when `source` is past one of the limits above; costs time linear in its length."""
    if len(source) > MAX_CHARACTERS:
        raise TextRefused(
            f"The text is longer than {MAX_CHARACTERS:,} characters. Split it into two entries."
        )
    if _CONTROL.search(source):
        raise TextRefused("The text holds invisible control characters. Paste it again as plain text.")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(source.split("\n")):
        if sentence := _refused_line(line):
            raise TextRefused(f"Line {number + 1} of the text {sentence}", number)
    if len(_HEADING.findall(source)) > MAX_HEADINGS:
        raise TextRefused(f"The text has more than {MAX_HEADINGS} headings and rules.")
    for block in _BLOCK_END.split(source):
        if block.count("[") > MAX_BRACKETS:
            raise TextRefused(f"One paragraph has more than {MAX_BRACKETS} opening brackets.")
        if block.count("<") > MAX_ANGLES:
            raise TextRefused(f"One paragraph has more than {MAX_ANGLES} “<” signs.")


def _refused_line(line: str) -> str:
    if len(line) > MAX_LINE:
        return f"is longer than {MAX_LINE:,} characters. Break it into paragraphs."
    indent = line.expandtabs(4)
    if len(indent) - len(indent.lstrip()) > MAX_INDENT:
        return f"is indented by more than {MAX_INDENT} columns."
    marks = _MARKS.match(line)
    if marks and len(re.findall(r">|[-*+]|\d+[.)]", marks.group())) > MAX_NESTING:
        return f"nests more than {MAX_NESTING} lists or quotes."
    return ""


def safe_url(url: str) -> str | None:
    """Return `url` cleaned, or None when a link must not lead there.

    Allowed are http, https and mailto addresses, fragments, and paths on this site. Refused is all else,
    also addresses that begin with two slashes, hold a backslash, control characters or a user name.
    """
    url = re.sub(r"[\t\r\n]", "", url.lstrip("".join(map(chr, range(33)))).rstrip())
    if (
        not url
        or "\\" in url
        or _CONTROL.search(url)
        or re.search(r"[\u200b-\u200f\u202a-\u202e\ufeff\s]", url)
    ):
        return None
    if re.match(r"https?://", url, re.I):
        host = re.split(r"[/?#]", url.split("//", 1)[1], maxsplit=1)[0]
        return url if host and "@" not in host and not host.startswith((":", ".")) else None
    if url.lower().startswith("mailto:"):
        return url if _MAIL_REST.fullmatch(url[7:]) else None
    if url.startswith(("#", "?")) or (url.startswith("/") and not url.startswith("//")):
        return url
    return url if ":" not in url.split("/", 1)[0] and not url.startswith("//") else None


def _attribute_allowed(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            address = html.unescape(value)  # the sanitiser hands over what stands in the source: &#47;/host
            return safe_url(address) == address
        case (("a" | "abbr"), "title"):
            return True
        case "th", "scope":
            return value in {"col", "row"}
        case "code", "class":
            return bool(_CODE_CLASS.fullmatch(value))
        case (("h2" | "h3" | "h4"), "id"):
            return bool(_HEADING_ID.fullmatch(value))
    return False


class _OffSiteLinks(Filter):
    """Gives links that leave the site their `rel`; runs after sanitising, so content can never set it."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a":
                href = html.unescape(token["data"].get((None, "href"), ""))
                if href.lower().startswith(("http:", "https:")):
                    token["data"][(None, "rel")] = "nofollow noopener noreferrer"
            yield token


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=_attribute_allowed,
        protocols={"http", "https", "mailto"},
        strip=True,
        strip_comments=True,
        filters=[_OffSiteLinks],
    )


def _heading_ids() -> Callable[[str, str], str]:
    """Return a function that gives the headings of one text their ids, each another one."""
    given: set[str] = set()

    def heading_id(text: str, separator: str) -> str:
        words = re.sub(r"[^a-z0-9]+", separator, text.lower()).strip(separator)[:70] or "part"
        ids = (f"s-{words}{separator}{n}" if n > 1 else f"s-{words}" for n in count(1))
        found = next(i for i in ids if i not in given)
        given.add(found)
        return found

    return heading_id


def render_here(source: str) -> str:
    """Return `source` as safe HTML, here and without a time limit: call entries.render_worker.render instead."""
    check_limits(source)
    parser = python_markdown.Markdown(
        extensions=[
            "fenced_code",
            "tables",
            "sane_lists",
            "def_list",
            "abbr",
            TocExtension(slugify=_heading_ids()),
        ],
        output_format="html",
    )
    parser.preprocessors.deregister("html_block")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref"):
        parser.inlinePatterns.deregister(pattern)
    try:
        return _cleaner().clean(parser.convert(source))
    except (RecursionError, MemoryError) as error:
        raise TextRefused("The text is too complex to show. Use simpler lists and links.") from error


def code_lines(lines: list[str]) -> tuple[list[bool], int | None]:
    """Return for each line whether it belongs to a fenced block of code, and where one is left open."""
    inside: list[bool] = []
    opened, fence = None, ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            inside.append(True)
            if line.rstrip() == fence:
                opened, fence = None, ""
        else:
            inside.append(bool(mark))
            if mark:
                opened, fence = number, mark.group()
    return inside, opened


def mistakes(source: str) -> list[tuple[int, str]]:
    """Return what would be shown otherwise than its writer meant, as (line from 0, sentence).

    That is raw HTML, pictures, bad links, headings of the first level, and code blocks left open.
    """
    lines = source.split("\n")
    inside, opened = code_lines(lines)
    found = [] if opened is None else [(opened, "the block of code that begins here is not closed")]
    paragraph: list[str] = []
    for number, line in enumerate([*lines, ""]):
        if line.strip() and not inside[number]:
            paragraph.append(line)
        elif paragraph:
            first = number - len(paragraph)
            found.extend((first + at, sentence) for at, sentence in _mistakes_in("\n".join(paragraph)))
            paragraph = []
    return sorted(found)


def _mistakes_in(paragraph: str) -> Iterator[tuple[int, str]]:
    prose = _INLINE_CODE.sub(lambda code: "\n" * code.group().count("\n"), paragraph)
    for match in re.finditer(r"^#(?!#).{0,40}", prose, re.M):
        yield prose.count("\n", 0, match.start()), f"{match.group()!r} begins with one #: write ## or more"
    for match in _RAW_HTML.finditer(prose):
        sentence = (
            f"unsafe HTML {match.group()[:40]!r}: only Markdown is allowed, HTML would be shown as text"
        )
        yield prose.count("\n", 0, match.start()), sentence
    for match in re.finditer(r"!\[[^\]\n]*\]\(", prose):
        yield prose.count("\n", 0, match.start()), "pictures are not allowed in Markdown texts"
    for match in _LINK_TARGET.finditer(prose):
        target = match.group(1) or match.group(2) or ""
        if safe_url(html.unescape(target)) is None:
            sentence = f"bad address {target[:80]!r}: use https://, mailto: or a path that begins with /"
            yield prose.count("\n", 0, match.start()), sentence


def paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs; an empty line parts them."""
    blocks = (re.sub(r"\s*\n\s*", " ", block.strip()) for block in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|code|del|em|i|kbd|mark|strong|sub|sup)(?:\s[^>]*)?>")


def plain(source_html: str) -> str:
    """Return the words of safe HTML without its tags, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", _INLINE_TAG.sub("", source_html))).split())


_PIECE = re.compile(r"(<[^>]*>)")
_NO_LINKS_IN = frozenset({"a", "code", "pre", "kbd", "abbr", "h2", "h3", "h4", "h5", "h6", "th"})


def link_terms(source_html: str, find: Callable[[str], list], url: Callable[[Any], str], seen: set) -> str:
    """Return safe HTML with the first use of each term per section linked.

    `find` gives the spans of a text (entries.names.NameIndex.find), `url` the address of a key. `seen` holds the
    keys not to link, the page's own among them; keys linked here are added, and a heading h2 or h3 starts a new
    section. Nothing is linked inside links, code or headings.
    """
    own = frozenset(seen)
    out: list[str] = []
    closed_to_links = 0
    for piece in _PIECE.split(source_html):
        if piece.startswith("<"):
            tag = piece.strip("</>").split(None, 1)[0].rstrip("/")
            if tag in _NO_LINKS_IN:
                closed_to_links += -1 if piece.startswith("</") else 1
            if tag in {"h2", "h3"} and not piece.startswith("</"):
                seen.clear()
                seen.update(own)
            out.append(piece)
        elif piece and not closed_to_links:
            out.append(_link_text(html.unescape(piece), find, url, seen))
        else:
            out.append(piece)
    return "".join(out)


def _link_text(text: str, find: Callable[[str], list], url: Callable[[Any], str], seen: set) -> str:
    out, at = [], 0
    for span in find(text):
        if span.name.key in seen:
            continue
        seen.add(span.name.key)
        words = html.escape(text[span.start : span.end], quote=False)
        out.append(html.escape(text[at : span.start], quote=False))
        out.append(f'<a class="gloss" href="{html.escape(url(span.name.key))}">{words}</a>')
        at = span.end
    out.append(html.escape(text[at:], quote=False))
    return "".join(out)


def safe(rendered_html: str) -> SafeString:
    """Mark HTML made by this module as safe for templates: the only call of mark_safe in the project."""
    return mark_safe(rendered_html)
