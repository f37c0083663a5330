"""Markdown to safe HTML: nothing outside the allow-list, limits with a sentence, and bounded time."""

import html
import re
import time
from contextlib import suppress

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entries import markdown as md
from entries.markdown import (
    TextRefused,
    check_limits,
    link_terms,
    mistakes,
    paragraphs,
    plain,
    render_here,
    safe_url,
)
from entries.names import Name, NameIndex
from entries.render_worker import WALL_SECONDS, render
from tests.entries.injections import CLASSES, CORPUS
from tests.entries.judge import TAGS, address_fault, is_off_site, text_of, verdict


def rendered(source: str) -> str:
    """Return safe HTML, or nothing for a text that is refused."""
    try:
        return render_here(source)
    except TextRefused:
        return ""


# The allow-list


@pytest.mark.parametrize("texts", CLASSES.values(), ids=CLASSES.keys())
def test_injections_leave_only_allowed_nodes(texts: list[str]) -> None:
    assert {text: faults for text in texts if (faults := verdict(rendered(text)))} == {}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("texts", CLASSES.values(), ids=CLASSES.keys())
def test_injections_among_other_text_leave_only_allowed_nodes(texts: list[str]) -> None:
    for around in (
        "Before *{}* after",
        "- {}\n- x",
        "> {}",
        "a | b\n--- | ---\n{} | x",
        "x\n:   {}",
        "[{}](/y)",
    ):
        found = {
            text: faults for text in texts[::4] if (faults := verdict(rendered(around.replace("{}", text))))
        }
        assert found == {}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("texts", CLASSES.values(), ids=CLASSES.keys())
def test_the_judge_finds_the_injections_without_the_sanitiser(texts: list[str]) -> None:
    unsafe = markdown.Markdown(extensions=["fenced_code", "tables", "sane_lists", "def_list", "abbr", "toc"])
    found = sum(bool(verdict(unsafe.reset().convert(text))) for text in texts)
    assert found >= len(texts) / 3


def test_the_corpus_is_large_and_has_no_doubles() -> None:
    assert len(CORPUS) == len(set(CORPUS)) > 1_000


def test_injections_with_linked_terms_leave_only_allowed_nodes() -> None:
    index = NameIndex(Name(word, word) for word in ("x", "alert", "evil", "script", "a", "onerror", "href"))
    for text in CORPUS[:162]:
        linked = link_terms(rendered(text), index.find, lambda key: f"/glossary/{key}/", set())
        assert verdict(linked) == [], text


EVERYTHING = """\
Two words: **strong**, *em*, `code`. An [inside](/skills/django/ "Django"), an [outside](https://docs.example.org/a?b=1&c=2#d),
a <https://docs.example.org/>, a [mail](mailto:someone@example.org) and a [place](#s-two).

## Two & two

### Three

#### Four

- one
- two
    1. deep

> quoted

Term
:   explained

| left | right |
| --- | --: |
| a | b |

```python
if a < b: pass
```

---

HTML is here.

*[HTML]: Hypertext Markup Language
"""


def test_all_of_markdown_is_kept() -> None:
    got = render_here(EVERYTHING)
    assert verdict(got) == []
    tags = set(re.findall(r"<([a-z0-9]+)", got))
    assert tags == TAGS - {"br", "b", "i", "del", "sub", "sup", "mark", "kbd", "h5", "h6"}
    assert '<h2 id="s-two-two">Two &amp; two</h2>' in got
    assert '<code class="language-python">if a &lt; b: pass' in got
    assert '<abbr title="Hypertext Markup Language">HTML</abbr>' in got


def test_only_off_site_links_get_rel() -> None:
    links = dict(re.findall(r'<a href="([^"]*)"([^>]*)>', render_here(EVERYTHING)))
    assert len(links) == 5
    for address, rest in links.items():
        assert ('rel="nofollow noopener noreferrer"' in rest) == is_off_site(html.unescape(address))


