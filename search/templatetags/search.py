"""Marked words and addresses of hits."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entries.templatetags.entries import area_name, icon, kind_label
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
def tile(hit: Hit, css: str = "") -> SafeString:
    """Return the small picture before a hit: a skill's symbol, or the icon of the kind."""
    if hit.row and hit.row.symbol:
        return format_html('<span class="tile{}" aria-hidden="true">{}</span>', css, hit.row.symbol)
    return format_html('<span class="tile{} tile--icon">{}</span>', css, icon(ICONS[hit.kind]))


RESULT = """
  <article class="result" data-layer="{area}" data-entry="{kind}:{slug}">{tile}
    <div><h2 class="result__t{voice}"><a href="{url}">{name}</a></h2>{gist}{excerpt}
    <div class="row"><span class="chip">{area_name}</span><span class="tag">{label}. {reason}</span></div></div>
  </article>"""


@register.simple_tag
def result(hit: Hit, words: list[str]) -> SafeString:
    """Return one hit of the list of results, with the searched words marked.

    Not in the template's own language, in which ten hits take longer than all of the search.
    """
    row, spoken = hit.row, hit.kind == "question"
    assert row
    name = excerpts.marked(row.name, words)
    shown = excerpts.marked(excerpts.excerpt(row.text, words), words) if spoken or hit.in_text else ""
    return format_html(
        RESULT,
        area=row.area,
        area_name=area_name(row.area),
        kind=hit.kind,
        label=kind_label(hit.kind),
        reason=hit.reason,
        slug=row.slug,
        url=row.url,
        tile=tile(hit),
        voice=" voice" if spoken else "",
        name=format_html("“{}”", name) if spoken else name,
        gist="" if spoken else format_html('\n    <p class="say">{}</p>', excerpts.marked(row.gist, words)),
        excerpt=format_html("\n    <p>{}</p>", shown) if shown else "",
    )
