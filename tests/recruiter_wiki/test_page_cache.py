"""The page cache: whole answers for signed-out readers, never stale in the process that changed something."""

import gzip
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import URLPattern, get_resolver

from entries import content_version
from entries.models import ContentVersion
from recruiter_wiki import page_cache
from recruiter_wiki.cacheable import ADDRESSES
from tests.factories import changed, make_term, store, term_document
from tests.reading import HTMX, JSON, build_world, cold_queries, text
from tests.recruiter_wiki.conftest import KEPT

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
DARK = {"Cookie": "theme=dark"}
WITH_FIELDS = [
    "/glossary/?guide=guide-1&layer=general&letter=T&page=2",
    "/skills/?guide=guide-1&layer=backend&page=2&tag=core",
    "/interviews/?guide=guide-1&layer=general&level=mid&skill=skill-1&topic=topic-1",
    "/interviews/question-1/?level=2",
    "/interviews/question-1/?format=text",
    "/interviews/question-1/?format=text&key=",
    "/changes/?page=2",
    "/changes/feed/",
    "/sitemap.xml",
    "/robots.txt",
    "/opensearch.xml",
    "/sets/templates/",
]
NEVER = {
    "account", "account-bookmark", "account-delete", "account-download", "admin-deleted", "admin-inbox",
    "ask-for-term", "bookmark", "bookmark-note", "bookmarks", "healthz", "login", "logout", "password_change",
    "password_change_done", "password_reset", "password_reset_complete", "password_reset_confirm",
    "password_reset_done", "practice", "preferences", "readyz", "report", "search", "second-factor-code",
    "second-factor-remove", "second-factor-renew", "second-factor-set-up", "set", "set-add", "set-call",
    "set-copy", "set-delete", "set-details", "set-download", "set-freeze", "set-item", "set-item-own", "set-new",
    "set-own", "set-print", "set-restore", "set-share", "set-shared", "set-shared-bookmark", "set-shared-call",
    "set-shared-print", "set-template-copy", "sets", "signup", "suggest", "team", "teams", "admin-whole-wiki",
    "admin-writing", "decoder", "preview",
}  # fmt: skip
"""Addresses that are never kept: forms, what belongs to people, what was typed, health."""


# What is kept


@pytest.mark.sampled(1)
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("headers", [{}, HTMX, DARK], ids=["page", "part", "dark"])
def test_kept_answer_is_what_the_view_answers(page_memory, settings, headers: dict, step: int) -> None:
    build_world(3)
    addresses = [*KEPT, *JSON, *WITH_FIELDS][::step]
    settings.PAGE_CACHE_MB = 0
    plain = {a: Client().get(a, headers=headers) for a in addresses}
    settings.PAGE_CACHE_MB = 4
    for address in addresses:
        for answer in (Client().get(address, headers=headers) for _ in range(2)):
            assert (address, answer.status_code) == (address, 200)
            assert text(answer) == text(plain[address])
            assert answer["Content-Type"] == plain[address]["Content-Type"]


def test_second_reader_costs_no_query_and_no_page(
    page_memory, counted, django_assert_num_queries, monkeypatch
) -> None:
    build_world(2)
    for address in KEPT:
        Client().get(address)
    made = len(counted)
    monkeypatch.setattr(content_version, "CHECK_EVERY", 1_000)
    Client().get("/")
    with django_assert_num_queries(0):
        for address in KEPT:
            assert Client().get(address).status_code == 200
    assert len(counted) == made


@pytest.mark.sampled(2)
@pytest.mark.parametrize("address", [*KEPT, *JSON])
def test_cold_page_takes_at_most_six_queries_that_of_the_cache_included(
    page_memory, monkeypatch, address: str
) -> None:
    build_world(3)
    monkeypatch.setattr(content_version, "CHECK_EVERY", 1_000)
    assert len(cold_queries(Client(), address)) <= (12 if "format=json" in address else 6)


def test_every_address_is_either_kept_or_named_here_as_never_kept() -> None:
    def names(patterns: list) -> set[str]:
        found = set()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                found.add(pattern.name)
            elif pattern.app_name != "admin":
                found |= names(pattern.url_patterns)
        return found - {None}

    assert names(get_resolver().url_patterns) == set(ADDRESSES) | NEVER


@pytest.mark.sampled(2)
@pytest.mark.parametrize("address", ["/search/?q=term", "/search/suggest/?q=term", "/practice/", "/preferences/",
                                     "/report/", "/accounts/login/", "/admin/login/", "/sets/shared/x/", "/healthz",
                                     "/glossary/?q=term", "/nowhere/", "/glossary/none/"])  # fmt: skip
def test_forms_words_and_errors_are_never_kept(page_memory, client: Client, address: str) -> None:
    build_world(2)
    client.get(address)
    assert page_memory() == 0


# Never stale


def test_change_shows_at_once_in_the_process_that_made_it(page_memory, client: Client) -> None:
    term = make_term("ORM")
    assert "Better" not in text(client.get("/glossary/orm/"))
    store(changed(term_document("ORM"), gist="Better."), entry=term)
    assert "Better" in text(client.get("/glossary/orm/"))
    assert "/glossary/orm/" in text(client.get("/changes/"))


