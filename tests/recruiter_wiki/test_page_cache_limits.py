"""The page cache is bounded, makes a page once for all who wait, and outlives the database."""

import gzip
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import repeat

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from entries import content_version
from recruiter_wiki import kept_pages, page_cache, views
from recruiter_wiki.cacheable import asked_for
from recruiter_wiki.page_cache import PageCacheMiddleware
from tests.factories import make_term
from tests.reading import build_world, text
from tests.recruiter_wiki.conftest import KEPT

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


# Addresses that anybody can think up


@pytest.mark.django_db
def test_fields_that_a_page_does_not_know_make_no_page_of_their_own(page_memory, counted) -> None:
    build_world(3)
    usual = text(Client().get("/glossary/"))
    for n in range(20):
        assert text(Client().get(f"/glossary/?utm_{n}={n}&q=&{'x' * n}")) == usual
    assert counted == ["/glossary/"]
    assert text(Client().get("/glossary/?letter=T&utm=1&guide=guide-1")) == text(
        Client().get("/glossary/?guide=guide-1&letter=T")
    )
    assert "utm" not in text(Client().get("/changes/?page=1&utm=1"))
    assert len(counted) == 3


@pytest.mark.django_db
def test_known_fields_of_strangers_push_out_no_page(page_memory, settings, counted, monkeypatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 5)
    make_term("ORM")
    Client().get("/glossary/orm/")
    for n in range(30):
        Client().get(f"/glossary/?guide=none-{n}")
        Client().get("/glossary/orm/", headers={"Host": f"testserver:{n + 1000}"})
    assert len(page_cache.VARIANTS) == 5
    del counted[:]
    Client().get("/glossary/orm/")
    assert counted == []


@pytest.mark.django_db
def test_redirect_takes_unknown_fields_along(page_memory, client: Client) -> None:
    make_term("ORM", former_slugs=["mapper"])
    for address in ("/glossary/mapper/?a=1&b=%2F", "/glossary/mapper/?format=json", "/glossary/mapper/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, address.replace("mapper", "orm"))
    assert page_memory() == 0


@pytest.mark.django_db
def test_other_host_gets_its_own_addresses_or_none(page_memory, client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make_term("ORM")
    for host in ("testserver", "other.example", "OTHER.example"):
        answer = client.get("/glossary/?format=json", headers={"host": host}).json()
        assert answer["results"][0]["url"] == f"http://{host.lower()}/glossary/orm/"
    assert client.get("/glossary/?format=json", headers={"host": "evil.example"}).status_code == 400


# Bounds


def test_memory_is_bounded_and_what_was_asked_for_last_stays(page_memory, settings) -> None:
    settings.PAGE_CACHE_MB = 1
    factory, pages = RequestFactory(), kept_pages.PageStore(share=0.1)
    asked = asked_for(factory.get("/about/"))
    page = kept_pages.KeptPage.of(HttpResponse("x" * 5_000), asked, date.today())
    pages.get(("first",), (1, 1))
    for n in range(200):
        pages.put((str(n),), page, (1, 1))
        pages.get(("0",), (1, 1))
        assert pages.bytes <= pages.most_bytes == 104857
    assert len(pages) == pages.most_bytes // page.size < 200
    assert pages.get(("0",), (1, 1))
    assert pages.get(("199",), (1, 1))
    assert pages.get(("1",), (1, 1)) is None


def test_page_of_an_earlier_generation_is_not_put_back(page_memory) -> None:
    pages = kept_pages.PageStore(share=1)
    asked = asked_for(RequestFactory().get("/about/"))
    page = kept_pages.KeptPage.of(HttpResponse("x"), asked, date.today())
    pages.get(("a",), (2, 1))
    pages.put(("a",), page, (1, 1))
    assert pages.get(("a",), (2, 1)) is None


# Many at the same time


@pytest.fixture
def crowd(page_memory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[HttpResponse]]:
    """Return what lets 16 readers ask for an address at the same time, of a view and without the database."""
    monkeypatch.setattr(content_version, "generation", lambda: (1, 1))

    def ask(view: Callable[[HttpRequest], HttpResponse], address: str = "/about/") -> list[HttpResponse]:
        cached, door, factory = PageCacheMiddleware(view), threading.Barrier(16), RequestFactory()

        def one(address: str) -> HttpResponse:
            door.wait()
            return cached(factory.get(address))

        with ThreadPoolExecutor(16) as pool:
            return list(pool.map(one, repeat(address, 16)))

    return ask


def test_page_that_many_ask_for_is_made_once(crowd) -> None:
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request.path)
        time.sleep(0.2)
        return HttpResponse("the page")

    assert {answer.content for answer in crowd(view)} == {b"the page"}
    assert {answer.content for answer in crowd(view)} == {b"the page"}
    assert made == ["/about/"]


def test_who_waits_for_a_page_that_is_not_to_be_kept_gets_an_own_one(crowd) -> None:
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        time.sleep(0.05)
        return HttpResponse("none", status=404)

    assert [answer.status_code for answer in crowd(view)] == [404] * 16
    assert len(made) == 16


def test_nobody_waits_for_ever_for_a_page_that_fails(crowd) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        time.sleep(0.05)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crowd(view)
    assert page_cache._renders._under_way == {}


def test_nobody_waits_long_for_the_page_of_another(crowd, monkeypatch) -> None:
    monkeypatch.setattr(page_cache, "WAIT_SECONDS", 0.05)
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        time.sleep(0.3)
        return HttpResponse("the page")

    assert {answer.content for answer in crowd(view)} == {b"the page"}
    assert len(made) == 16


def test_one_thread_asks_for_the_number_while_others_go_on(monkeypatch) -> None:
    asked = []

    def slow() -> int:
        asked.append(1)
        time.sleep(0.2)
        return 8

    monkeypatch.setattr(content_version, "current", slow)
    monkeypatch.setattr(content_version, "_known", (0.0, 7))
    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number, _ in pool.map(lambda _: content_version.generation(), range(8))]
    assert sorted(numbers) == [7] * 7 + [8]
    assert len(asked) == 1


