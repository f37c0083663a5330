"""Hits as they stand in the lists of results and of suggestions."""

from html import escape

from django import template
from django.utils.safestring import SafeString

from entries.markdown import safe
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


def tile(hit: Hit, css: str = "") -> SafeString:
    """Return the small picture before a hit: a skill's symbol, or the icon of the kind."""
    if hit.row and hit.row.symbol:
        return safe(f'<span class="tile{css}" aria-hidden="true">{escape(hit.row.symbol)}</span>')
    return safe(f'<span class="tile{css} tile--icon">{icon(ICONS[hit.kind])}</span>')


@register.simple_tag
def result(hit: Hit, words: list[str]) -> SafeString:
    """Return one hit of the list of results, with the searched words marked.

    Not in the template's own language, in which ten hits take longer than all of the search.
    """
    row, spoken = hit.row, hit.kind == "question"
    assert row
    title, gist, voice = str(excerpts.marked(row.name, words)), "", ""
    if spoken:
        title, voice = f"“{title}”", " voice"
    else:
        gist = f'<p class="say">{excerpts.marked(row.gist, words)}</p>'
    if spoken or hit.in_text:
        gist += f"<p>{excerpts.marked(excerpts.excerpt(row.text, words), words)}</p>"
    area, url, why = (
        escape(area_name(row.area)),
        escape(row.url),
        f"{kind_label(hit.kind)}. {escape(hit.reason)}",
    )
    return safe(f"""
  <article class="result" data-layer="{escape(row.area)}" data-entry="{hit.kind}:{escape(row.slug)}">{tile(hit)}
    <div><h2 class="result__t{voice}"><a href="{url}">{title}</a></h2>{gist}
    <div class="row"><span class="chip">{area}</span><span class="tag">{why}</span></div></div>
  </article>""")


@register.simple_tag
def suggestion(hit: Hit, words: list[str]) -> SafeString:
    """Return one option of the list that opens while one types; not in the template's language, like `result`."""
    row = hit.row
    assert row
    if hit.kind == "question":
        shown = f"<b>“{escape(row.name)}”</b>"
    else:
        also = "" if hit.is_main else f" <i>{excerpts.marked(hit.spelling, words)}</i>"
        shown = f"<b>{excerpts.marked(row.name, words)}</b>{also}<small>{escape(row.gist)}</small>"
    attributes = (
        f'role="option" id="so-{row.pk}" aria-selected="false" tabindex="-1" href="{escape(row.url)}"'
    )
    return safe(f"""
    <a {attributes} data-layer="{escape(row.area)}">{tile(hit, " tile--sm")}<span>{shown}</span>
    <span class="chip">{escape(area_name(row.area))}</span></a>""")