@pytest.mark.parametrize("scheme", ["https", "HTTPS", "&#104;ttps", "&#x68;ttp", "http"])
def test_off_site_links_get_rel_however_they_are_written(scheme: str) -> None:
    assert 'rel="nofollow noopener noreferrer"' in render_here(f"[x]({scheme}://good.example/)")


def test_heading_ids_are_prefixed_and_given_once() -> None:
    got = render_here("\n\n".join(["## Same", "## Same", "### same!", "## 日本", "## content", "## Same 2"]))
    ids = re.findall(r'id="([^"]*)"', got)
    assert ids == ["s-same", "s-same-2", "s-same-3", "s-part", "s-content", "s-same-2-2"]


def test_headings_of_the_first_level_and_pictures_become_text() -> None:
    assert verdict(render_here("# One\n\nTwo\n===\n\n![three](/x.png)")) == []


def test_raw_html_is_shown_as_text() -> None:
    assert text_of(render_here("a <b>c</b> <script>d</script>")).strip() == "a <b>c</b> <script>d</script>"


def test_an_empty_text_renders_to_nothing() -> None:
    assert render("") == render(" \n\t") == ""


fragments = st.sampled_from(
    ["*", "**", "_", "`", "```", "```python\n", "~~~\n", "\n", "\n\n", "    ", "- ", "1. ", "> ", "## ",
     "# ", "| a | b |\n",
     "| --- | --- |\n", "[", "]", "(", ")", "](", "[x](", "<", ">", "&", ";", "&#", "&lt", "\\", "!", ":",
     ":   ", "/", "//",
     "javascript:", "https://", "mailto:", "a@b.example", "<a href=", "<script>", "</", "<!--", "-->",
     "onclick=", '"', "'",
     "\t", "\u00a0", "\u200b", "é", "日本", "🙂", "*[x]: ", "x", "[r]: ", "[r]", "&#47;", "\u2003", "&colon;",
     "{", "}"]
)  # fmt: skip
markdown_texts = st.lists(fragments, max_size=40).map("".join) | st.text(max_size=80)


@given(markdown_texts)
def test_any_text_renders_to_allowed_nodes_or_is_refused(text: str) -> None:
    try:
        got = render_here(text)
    except TextRefused:
        return
    assert verdict(got) == []
    assert verdict(render_here(html.unescape(got))) == []


# Addresses


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/a?b#c", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("https://[::1]/", True),
        ("https://bücher.example/", True),
        ("mailto:someone@example.org", True),
        ("mailto:someone@example.org?subject=Hello", True),
        ("#s-place", True),
        ("?q=orm", True),
        ("/glossary/orm/", True),
        ("/", True),
        ("glossary/orm", True),
        ("../x/a:b", True),
        ("/a:b", True),
        ("", False),
        (" ", False),
        ("\t\n", False),
        ("//example.org", False),
        ("/\\example.org", False),
        ("\\\\example.org", False),
        ("/a\\b", False),
        ("/\t/example.org", False),
        ("javascript:alert(1)", False),
        ("\x00javascript:1", False),
        ("java\nscript:1", False),
        ("a:b", False),
        ("tel:911", False),
        ("ftp://example.org", False),
        ("https:example.org", False),
        ("https:/example.org", False),
        ("https://", False),
        ("https:///example.org", False),
        ("https://:80/", False),
        ("https://user@example.org/", False),
        ("https://user:secret@example.org/", False),
        ("https://example.org /", False),
        ("https://exa\u200bmple.org/", False),
        ("https://example.org/\u202egnp.exe", False),
        ("https://example.org/\x7f", False),
        ("mailto:", False),
        ("mailto:nobody", False),
        ("mailto:a@b.example,c@d.example", False),
        ("mailto:a@b.example?body=\r\nBcc:x", False),
    ],
)
def test_safe_url(url: str, kept: bool) -> None:
    assert (safe_url(url) == url) is kept


