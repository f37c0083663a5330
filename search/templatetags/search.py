"""Marked words and addresses of hits."""

from django import template
from django.utils.safestring import SafeString

from search import excerpts
from search.searching import Hit
from search.views import hit_url as url_of

register = template.Library()


@register.simple_tag
def marked(text: str, words: list[str]) -> SafeString:
    """Return text with the searched words marked."""
    return excerpts.marked(text, words)


@register.simple_tag
def excerpt(text: str, words: list[str]) -> SafeString:
    """Return the stretch of a text in which the words stand, marked."""
    return excerpts.marked(excerpts.excerpt(text, words), words)


@register.simple_tag
def hit_url(hit: Hit) -> str:
    """Return the address of a hit's entry."""
    return url_of(hit)