# Without the database


@pytest.mark.django_db
def test_kept_pages_are_served_without_the_database_and_say_so(page_memory, no_database) -> None:
    build_world(2)
    client = Client(raise_request_exception=False)
    usual = {address: client.get(address) for address in KEPT}
    no_database()
    for address in KEPT:
        answer = client.get(address, headers=GZIP)
        assert (address, answer.status_code) == (address, 200)
        shown = gzip.decompress(answer.content).decode() if "Content-Encoding" in answer else text(answer)
        if "<main" in text(usual[address]):
            assert shown.count("This page may be out of date") == 1
            assert answer["Cache-Control"] == "no-store"
            assert "ETag" not in answer
        else:
            assert shown == text(usual[address])
    for address in ("/glossary/term-1/?format=json", "/search/?q=orm", "/glossary/?q=term"):
        assert client.get(address).status_code == 503


@pytest.mark.django_db
def test_database_that_is_away_is_not_asked_by_every_reader(page_memory, client: Client, monkeypatch) -> None:
    make_term("ORM")
    client.get("/glossary/orm/")
    asked = []

    def refuse(*args: object, **kwargs: object) -> None:
        asked.append(args)
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", refuse)
        patch.setattr(content_version, "CHECK_EVERY", 0.3)
        content_version._known = (0, content_version._known[1])
        for _ in range(20):
            assert client.get("/glossary/orm/").status_code == 200
    assert len(asked) == 1
    time.sleep(0.35)
    assert "out of date" not in text(client.get("/glossary/orm/"))


@pytest.mark.django_db
def test_page_of_yesterday_is_served_when_todays_cannot_be_made(page_memory, monkeypatch) -> None:
    client = Client(raise_request_exception=False)
    make_term("ORM")
    client.get("/")
    kept = page_cache.PAGES._pages
    for key, page in kept.items():
        kept[key] = kept_pages.KeptPage(page.body, page.packed, page.headers, page.etag, date(2020, 1, 1))

    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(views.dashboard, "counts", fail)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "This page may be out of date" in text(answer)


@pytest.mark.django_db
def test_error_of_ours_is_not_hidden_and_not_kept(page_memory, monkeypatch) -> None:
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(views.dashboard, "counts", lambda: 1 / 0)
    assert [client.get("/").status_code for _ in range(2)] == [500, 500]
    assert page_memory() == 0