def test_safe_url_cleans_space_around_an_address() -> None:
    assert safe_url(" \x01/a\tb\r\n ") == "/ab"


@given(st.lists(fragments, max_size=8).map("".join) | st.text(max_size=30))
def test_safe_url_gives_only_what_browsers_take_for_safe(url: str) -> None:
    if (got := safe_url(url)) is not None:
        assert address_fault(got) is None
        assert safe_url(got) == got


# Limits


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\n" * 32_769, "longer than 65,536 characters"),
        ("a\x00b", "invisible control characters"),
        ("a\x1bb", "invisible control characters"),
        ("a\u2028b", "invisible control characters"),
        ("a\x85b", "invisible control characters"),
        ("ok\n" + "a" * 4_001, "Line 2 of the text is longer than 4,000 characters"),
        ("ok\r" + "a" * 4_001, "Line 2 of the text is longer than 4,000 characters"),
        ("ok\n\n" + " " * 81 + "a", "Line 3 of the text is indented by more than 80 columns"),
        ("\t" * 21 + "a", "Line 1 of the text is indented by more than 80 columns"),
        ("> " * 21 + "a", "Line 1 of the text nests more than 20 lists or quotes"),
        (">" * 21 + "a", "nests more than 20"),
        ("- " * 21 + "a", "nests more than 20"),
        ("1. " * 21 + "a", "nests more than 20"),
        ("> - 1. " * 7 + "a", "nests more than 20"),
        ("## a\n\n" * 401, "more than 400 headings and rules"),
        ("## a\r\r" * 401, "more than 400 headings and rules"),
        ("a\n---\n\n" * 401, "more than 400 headings and rules"),
        ("* * *\n\n" * 401, "more than 400 headings and rules"),
        ("[" * 101, "more than 100 opening brackets"),
        ("[a\n" * 101, "more than 100 opening brackets"),
        ("<" * 401, "more than 400 “<” signs"),
    ],
)
def test_a_text_past_a_limit_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    for work in (check_limits, render_here, render):
        with pytest.raises(TextRefused, match=re.escape(sentence)) as refused:
            work(text)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4_000,
        " " * 80 + "a",
        "> " * 20 + "a",
        "## a\n\n" * 400,
        "[" * 100,
        "[a](/b)\n\n" * 500,
        "- [a](/b)\n" * 500,
        "<" * 400,
        "a\tb\r\nc\rd\n",
    ],
)
def test_a_text_at_a_limit_is_accepted(text: str) -> None:
    check_limits(text)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "text",
    ["a" * 65_536, "\n" * 65_536, " " * 65_536, "`" * 65_536, "[" * 65_536, "<" * 65_536,
     "<!--\n\n" * 10_000, "![a\n\n" * 13_000,
     "[a\n\n" * 16_000, "- " * 32_000, "](\n" * 20_000, "`a\n\n``b\n\n" * 7_000,
     "\n".join("`" * n for n in range(360)),
     "<a" * 32_000, "<a " * 20_000, "[a]:\n" * 13_000, "# " * 32_000, "-\n" * 32_000, "```\n" * 16_000,
     "- - - x\n" * 8_000]
)  # fmt: skip
def test_checking_a_text_takes_linear_time(text: str) -> None:
    began = time.process_time()
    with suppress(TextRefused):
        check_limits(text)
    mistakes(text)
    assert time.process_time() - began < 3  # a quadratic one takes 10 and more


