"""No page of one person reaches another through the page cache, and none of it holds anything of anybody."""

import re
from random import Random

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client

from recruiter_wiki import page_cache, views
from sets.bookmarks import add
from tests.factories import make_question, make_term, make_topic
from tests.reading import HTMX, JSON, build_world, text
from tests.recruiter_wiki.conftest import KEPT

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(django_user_model: type[User]) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client()
    client.force_login(django_user_model.objects.create_user("wilhelmina"))
    return client


@pytest.mark.parametrize("number", [80, pytest.param(10_000, marks=pytest.mark.slow)], ids=["some", "10,000"])
def test_mixed_requests_of_five_people_and_a_stranger_show_nobody_elses_mark(
    page_memory, django_user_model: type[User], number: int
) -> None:
    build_world(6)
    chance, stranger = Random(7), Client()
    marks = [f"marked-{n}{n}{n}" for n in range(5)]
    people = {mark: Client() for mark in marks}
    for n, (mark, client) in enumerate(people.items(), start=1):
        user = django_user_model.objects.create_user(mark)
        client.force_login(user)
        add(user, f"term:term-{n}")
    addresses = [a for a in [*KEPT, *JSON, "/glossary/?letter=T", "/search/?q=term"] if "/print" not in a]
    for _ in range(number):
        mark = chance.choice([*marks, "", "", ""])
        address = chance.choice(addresses) + chance.choice(["", "", "?", "?utm=1", "?q="])
        headers = chance.choice([{}, {}, HTMX, {"If-None-Match": "*"}, {"Accept-Encoding": "identity"}])
        answer = people.get(mark, stranger).get(
            address.replace("?", "&").replace("&", "?", 1), headers=headers
        )
        shown = set(re.findall(r"marked-\d{3}", text(answer)))
        assert answer.status_code in (200, 304)
        assert answer.status_code == 200 or not mark
        assert shown <= {mark}
        assert (mark in shown) or not mark or "<html" not in text(answer)
        if mark:
            assert "no-store" in answer["Cache-Control"]
            assert "ETag" not in answer
        else:
            assert not answer.cookies
    assert page_memory() > 20


@pytest.mark.sampled(2)
@pytest.mark.parametrize("address", [*KEPT, *JSON])
def test_kept_page_holds_no_token_and_no_form_that_sends(page_memory, address: str) -> None:
    build_world(2)
    page = text(Client().get(address)).lower()
    assert "csrf" not in page
    assert 'method="post"' not in page
    assert "hx-post" not in page
    assert page_memory() == 1


def test_person_is_never_served_from_what_is_kept_and_never_kept(page_memory, reader: Client) -> None:
    make_term("ORM")
    mine = reader.get("/glossary/orm/")
    assert "wilhelmina" in text(mine)
    assert page_memory() == 0
    theirs = Client().get("/glossary/orm/")
    assert "wilhelmina" not in text(theirs)
    assert page_memory() == 1
    again = reader.get("/glossary/orm/", headers={"If-None-Match": theirs["ETag"]})
    assert again.status_code == 200
    assert "wilhelmina" in text(again)
    assert again["Cache-Control"] == mine["Cache-Control"] == "private, no-store"


def test_who_signs_out_gets_the_page_of_everybody(page_memory, reader: Client) -> None:
    make_term("ORM")
    usual = text(Client().get("/glossary/orm/"))
    reader.get("/glossary/orm/")
    reader.post("/accounts/logout/")
    assert text(reader.get("/glossary/orm/")) == usual


@pytest.mark.parametrize("cookie", [site.SESSION_COOKIE_NAME, "messages"])
def test_unknown_session_and_waiting_message_pass_the_cache_by(page_memory, cookie: str) -> None:
    make_term("ORM")
    answer = Client().get("/glossary/orm/", headers={"Cookie": f"{cookie}=x"})
    assert answer.status_code == 200
    assert page_memory() == 0


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_reading_is_answered_from_memory(page_memory, method: str) -> None:
    make_term("ORM")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/glossary/orm/")
    answer = getattr(client, method)("/glossary/orm/")
    assert "ETag" not in answer
    assert page_memory() == 1


def _sets_cookie(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie("a", "b")


def _begins_session(request: HttpRequest, response: HttpResponse) -> None:
    request.session["a"] = "b"


def _takes_token(request: HttpRequest, response: HttpResponse) -> None:
    response.content += get_token(request).encode()


def _is_private(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Cache-Control"] = "private"


def _is_not_to_be_stored(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Cache-Control"] = "no-store"


def _varies(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Vary"] = "Cookie, Accept-Language"


@pytest.mark.parametrize(
    "does", [_sets_cookie, _begins_session, _takes_token, _is_private, _is_not_to_be_stored, _varies]
)
def test_answer_that_is_not_for_everybody_is_not_kept(page_memory, monkeypatch, does) -> None:
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = HttpResponse("page")
        does(request, response)
        return response

    monkeypatch.setattr(views, "render_page", page)
    client = Client()
    client.cookies["csrftoken"] = "x" * 32
    assert client.get("/changes/").status_code == 200
    assert page_memory() == 0


def test_view_sees_nothing_of_who_asked_first(page_memory, monkeypatch) -> None:
    seen = {}

    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seen.update(request.META)
        return HttpResponse("page")

    monkeypatch.setattr(views, "render_page", page)
    given = {"User-Agent": "Zyzzyva", "Cookie": "a=Zyzzyva; theme=dark", "Referer": "/Zyzzyva/"}
    given |= {"Authorization": "Zyzzyva", "X-Forwarded-For": "Zyzzyva", "HX-Current-URL": "Zyzzyva"}
    Client().get("/changes/?a=Zyzzyva", headers=given, REMOTE_ADDR="10.9.8.7", REMOTE_USER="Zyzzyva")
    assert seen["HTTP_COOKIE"] == "theme=dark; slash=on"
    told = " ".join(str(value) for value in seen.values())
    assert "Zyzzyva" not in told
    assert "10.9.8.7" not in told
    assert len(page_cache.PAGES) == 1


def test_restricted_answers_are_not_in_what_is_kept(page_memory) -> None:
    make_topic("Data")
    make_question("Slow page", topic="topic:data", visibility="members")
    page = text(Client().get("/interviews/slow-page/"))
    assert page == text(Client().get("/interviews/slow-page/"))
    assert "members only" in page.lower() or "sign in" in page.lower()
