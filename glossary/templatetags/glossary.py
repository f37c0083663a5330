"""The `prose` tag: running text with the first use of each term per section linked."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from entries.markdown import link_terms, paragraphs, safe
from entries.models import Entry
from glossary.links import term_index, term_url

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Context, entry: Entry, field: str) -> SafeString:
    """Return a text field of an entry as HTML with linked terms; a Markdown field takes its stored HTML.

    The page's own term is never linked: a view names it in the context as `own_terms`, a collection of slugs.
    """
    html = (
        entry.html(field) if field in entry.its_kind().document.parts() else paragraphs(getattr(entry, field))
    )
    return safe(link_terms(html, term_index().find, term_url, set(context.get("own_terms") or ())))


@register.simple_tag(takes_context=True)
def linked(context: Context, text: str) -> SafeString:
    """Return one line of plain text with linked terms, without a paragraph around it."""
    html = paragraphs(text).removeprefix("<p>").removesuffix("</p>")
    return safe(link_terms(html, term_index().find, term_url, set(context.get("own_terms") or ())))