# What a writer is told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fine: [a](/b), <https://c.example>, <d@e.example>, `<b>`, a < b > c, 5 # 6, C#.", []),
        ("```html\n<b>\n# x\n![a](b)\n```\n\n~~~\n[a](javascript:1)\n~~~", []),
        ("a ``<b> ` <i>`` b", []),
        ("ok\n\na <b>c</b>", [(2, "<b>"), (2, "</b>")]),
        ("<svg/onload=alert(1)>", [(0, "<svg/onload")]),
        ("<!-- x -->\n<!DOCTYPE x>\n<?php ?>", [(0, "<!--"), (1, "<!DOCTYPE"), (2, "<?php")]),
        ("x ![a](/b) y", [(0, "pictures")]),
        ("x\n[a](javascript:1) [b](//c)", [(1, "javascript:1"), (1, "//c")]),
        ("[a](&#47;/evil.example)", [(0, "bad address")]),
        ("[a][r]\n\n[r]: javascript:1", [(2, "bad address")]),
        ("[r]: <//evil.example>\n", [(0, "bad address")]),
        ("[a]()", [(0, "bad address")]),
        ("a\n\n# Two", [(2, "write ## or more")]),
        ("a\n```\nb", [(1, "not closed")]),
        ("````\n```\n````\n\n<b>", [(4, "<b>")]),
        ("`a\n\n<b>`", [(2, "<b>")]),
        ("\\`<b>`", [(0, "<b>")]),
    ],
)
def test_mistakes_name_the_line(text: str, found: list[tuple[int, str]]) -> None:
    got = mistakes(text)
    assert [line for line, _ in got] == [line for line, _ in found]
    for (_, sentence), (_, part) in zip(sorted(got), sorted(found), strict=True):
        assert any(part in s for _, s in got), sentence


SHOWN_AS_TEXT = {"address, autolink"}  # `<int:pk>` may stand in a text


@pytest.mark.parametrize("name", sorted(CLASSES.keys() - SHOWN_AS_TEXT))
def test_many_injections_are_told_to_their_writer(name: str) -> None:
    texts = CLASSES[name]
    told = sum(bool(mistakes(text)) or not rendered(text) for text in texts)
    assert told >= len(texts) / 3


# Time: shapes found slow in Python-Markdown, each as large as the limits allow


SHAPES = {
    "paragraphs of links": ("[a](/b) " * 99 + "\n\n") * 80,
    "paragraphs of brackets": ("[" * 99 + "a" * 500 + "\n\n") * 100,
    "open links": ("[a](" * 99 + "\n\n") * 160,
    "same headings": "## a\n\n" * 400 + "word " * 12_000,
    "lists in lists": "".join("    " * (n % 19) + "- a\n" for n in range(1_500)),
    "quotes in quotes": (("> " * 20 + "a\n") * 1_300),
    "quoted headings": "> ## a\n> \n" * 6_000,
    "stars": ("*a **b " * 500 + "\n\n") * 18,
    "backticks": ("`" * 3_900 + "\n\n") * 16,
    "wide table": "|a" * 1_900 + "|\n" + "|-" * 1_900 + "|\n" + ("|b" * 1_900 + "|\n") * 14,
    "abbreviations": "".join(f"*[a{n}]: b\n\n" for n in range(1_000)) + "\na1 " * 9_000,
    "references": "".join(f"[a{n}]: /b\n\n" for n in range(2_000)) + "\n[a1]\n\n" * 2_000,
    "less-than signs": ("<a " * 399 + "\n\n") * 54,
    "entities": "&#x3c;" * 600 + "\n\n" + ("&amp" * 900 + "\n\n") * 16,
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES.keys())
def test_the_worst_accepted_shapes_end_in_time(source: str) -> None:
    source = source[: md.MAX_CHARACTERS].rpartition("\n")[0]
    check_limits(source)
    render("warm")
    began = time.monotonic()
    got = ""
    with suppress(TextRefused):  # too complex; what follows must hold all the same
        got = render(source)
    assert time.monotonic() - began < WALL_SECONDS + 0.5
    assert verdict(got) == []
    assert render("*still* here") == "<p><em>still</em> here</p>"


# Words and links in finished HTML


def linked(source_html: str, *names: str | Name, seen: set | None = None) -> str:
    """Return HTML with the terms of these names linked; keys are lower case names."""
    index = NameIndex(Name(n, n.lower()) if isinstance(n, str) else n for n in names)
    return link_terms(
        source_html, index.find, lambda key: f"/glossary/{key}/", set() if seen is None else seen
    )


