"""Which addresses the page cache may keep, and what of a request their pages may depend on."""

from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from entries.listing import WordsField, clean_words
from glossary.forms import TermFilter
from interviews.forms import QuestionFilter
from recruiter_wiki.context import THEMES
from skills.forms import CompareForm, SkillFilter

type Key = tuple[str, ...]

LIST = {"page", "format"}
ADDRESSES: dict[str, tuple[type[forms.Form] | None, set[str]]] = {
    "home": (None, set()),
    "guides": (None, LIST),
    "guide": (None, {"layer", "format"}),
    "guide-print": (None, set()),
    "skills": (SkillFilter, LIST),
    "skill": (None, {"format"}),
    "compare": (CompareForm, set()),
    "glossary": (TermFilter, LIST),
    "term": (None, {"format"}),
    "term-card": (None, set()),
    "questions": (QuestionFilter, LIST),
    "question": (None, {"format", "key", "level"}),
    "topic": (None, {"answers", "format"}),
    "red-flags": (None, LIST),
    "changes": (None, {"page"}),
    "changes-feed": (None, set()),
    "about": (None, {"format"}),
    "about-page": (None, {"format"}),
    "set-templates": (None, LIST),
    "set-template": (None, {"format"}),
    "set-template-call": (None, {"page"}),
    "set-template-print": (None, {"page"}),
    "set-template-download": (None, {"as"}),
    "sitemap": (None, {"p"}),
    "robots": (None, set()),
    "security-txt": (None, set()),
    "opensearch": (None, set()),
}
"""Name of an address -> the form its view reads, and the fields it reads besides. All others are never kept."""

LONGEST_PATH, LONGEST_QUERY, LONGEST_KNOWN = 300, 4_096, 500
"""Characters of a path, of a query string, and of what is known of it. Longer ones are answered and not kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of the cache may depend on, and nothing else."""

    scheme: str
    host: str
    path: str
    query: str
    part: bool
    """Whether HTMX asks for a part."""

    theme: str
    slash: str
    usual: bool
    """Whether nothing in it can be made up at will: no field, no odd host or port."""

    @property
    def key(self) -> Key:
        """All of it as one value."""
        return (self.scheme, self.host, self.path, self.query, str(self.part), self.theme, self.slash)

    def sealed(self, request: HttpRequest) -> HttpRequest:
        """Return a request that says no more than this, so that no page can hold anything of who asked first."""
        proof = settings.SECURE_PROXY_SSL_HEADER
        environ = {
            name: value
            for name, value in request.META.items()
            if not name.startswith(("HTTP_", "REMOTE_", "CONTENT_", "RAW_", "REQUEST_"))
            or (proof and name == proof[0])
        }
        environ |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": self.query,
            "REMOTE_ADDR": "",
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": f"theme={self.theme}; slash={self.slash}",
        }
        if self.part:
            environ["HTTP_HX_REQUEST"] = "true"
        return WSGIRequest(environ)


def asked_for(request: HttpRequest) -> Asked | None:
    """Return what is asked for, or None when it is not for the cache; raises DisallowedHost."""
    meta, cookies = request.META, request.COOKIES
    if request.method not in ("GET", "HEAD") or is_personal(request):
        return None
    query = meta.get("QUERY_STRING", "")
    known = known_fields(request.path_info) if len(request.path) <= LONGEST_PATH else None
    if known is None or len(query) > LONGEST_QUERY:
        return None
    if query:
        kept = _known_query(request, *known)
        if kept is None:
            return None
        query = kept
    host, theme = request.get_host().lower(), cookies.get("theme", "")
    return Asked(
        scheme=request.scheme or "http",
        host=host,
        path=request.path,
        query=query,
        part=meta.get("HTTP_HX_REQUEST") == "true"
        and meta.get("HTTP_HX_BOOSTED") != "true"
        and meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true",
        theme=theme if theme in THEMES else THEMES[0],
        slash="off" if cookies.get("slash") == "off" else "on",
        usual=not query and _is_usual(host, meta.get("SERVER_PORT", "")),
    )


def is_personal(request: HttpRequest) -> bool:
    """Whether somebody is or may be signed in, or a message waits to be shown."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


@lru_cache(maxsize=2_048)
def known_fields(path: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the fields of the query that an address knows, and which of them hold words that somebody typed.

    None when the address is not kept.
    """
    try:
        name = resolve(path).url_name
    except Resolver404:
        return None
    if name not in ADDRESSES:
        return None
    form, fields = ADDRESSES[name]
    of_form = form.base_fields if form else {}
    words = {field for field in of_form if isinstance(of_form[field], WordsField)}
    return frozenset(fields | set(of_form)), frozenset(words)


def _known_query(request: HttpRequest, known: frozenset[str], words: frozenset[str]) -> str | None:
    """Return the known part of the query in one order; None when it holds typed words, which are not kept."""
    given = {field: request.GET.getlist(field) for field in sorted(known.intersection(request.GET))}
    for field in words.intersection(given):
        if clean_words(given.pop(field)[-1]):
            return None
    query = urlencode(given, doseq=True)
    return query if len(query) <= LONGEST_KNOWN else None


def _is_usual(host: str, port: str) -> bool:
    """Whether a host is one of the site's own, without a port or with one that the site has."""
    domain, given = split_domain_port(host)
    return host == _own_host() or (domain in settings.ALLOWED_HOSTS and given in ("", port))


def _own_host() -> str:
    return settings.SITE_URL.partition("://")[2].lower()
