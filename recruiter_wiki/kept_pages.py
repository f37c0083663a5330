"""Whole answers in memory: one answer with its compressed form, a bounded number of them, and one render for many."""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import parse_etags

from recruiter_wiki.cacheable import Asked, Key
from recruiter_wiki.view_counting import counted_as, views

type Generation = tuple[int, int]

VARY = {"accept-encoding", "cookie", "hx-request"}
MAIN = b'<main id="main" tabindex="-1">'
OVERHEAD = 2_000
"""Bytes that an answer takes besides its text: address, headers, and Python's own."""

MOST = 20_000
"""Answers in one store, however small they are."""

LARGEST = 0.1
"""The share of a store that one answer may take."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it is sent, again and again."""

    body: bytes
    packed: bool
    """Whether the body is compressed."""

    headers: dict[str, str]
    etag: str
    day: date
    """The day it was made for."""

    counted: str = ""
    """The key under which its views are counted; empty for what is no entry's page."""

    @classmethod
    def of(cls, response: HttpResponse, asked: Asked, day: date) -> "KeptPage | None":
        """Return an answer to keep, or None for one that is not for everybody."""
        if response.status_code != 200 or response.streaming or response.cookies:
            return None
        varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
        rules = response.get("Cache-Control", "").lower()
        # A part is not to be kept by browsers; that is all its rule says.
        if not varies <= VARY or "private" in rules or ("no-store" in rules and not asked.part):
            return None
        text = response.content
        packed = gzip.compress(text, 6, mtime=0)
        smaller = len(packed) < len(text)
        headers = {name: value for name, value in response.items() if name not in ("Content-Length", "ETag")}
        headers["Vary"] = "Accept-Encoding, Cookie, HX-Request"
        headers.setdefault("Cache-Control", "private, no-cache")
        # Weak, as the compressed form and the plain one share it.
        etag = "" if "no-store" in rules else f'W/"{blake2b(text, digest_size=12).hexdigest()}"'
        counted = counted_as(asked.path, asked.query, part=asked.part)
        return cls(packed if smaller else text, smaller, headers, etag, day, counted)

    @property
    def size(self) -> int:
        """Bytes it takes in memory, roughly."""
        return len(self.body) + OVERHEAD

    @property
    def text(self) -> bytes:
        """The body as it was before it was compressed."""
        return gzip.decompress(self.body) if self.packed else self.body

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it as this request wants it: nothing but headers when the browser has it or wants no more."""
        if self.counted and request.method == "GET":
            views.count(self.counted)
        if self.etag:
            known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
            if known and ("*" in known or self.etag in known or self.etag.removeprefix("W/") in known):
                return self._not_modified()
        packed = self.packed and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = self.body if packed else self.text
        response = HttpResponse(b"" if request.method == "HEAD" else body, headers=self.headers)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if self.etag:
            response.headers["ETag"] = self.etag
        response.headers["Content-Length"] = str(len(body))
        return response

    def answer_while_away(self, request: HttpRequest) -> HttpResponse:
        """Return it while the database is away: a whole page says so and is not to be kept."""
        text = self.text
        if MAIN not in text:
            return self.answer(request)
        noted = text.replace(MAIN, MAIN + _notice(), 1)
        response = HttpResponse(b"" if request.method == "HEAD" else noted, headers=self.headers)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _not_modified(self) -> HttpResponse:
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
        for name in ("Cache-Control", "Vary"):
            response.headers[name] = self.headers[name]
        response.headers["ETag"] = self.etag
        return response


@cache
def _notice() -> bytes:
    return render_to_string("recruiter_wiki/_away.html").strip().encode()


class PageStore:
    """Answers of one generation of the content; what was asked for least recently goes first.

    `share` is its part of PAGE_CACHE_MB.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self.bytes = 0
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._generation: Generation | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def most_bytes(self) -> int:
        """Bytes it may hold."""
        return int(settings.PAGE_CACHE_MB * 2**20 * self.share)

    def get(self, key: Key, generation: Generation | None) -> KeptPage | None:
        """Return what is kept; a generation other than the last one empties the store, None takes what is there."""
        with self._lock:
            if generation is not None and generation != self._generation:
                self._empty()
                self._generation = generation
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage, generation: Generation) -> None:
        """Keep an answer that was made of this generation, unless that is over or the answer is too large."""
        with self._lock:
            if generation != self._generation or page.size > self.most_bytes * LARGEST:
                return
            if former := self._pages.pop(key, None):
                self.bytes -= former.size
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes or len(self._pages) > MOST:
                self.bytes -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._empty()
            self._generation = None

    def _empty(self) -> None:
        self._pages.clear()
        self.bytes = 0


@dataclass(slots=True)
class Render:
    """A page that one thread makes while others wait for it."""

    leads: bool
    page: KeptPage | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Renders:
    """Lets one thread make a page that several ask for at the same time."""

    def __init__(self) -> None:
        self._under_way: dict[object, Render] = {}
        self._lock = threading.Lock()

    @contextmanager
    def one(self, what: object, wait: float) -> Iterator[Render]:
        """Yield a render to carry out if it `leads`; else one that is over, its page None if there is none to share."""
        with self._lock:
            render = self._under_way.get(what)
            leads = render is None
            if render is None:
                render = self._under_way[what] = Render(leads=True)
        if not leads:
            render.done.wait(wait)
            yield Render(leads=False, page=render.page)
            return
        try:
            yield render
        finally:
            with self._lock:
                del self._under_way[what]
            render.done.set()