def gloss(word: str) -> str:
    """Return the link that link_terms makes."""
    return f'<a class="gloss" href="/glossary/{word.lower()}/">{word}</a>'


def test_link_terms_links_the_first_use() -> None:
    assert linked("<p>ORM and ORM.</p><p>ORM</p>", "ORM") == f"<p>{gloss('ORM')} and ORM.</p><p>ORM</p>"


def test_link_terms_links_again_in_the_next_section() -> None:
    got = linked("<p>ORM</p><h2>A</h2><p>ORM</p><h4>B</h4><p>ORM</p><h3>C</h3><p>ORM</p>", "ORM")
    assert re.findall("gloss|h[234]>[ABC]", got.replace("/gloss", "")) == [
        *("gloss", "h2>A", "gloss", "h4>B", "h3>C", "gloss")
    ]


@pytest.mark.parametrize(
    "closed",
    ["<a href=\"/x\">ORM</a>", "<code>ORM</code>", "<pre><code>ORM\n</code></pre>", "<h2>ORM</h2>",
     "<h3>my <em>ORM</em></h3>",
     "<h4>ORM</h4>", '<abbr title="x">ORM</abbr>', "<kbd>ORM</kbd>", "<table><tr><th>ORM</th></tr></table>",
     '<a href="/x"><strong>the</strong> ORM</a>']
)  # fmt: skip
def test_link_terms_leaves_links_code_and_headings_alone(closed: str) -> None:
    assert linked(closed, "ORM") == closed
    assert linked(f"{closed}<p>ORM</p>", "ORM") == f"{closed}<p>{gloss('ORM')}</p>"


def test_link_terms_never_links_the_pages_own_term() -> None:
    source = "<p>ORM</p><h2>x</h2><p>ORM and SQL</p>"
    assert linked(source, "ORM", "SQL", seen={"orm"}) == source.replace("SQL", gloss("SQL"))


def test_link_terms_links_an_alias_and_its_name_once() -> None:
    names = (Name("ORM", "orm"), Name("object-relational mapper", "orm"))
    got = linked("<p>object relational mapper, ORM</p>", *names)
    assert got.count('class="gloss"') == 1


def test_link_terms_escapes_what_it_writes() -> None:
    got = link_terms(
        "<p>a &lt;b&gt; R&amp;D &quot;c&quot;</p>",
        NameIndex([Name("R&D", "k")]).find,
        lambda k: '/x?a=1&b="2"',
        set(),
    )
    assert got == '<p>a &lt;b&gt; <a class="gloss" href="/x?a=1&amp;b=&quot;2&quot;">R&amp;D</a> "c"</p>'


@given(markdown_texts)
def test_link_terms_adds_only_gloss_links_and_keeps_all_text(text: str) -> None:
    source = rendered(text)
    got = linked(source, "x", "a", "r", "python", "https", "日本", "a b", "mailto", "script")
    assert plain(got) == plain(source)
    assert text_of(got) == text_of(source)
    without = re.sub(r'<a class="gloss" href="/glossary/[^"]*/">(.*?)</a>', r"\1", got)
    assert html.unescape(without) == html.unescape(source)
    assert verdict(got) == []


def test_plain_keeps_words_apart_and_together() -> None:
    assert (
        plain("<p>A <strong>b</strong>, c<em>d</em>.</p><ul><li>e</li><li>f &amp; g</li></ul>")
        == "A b, cd. e f & g"
    )
    assert plain("<p>a<br>b</p>\n<h2>c</h2>") == "a b c"


def test_paragraphs_escapes_and_parts_at_empty_lines() -> None:
    assert paragraphs("a <b> & c\nd\n\n \n\ne") == "<p>a &lt;b&gt; &amp; c d</p><p>e</p>"
    assert paragraphs(" \n ") == ""
