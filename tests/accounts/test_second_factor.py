"""Signing in with a second factor: nobody enters the Admin with a password alone where it is switched on."""

import re
import time

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import held
from sets.models import Bookmark
from tests.accounts.hashing import CountingHasher
from tests.accounts.people import (
    LOGIN,
    MOST,
    OTHER,
    PASSWORD,
    fail,
    is_signed_in,
    let_pass,
    make_person,
    sign_in,
    signed_in,
)
from tests.accounts.second_factors import (
    CODE,
    REMOVE,
    RENEW,
    SET_UP,
    WRONG,
    code_of,
    editor,
    forget_waits,
    fully_signed_in,
    to_the_code,
    type_code,
    with_app,
    wrong_code,
)
from tests.factories import make_term
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_on")]

RECOVERY = f"{CODE}?recovery"


# Who is asked


def test_readers_are_not_asked_and_need_no_code() -> None:
    make_person()
    assert is_signed_in(signed_in())


def test_password_alone_signs_an_editor_in_nowhere() -> None:
    person, _device, _codes = editor()
    client = to_the_code()
    assert not is_signed_in(client)
    for address in ("/admin/", "/admin/inbox/", "/admin/auth/user/", "/bookmarks/", RENEW, REMOVE):
        assert client.get(address)["Location"].startswith((LOGIN, "/admin/login/")), address
    person.refresh_from_db()
    assert person.last_login is None
    assert "device" not in client.cookies


def test_code_signs_in_with_a_session_of_its_own_and_all_that_belongs_to_it() -> None:
    person, device, _codes = editor()
    client = to_the_code(next="/glossary/?letter=A")
    before = client.cookies["sessionid"].value
    page = text(client.get(CODE))
    for mark in ('autocomplete="one-time-code"', 'inputmode="numeric"', "The password of ed is right"):
        assert mark in page
    answer = type_code(client, code_of(device))
    assert (answer.status_code, answer["Location"]) == (302, "/glossary/?letter=A")
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200
    assert client.cookies["sessionid"].value != before
    assert client.cookies["device"].value
    assert not Session.objects.filter(session_key=before).exists()
    assert "held_sign_in" not in client.session
    person.refresh_from_db()
    assert person.last_login


def test_session_changes_its_number_when_the_password_was_right(client: Client) -> None:
    """Who planted a session in somebody's browser does not share what follows."""
    editor()
    session = client.session
    session["kept"] = "before"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client, "ed")
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_reader_with_an_app_is_asked_too() -> None:
    _person, device, _codes = with_app("ann")
    client = to_the_code("ann")
    assert not is_signed_in(client)
    type_code(client, code_of(device))
    assert is_signed_in(client)


def test_bookmark_one_came_for_is_set_after_the_code() -> None:
    make_term("ORM")
    person, device, _codes = editor()
    page = text(Client().get(LOGIN, {"bookmark": "term:orm"}))
    client = to_the_code(bookmark=re.findall(r'name="bookmark" value="([^"]+)"', page)[0])
    assert not Bookmark.objects.exists()
    type_code(client, code_of(device))
    assert [bookmark.user for bookmark in Bookmark.objects.all()] == [person]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_code_leads_nowhere_else(target: str) -> None:
    _person, device, _codes = editor()
    assert type_code(to_the_code(next=target), code_of(device))["Location"] == "/"


def test_session_from_before_does_not_pass(settings) -> None:
    settings.SECOND_FACTOR = False
    make_person("ed", is_staff=True, is_superuser=True)
    client = signed_in("ed")
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR = True
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert not is_signed_in(client)


def test_reader_who_is_let_into_the_admin_signs_in_again() -> None:
    person = make_person()
    client = signed_in()
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert not is_signed_in(client)
    assert sign_in(client)["Location"] == SET_UP


def test_admin_does_not_trust_the_session_alone() -> None:
    """A session that was made while its app was taken away reads on, and does not edit."""
    _person, device, _codes = editor()
    client = fully_signed_in("ed", device)
    TOTPDevice.objects.all().delete()
    assert client.get("/admin/").status_code == 302


def test_switched_off_nobody_is_asked_and_the_pages_are_gone(settings) -> None:
    settings.SECOND_FACTOR = False
    editor()
    client = signed_in("ed")
    assert client.get("/admin/").status_code == 200
    assert "econd factor" not in text(client.get("/accounts/"))
    for address in (CODE, SET_UP, RENEW, REMOVE):
        assert client.get(address).status_code == 404


