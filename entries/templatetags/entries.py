"""Small things templates need: icons, verdict bars, counted words."""

from datetime import date
from functools import cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from entries.document import AREAS
from entries.kinds import kind_named
from entries.markdown import safe
from entries.models import CuratedLink, Entry
from entries.paths import address
from entries.shared_parts import shared

register = template.Library()
register.tag(shared)


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Do what Django's tag of this name does; addresses given by position are looked up once."""
    node = defaulttags.url(parser, token)
    return node if node.kwargs or node.asvar else KeptAddress(node.view_name, node.args, {}, None)


class KeptAddress(URLNode):
    """The address of a page."""

    def render(self, context: Context) -> str:
        """Return the address, fit for HTML; raises NoReverseMatch."""
        found = address(self.view_name.resolve(context), *[arg.resolve(context) for arg in self.args])
        return conditional_escape(found) if context.autoescape else found


@register.filter
def area_name(key: str) -> str:
    """Return the name of an area."""
    return AREAS.get(key, key)


@register.filter
def counted(number: int, word: str) -> str:
    """Return a number with its word, in the singular when it is one: `3|counted:"skill"`."""
    plural = {"y": word[:-1] + "ies"}.get(word[-1], word + "s")
    return f"{number:,} {word if number == 1 else plural}"


@register.simple_tag
@cache
def icon(name: str, css: str = "i") -> SafeString:
    """Return a decorative icon of static/icons.svg."""
    sprite = static("icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


@register.simple_tag
def bars(level: str) -> SafeString:
    """Return the signal bars of a verdict: strong, average or weak."""
    return format_html('<svg aria-hidden="true"><use href="{}#bars-{}"/></svg>', static("icons.svg"), level)


@register.simple_tag
def entry_url(kind: str, slug: str) -> str:
    """Return the address of an entry that is at hand only as kind and slug."""
    return kind_named(kind).model(slug=slug).get_absolute_url()


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """Return the page's one address: without query, unless a view names another in `canonical_path`."""
    return f"{settings.SITE_URL}{context.get('canonical_path') or context['request'].path}"


@register.simple_tag(takes_context=True)
def current(context: Context, page: str) -> str:
    """Mark a link of the main navigation as the page itself, or as the section one is in."""
    path, section = context["request"].path, address(page)
    if path == section:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if path.startswith(section) else ""


@register.simple_tag
def pager(page: Page, query: str) -> SafeString:
    """Return the links to the other pages of a list, which keep its `query`; nothing when it has one page.

    Not in the template's own language, in which a dozen numbers take a tenth of the time of a page of results.
    """
    if page.paginator.num_pages == 1:
        return safe("")
    to = f'href="?{escape(query)}page='

    def step(word: str, rel: str, number: int) -> str:
        link = f'<a class="btn" rel="{rel}" {to}{number}">{word}</a>'
        return link if number else f'<span class="btn" aria-disabled="true">{word}</span>'

    def place(number: int | str) -> str:
        if number == str(Paginator.ELLIPSIS):
            return "<li><span>…</span></li>"
        here = ' aria-current="page"' if number == page.number else ""
        return f'<li><a {to}{number}"{here} aria-label="Page {number}">{number}</a></li>'

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return safe(f"""<nav class="pager no-print" aria-label="Pages">
  {step("Previous", "prev", page.number - 1)}
  <ol>{"".join(map(place, numbers))}</ol>
  {step("Next", "next", page.number + 1 if page.has_next() else 0)}
</nav>""")


@register.filter
def review_state(entry: Entry) -> str:
    """Return ok, due, late or never, as of today."""
    return entry.review_state(date.today())


@register.simple_tag
def stored_html(entry: Entry, field: str) -> SafeString:
    """Return the stored safe HTML of a Markdown field."""
    return entry.html(field)


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:
    """Return mapping[key], or nothing."""
    return mapping.get(key)


@register.filter
def host(url: str) -> str:
    """Return the site an address leads to, without www."""
    return url.split("/")[2].removeprefix("www.") if url.count("/") > 1 else url


@register.filter
def link_kind(kind: str) -> str:
    """Return the word for a curated link's kind."""
    return str(CuratedLink.LinkKind(kind).label).lower()


@register.simple_tag
def admin_url(entry: Entry, page: str = "change") -> str:
    """Return where an editor changes an entry, or sees its history."""
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk])


@register.filter
def times(number: int) -> range:
    """Return a range to loop so many times."""
    return range(number)


@register.filter
def sum_of(dictionaries: list[dict[str, Any]], key: str) -> int:
    """Return the sum of one key over a list of dictionaries."""
    return sum(row[key] for row in dictionaries)


@register.filter
def at(values: list[Any], position: int) -> Any:
    """Return the value at a position counted from 1, or nothing."""
    return values[position - 1] if position <= len(values) else None


@register.filter
def lower_first(text: str) -> str:
    """Return a sentence with a small first letter, unless its first word is an acronym or a name in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def kind_label(kind: str) -> str:
    """Return the word for a kind, for example “Red flag”."""
    return kind_named(kind).label.capitalize()
