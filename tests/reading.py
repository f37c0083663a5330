"""What the tests of the reading pages share: a world with every kind in it, its addresses, and a look at answers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entries import content_version
from entries.signals import told_together
from tests.factories import (
    layer,
    make_guide,
    make_page,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
)

HTMX = {"HX-Request": "true"}

PAGES = [
    "/",
    "/guides/",
    "/guides/guide-1/",
    "/guides/guide-1/?layer=layer-2",
    "/guides/guide-1/print/",
    "/skills/",
    "/skills/skill-1/",
    "/skills/skill-2/",
    "/compare/",
    "/compare/?skills=skill-1,skill-2",
    "/glossary/",
    "/glossary/?q=term",
    "/glossary/term-1/",
    "/glossary/term-2/",
    "/glossary/term-1/card/",
    "/interviews/",
    "/interviews/question-1/",
    "/interviews/topics/topic-1/",
    "/interviews/topics/topic-1/?answers=all",
    "/interviews/red-flags/",
    "/changes/",
    "/about/",
    "/about/about-1/",
    "/preferences/",
]
"""The pages of the world, as readers see them."""

LISTS = ["/guides/", "/skills/", "/glossary/", "/interviews/", "/interviews/red-flags/"]
"""The lists that answer as JSON, too."""

ENTRIES = {
    "guide": "/guides/guide-1/",
    "skill": "/skills/skill-1/",
    "term": "/glossary/term-1/",
    "question": "/interviews/question-1/",
    "topic": "/interviews/topics/topic-1/",
    "page": "/about/about-1/",
}
"""One entry of each kind that has an address."""

JSON = [f"{address}?format=json" for address in [*LISTS, *ENTRIES.values(), "/about/"]]
MACHINES = ["/changes/feed/", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz"]


@told_together()
def build_world(rows: int) -> None:
    """Store `rows` entries of each kind, the first of each referring to all it can."""
    make_term("Term 1", aliases=["T1"])
    for n in range(2, rows + 1):
        make_term(f"Term {n}", aliases=[f"T{n}"], look_alikes=[("term:term-1", "It is another number.")])
    terms = [f"term:term-{n}" for n in range(1, rows + 1)]
    for n in range(rows, 1, -1):
        make_skill(f"Skill {n}", main_term=terms[n - 1], terms=[terms[n - 1]])
    skills = [f"skill:skill-{n}" for n in range(1, rows + 1)]
    others = skills[1:]
    make_skill("Skill 1", main_term=terms[0], terms=terms, often_with=others, not_same_as=others)
    boxes = [(f"Box {n}", target) for n, target in enumerate([*terms, *skills])]
    layers = [layer("layer-1", boxes=boxes, placements=skills), layer("layer-2", boxes=boxes[:1])]
    make_guide("Guide 1", layers=layers)
    for n in range(2, rows + 1):
        make_guide(f"Guide {n}", layers=[layer(placements=skills[:2])])
    for n in range(1, rows + 1):
        make_topic(f"Topic {n}", guide="guide:guide-1", order=n)
        make_question(f"Question {n}", topic="topic:topic-1", skills=skills[:2], order=n)
        make_red_flag(f"Flag {n}", skills=skills[:1])
        make_page(f"About {n}", order=10 + n)
    make_red_flag("Universal flag")
    make_page("About", order=1)


@contextmanager
def passing_world(rows: int) -> Iterator[None]:
    """Build a world that is gone afterwards; for fixtures that serve a whole module."""
    with transaction.atomic():
        build_world(rows)
        yield
        transaction.set_rollback(True)
    content_version.forget()


def cold_queries(client: Client, address: str) -> list[str]:
    """Return the SQL that an address takes when nothing is remembered."""
    content_version.forget()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured]


def assert_part_agrees(client: Client, address: str, *, signs: str) -> str:
    """Check that HTMX gets a part that stands in the page, and that neither is taken for the other; return it."""
    page, part = client.get(address), client.get(address, headers=HTMX)
    assert page.status_code == part.status_code == 200
    assert "<html" not in text(part)
    assert signs in text(part)
    assert text(part).strip() in text(page)
    assert part["Cache-Control"] == "no-store"
    assert "HX-Request" in page["Vary"]
    assert "HX-Request" in part["Vary"]
    going_back = client.get(address, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert text(going_back) == text(page)
    boosted = client.get(address, headers=HTMX | {"HX-Boosted": "true"})
    assert text(boosted) == text(page)
    return text(part)


def text(answer: HttpResponse) -> str:
    """Return an answer's body as text."""
    return answer.content.decode()


def shown(answer: HttpResponse, kind: str) -> list[str]:
    """Return the slugs of the entries of a kind that a page marks, in order."""
    return re.findall(rf'data-entry="{kind}:([a-z0-9-]+)"', text(answer))


def listed(client: Client, address: str, **filters: Any) -> list[str]:
    """Return the slugs of a list as JSON, all pages together; checks `count` and `next` on the way."""
    answer = client.get(address, {**filters, "format": "json"}).json()
    assert set(answer) == {"count", "next", "results"}
    slugs = [row["slug"] for row in answer["results"]]
    count = answer["count"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        assert answer["count"] == count
        slugs += [row["slug"] for row in answer["results"]]
    assert len(slugs) == count
    return slugs


class Facts(HTMLParser):
    """What the rules of a page are about: links, ids, headings, and whatever must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.headings: list[int] = []
        self.title = self.description = self.canonical = ""
        self.inline: list[str] = []
        self.speaking_pictures: list[str] = []
        self.assets: list[str] = []
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        given = {name: value or "" for name, value in attrs}
        self._open = tag
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
            self.labels += given.get(name, "").split()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form" and "action" in given and given.get("method", "get") == "get":
            self.links.append(given["action"])
        if "hx-get" in given:
            self.parts.append(given["hx-get"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "meta" and given.get("name") == "description":
            self.description = given["content"]
        if tag == "link":
            self.assets.append(given["href"])
            self.canonical = given["href"] if given["rel"] == "canonical" else self.canonical
        if tag in ("script", "img", "use", "iframe", "source"):
            self.assets.append(given.get("src") or given.get("href", ""))
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given):
            self.inline.append(self.get_starttag_text() or tag)
        if any(name.startswith(("on", "hx-on")) for name in given) or "javascript:" in str(attrs).lower():
            self.inline.append(self.get_starttag_text() or tag)
        if (tag == "svg" and given.get("aria-hidden") != "true") or (tag == "img" and given.get("alt") != ""):
            self.speaking_pictures.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        """Keep the title."""
        if self._open == "title":
            self.title += data.strip()

    def handle_endtag(self, tag: str) -> None:
        """Forget the tag that was open."""
        self._open = ""

    @property
    def doubled_ids(self) -> set[str]:
        """The ids that stand on more than one element."""
        return {name for name in self.ids if self.ids.count(name) > 1}

    @property
    def skipped_headings(self) -> bool:
        """Whether a heading is more than one level deeper than the one before it."""
        return any(deep - above > 1 for above, deep in zip([0, *self.headings], self.headings, strict=False))
