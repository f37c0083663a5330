"""Marked words and addresses of hits."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entries.templatetags.entries import icon
from search import excerpts
from search.searching import Hit

register = template.Library()

ICONS = {
    "term": "type",
    "skill": "type",
    "guide": "file-text",
    "question": "message-circle",
    "red-flag": "flag",
}


@register.simple_tag
def marked(text: str, words: list[str]) -> SafeString:
    """Return text with the searched words marked."""
    return excerpts.marked(text, words)


@register.simple_tag
def excerpt(text: str, words: list[str]) -> SafeString:
    """Return the stretch of a text in which the words stand, marked."""
    return excerpts.marked(excerpts.excerpt(text, words), words)


@register.simple_tag
def tile(hit: Hit, css: str = "") -> SafeString:
    """Return the small picture before a hit: a skill's symbol, or the icon of the kind."""
    if hit.row and hit.row.symbol:
        return format_html('<span class="tile{}" aria-hidden="true">{}</span>', css, hit.row.symbol)
    return format_html('<span class="tile{} tile--icon">{}</span>', css, icon(ICONS[hit.kind]))
