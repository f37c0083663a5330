"""Signing in and out: who gets in, where they land, and what nobody learns."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.accounts.people import (
    LOGIN,
    PAGES,
    PASSWORD,
    is_signed_in,
    make_person,
    sign_in,
    signed_in,
    words,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example",
    " //evil.example",
    " https://evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "ftp://evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,evil",
    "vbscript:evil",
    "mailto:evil@evil.example",
    "https://testserver@evil.example/",
    "https://testserver:pass@evil.example/",
    "//testserver@evil.example",
    "https://testserver.evil.example/",
    "https://evil.example\\@testserver/",
    "http://[::evil",
    "//%5cevil.example",
    "https:evil.example",
    "\x00//evil.example",
    "//evil.example%2f@testserver",
    "\u2028//evil.example",
]


def test_right_password_signs_in_with_a_session_of_its_own(client: Client) -> None:
    make_person()
    session = client.session
    session["kept"] = "before"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != before
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    assert not Session.objects.filter(session_key=before).exists()


def test_wrong_password_keeps_the_name_and_says_what_to_do(client: Client) -> None:
    make_person()
    answer = sign_in(client, password="wrong")
    page = text(answer)
    assert answer.status_code == 200
    assert "do not belong together" in page
    assert 'class="error-summary"' in page
    assert 'value="ann"' in page
    assert "wrong" not in page
    assert not is_signed_in(client)


def test_known_unknown_and_closed_accounts_get_the_same_answer() -> None:
    make_person("anna")
    make_person("karl", is_active=False)
    invited = make_person("ines")
    invited.set_unusable_password()
    invited.save()
    answers = {
        name: sign_in(Client(), name, "wrong", at=f"192.0.2.{n}")
        for n, name in enumerate(["anna", "karl", "ines", "otto"])
    }
    closed = sign_in(Client(), "karl", PASSWORD, at="192.0.2.9")
    pages = {words(answer).replace(f'value="{name}"', "") for name, answer in answers.items()}
    pages.add(words(closed).replace('value="karl"', ""))
    assert len(pages) == 1
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({len(answer.content) for answer in answers.values()}) == 1


@pytest.mark.parametrize("target", ["/glossary/orm/?a=1", "/skills/", "http://testserver/guides/"])
def test_reader_goes_on_to_a_page_of_the_wiki(client: Client, target: str) -> None:
    make_person()
    assert f'value="{target}"' in text(client.get(LOGIN, {"next": target}))
    assert sign_in(client, next=target)["Location"] == target


@pytest.mark.sampled(5)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_reader_is_sent_nowhere_else(target: str) -> None:
    make_person()
    client = signed_in()
    for answer in (
        sign_in(client, next=target),
        client.post("/accounts/bookmark/", {"next": target}),
        client.post(LOGIN, {"username": "ann", "password": PASSWORD}, query_params={"next": target}),
    ):
        assert answer["Location"] == "/"


def test_link_in_the_page_leads_nowhere_else() -> None:
    make_person()
    client = signed_in()
    for target in ELSEWHERE:
        page = text(client.get(LOGIN, {"next": target}))
        assert "Go on to the page" not in page
        assert 'name="next"' not in page


def test_form_without_token_is_refused() -> None:
    person = make_person()
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    addresses = ("login/", "logout/", "signup/", "delete/", "password/", "reset/", "bookmark/")
    for address in addresses:
        assert client.post(f"/accounts/{address}", {"password": PASSWORD}).status_code == 403, address
    assert is_signed_in(client)


def test_reading_changes_nothing() -> None:
    """No page of accounts does by GET or HEAD what its form does."""
    person = make_person()
    client = signed_in()
    before = (person.password, Session.objects.count())
    for page in [*PAGES, "/accounts/logout/", "/accounts/bookmark/"]:
        for ask in (client.get, client.head):
            assert ask(page).status_code in {200, 302, 404, 405}
    person.refresh_from_db()
    assert (person.password, Session.objects.count()) == before
    assert is_signed_in(client)


def test_signing_out_ends_the_session_and_clears_the_browser() -> None:
    make_person()
    client = signed_in()
    assert client.get("/accounts/logout/").status_code == 405
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 200
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out" in text(answer)
    assert "Your account" not in text(answer)
    assert not is_signed_in(client)
    assert Session.objects.count() == 0


@pytest.mark.parametrize("person", ["ann", None])
def test_pages_are_kept_nowhere_and_not_indexed(client: Client, settings, person: str | None) -> None:
    settings.ALLOW_SIGNUP = True
    if person:
        make_person(person)
        client = signed_in(person)
    for page in PAGES:
        answer = client.get(page)
        assert "no-store" in answer["Cache-Control"], page
        assert "private" in answer["Cache-Control"], page
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert '<meta name="robots" content="noindex">' in text(answer), page
            assert "<title>" in text(answer)
            assert "Daily Wiki</title>" in text(answer)


def test_pages_of_an_account_ask_to_sign_in_and_come_back(client: Client) -> None:
    for page in ("", "delete/", "password/", "password/done/", "download/"):
        assert client.get(f"/accounts/{page}")["Location"] == f"{LOGIN}?next=/accounts/{page}"


def test_admin_uses_the_same_page(client: Client) -> None:
    make_person("boss", is_staff=True, is_superuser=True)
    asked = client.get("/admin/glossary/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{LOGIN}?next=/admin/glossary/"
    assert client.get("/admin/login/")["Location"] == f"{LOGIN}?next=/admin/"
    answer = client.post("/admin/login/", {"username": "boss", "password": PASSWORD})
    assert answer["Location"].startswith(LOGIN)
    assert not is_signed_in(client)
    assert sign_in(client, "boss", next="/admin/glossary/")["Location"] == "/admin/glossary/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/"
    assert client.post("/admin/logout/")["Clear-Site-Data"]
    assert not is_signed_in(client)


def test_reader_who_may_not_see_the_admin_is_told_so() -> None:
    make_person()
    answer = signed_in().get("/admin/", follow=True)
    assert len(answer.redirect_chain) == 2
    assert "You are signed in as <b>ann</b>" in text(answer)
    assert "If it is not open to you" in text(answer)


def test_session_ends_after_two_weeks() -> None:
    make_person()
    client = signed_in()
    session = Session.objects.get()
    assert is_signed_in(client)
    assert Session.objects.get().expire_date == session.expire_date  # reading makes it last no longer
    left = session.expire_date - timezone.now()
    assert timedelta(days=13) < left <= timedelta(days=14)
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    Session.objects.update(expire_date=timezone.now())
    assert not is_signed_in(client)


def test_closed_account_is_out_at_once() -> None:
    person = make_person()
    client = signed_in()
    assert is_signed_in(client)
    person.is_active = False
    person.save()
    assert not is_signed_in(client)