def test_pages_cost_no_query_more(settings) -> None:
    _person, device, _codes = editor()
    client = fully_signed_in("ed", device)
    counted = []
    for switched_on in (False, True):
        settings.SECOND_FACTOR = switched_on
        client.get("/bookmarks/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/bookmarks/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Codes


def test_wrong_used_and_expired_codes_get_the_same_text() -> None:
    _person, device, codes = editor()
    used = code_of(device)
    assert type_code(to_the_code(), used).status_code == 302
    assert type_code(to_the_code(), codes[0]).status_code == 302
    client = to_the_code()
    for code in (
        used,
        wrong_code(device),
        code_of(device, -5),
        codes[0],
        "aaaa-aaaa-aaaa",
        "x",
        "1234567",
        "٣" * 6,
    ):
        forget_waits()
        answer = type_code(client, code)
        assert answer.status_code == 200
        assert WRONG in text(answer), code
    assert not is_signed_in(client)


def test_recovery_codes_are_typed_as_people_type_and_each_is_used_up() -> None:
    _person, _device, codes = editor()
    for typed in (codes[0], codes[1].upper().replace("-", " "), f" {codes[2].replace('-', '')} "):
        client = to_the_code()
        assert 'inputmode="numeric"' not in text(client.get(RECOVERY))
        assert type_code(client, typed, address=RECOVERY).status_code == 302
        assert is_signed_in(client)
    assert StaticToken.objects.count() == 7


def test_recovery_codes_belong_to_one_person() -> None:
    _person, _device, codes = editor("eve")
    editor("ed")
    client = to_the_code("ed")
    assert WRONG in text(type_code(client, codes[0]))


def test_code_is_looked_at_only_after_a_wait_that_grows() -> None:
    _person, device, codes = editor()
    client = to_the_code()
    assert type_code(client, wrong_code(device)).status_code == 200
    answer = type_code(client, code_of(device))
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "Too many wrong codes. Try again in 1 minute." in text(answer)
    assert type_code(client, codes[0]).status_code == 302, "a recovery code waits for itself only"


def test_wrong_codes_are_counted_like_wrong_passwords() -> None:
    _person, device, _codes = editor()
    client = to_the_code()
    statuses = []
    for _ in range(MOST):
        statuses.append(type_code(client, wrong_code(device)).status_code)
        forget_waits()
    assert statuses == [200] * (MOST - 1) + [429]
    answer = type_code(client, code_of(device))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60
    assert "Too many wrong codes. Try again in 5 minutes." in text(answer)
    CountingHasher.calls = 0
    assert fail(1, "ed") == [429]
    assert CountingHasher.calls == 0
    let_pass(300)
    assert type_code(client, code_of(device)).status_code == 302


# The time between password and code


def test_password_is_forgotten_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    _person, device, _codes = editor()
    client = to_the_code(next="/glossary/")
    later = time.time() + held.MAX_AGE
    monkeypatch.setattr(held.time, "time", lambda: later)
    answer = client.post(CODE, {"code": code_of(device)}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fglossary%2F"
    assert "Type your password again." in text(answer)
    assert not is_signed_in(client)


def test_new_password_and_closed_account_end_the_waiting_sign_in() -> None:
    person, device, _codes = editor()
    changed = to_the_code()
    person.set_password(OTHER)
    person.save()
    assert type_code(changed, code_of(device))["Location"] == f"{LOGIN}?next=%2F"
    person.set_password(PASSWORD)
    person.save()
    closed = to_the_code()
    User.objects.update(is_active=False)
    assert type_code(closed, code_of(device))["Location"].startswith(LOGIN)


def test_code_page_without_a_password_before_leads_to_the_start(client: Client) -> None:
    for address in (CODE, SET_UP):
        assert client.get(address)["Location"] == LOGIN


@pytest.mark.parametrize("address", [CODE, RECOVERY, SET_UP])
def test_pages_are_kept_nowhere_and_need_the_token(address: str) -> None:
    make_person("ed", is_staff=True) if address == SET_UP else editor()
    client = Client()
    sign_in(client, "ed")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text(answer)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(address, {"code": "000000"}).status_code == 403