@pytest.mark.parametrize("state", ["unpublished", "retired"])
def test_withdrawn_page_is_gone_at_once_even_without_the_database(
    page_memory, client: Client, no_database, state: str
) -> None:
    term = make_term("ORM")
    client.get("/glossary/orm/")
    store(term_document("ORM"), entry=term, state=state)
    assert client.get("/glossary/orm/").status_code == 404
    no_database()
    client.raise_request_exception = False
    assert client.get("/glossary/orm/").status_code == 503


def test_change_of_another_process_shows_when_the_number_is_asked_again(
    page_memory, client: Client, monkeypatch
) -> None:
    term = make_term("ORM")
    monkeypatch.setattr(content_version, "CHECK_EVERY", 0.3)
    client.get("/glossary/orm/")
    type(term).objects.update(gist="Better.")  # as another process would: this one is not told
    ContentVersion.objects.update(number=F("number") + 1)
    time.sleep(0.35)
    assert "Better" in text(client.get("/glossary/orm/"))


def test_number_from_before_a_change_is_not_remembered_after_it(monkeypatch) -> None:
    """Another thread commits between the question and its answer."""

    def meanwhile(execute, *arguments: object) -> object:
        answer = execute(*arguments)
        content_version.forget()
        return answer

    make_term("ORM")
    monkeypatch.setattr(content_version, "CHECK_EVERY", 1_000)
    with connection.execute_wrapper(meanwhile):
        content_version.current()
    assert content_version._known is None


def test_page_is_made_anew_each_day(page_memory, client: Client, counted, monkeypatch) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.fromtimestamp(time.time()) + timedelta(days=1)

    make_term("ORM")
    client.get("/")
    monkeypatch.setattr(page_cache, "date", Tomorrow)
    client.get("/")
    client.get("/")
    assert counted == ["/", "/"]


# What a browser is told


def test_browser_that_has_the_page_gets_304(page_memory, client: Client) -> None:
    make_term("ORM")
    first = client.get("/glossary/orm/", headers=GZIP)
    assert first["Cache-Control"] == "private, no-cache"
    for known in (first["ETag"], f'"other", {first["ETag"]}', "*", first["ETag"].removeprefix("W/")):
        answer = client.get("/glossary/orm/", headers=GZIP | {"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer["ETag"], answer["Cache-Control"]) == (first["ETag"], "private, no-cache")
        assert {"Cookie", "HX-Request"} <= set(answer["Vary"].split(", "))
        assert "Content-Type" not in answer
    assert client.get("/glossary/orm/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_browser_that_has_the_page_from_before_a_change_gets_the_new_one(page_memory, client: Client) -> None:
    term = make_term("ORM")
    known = client.get("/glossary/orm/")["ETag"]
    store(changed(term_document("ORM"), gist="Better."), entry=term)
    answer = client.get("/glossary/orm/", headers={"If-None-Match": known})
    assert answer.status_code == 200
    assert answer["ETag"] != known


def test_compressed_and_plain_form_are_the_same_page(page_memory, client: Client) -> None:
    make_term("ORM")
    for _ in range(2):
        packed, plain = client.get("/glossary/orm/", headers=GZIP), client.get("/glossary/orm/")
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain
        assert gzip.decompress(packed.content) == plain.content
        assert "Accept-Encoding" in packed["Vary"]
        assert packed["Vary"] == plain["Vary"]
        assert [int(answer["Content-Length"]) for answer in (packed, plain)] == [
            len(packed.content),
            len(plain.content),
        ]


def test_head_says_what_get_says_without_a_body(page_memory, counted) -> None:
    make_term("ORM")
    client = Client()
    first, page, again = (ask("/glossary/orm/") for ask in (client.head, client.get, client.head))
    assert first.content == again.content == b""
    for answer in (first, page, again):
        del answer["X-Request-ID"]
    assert dict(first.headers) == dict(page.headers) == dict(again.headers)
    assert counted == ["/glossary/orm/"]


def test_part_is_kept_here_and_by_no_browser(page_memory, client: Client) -> None:
    build_world(2)
    for _ in range(2):
        page, part = client.get("/glossary/"), client.get("/glossary/", headers=HTMX)
        assert "<html" in text(page)
        assert "<html" not in text(part)
        assert (page["Cache-Control"], part["Cache-Control"]) == ("private, no-cache", "no-store")
        assert "ETag" not in part
        back = client.get("/glossary/", headers=HTMX | {"HX-History-Restore-Request": "true"})
        assert text(back) == text(page)


def test_theme_and_slash_of_one_reader_are_not_those_of_another(page_memory) -> None:
    make_term("ORM")
    seen = {}
    for _ in range(2):
        for cookie in ("", "theme=dark", "theme=light; slash=off", "theme=<b>; slash=<i>"):
            answer = text(Client().get("/glossary/orm/", headers={"Cookie": cookie} if cookie else {}))
            seen.setdefault(cookie, set()).add(answer.partition("<html ")[2].partition(">")[0])
    usual = {'lang="en" data-theme="auto" data-slash="on"'}
    assert seen[""] == seen["theme=<b>; slash=<i>"] == usual
    assert seen["theme=dark"] == {'lang="en" data-theme="dark" data-slash="on"'}
    assert seen["theme=light; slash=off"] == {'lang="en" data-theme="light" data-slash="off"'}
