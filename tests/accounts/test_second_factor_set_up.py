"""Setting up a second factor: at sign-in for who needs one, in the account for who wants one."""

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.accounts.people import PASSWORD, is_signed_in, make_person, sign_in, signed_in
from tests.accounts.second_factors import (
    CODE,
    SET_UP,
    WRONG,
    code_of,
    codes_on,
    device_on,
    key_on,
    wrong_code,
)
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_on")]


def test_editor_without_an_app_sets_one_up_before_anything_else() -> None:
    make_person("ed", is_staff=True)
    client = Client()
    assert sign_in(client, "ed", next="/admin/")["Location"] == SET_UP
    assert client.get("/admin/").status_code == client.get(CODE).status_code == 302
    page = client.get(SET_UP)
    assert 'name="password"' not in text(page)
    assert 'href="otpauth://totp/Daily%20Wiki%3Aed?secret=' in text(page)
    assert not TOTPDevice.objects.exists()
    device = device_on(page)
    shown = client.post(SET_UP, {"key": key_on(page), "code": code_of(device)})
    codes = codes_on(shown)
    assert len(set(codes)) == 10
    assert 'href="/admin/">I have kept them' in text(shown)
    assert client.get("/admin/").status_code == 200
    assert not StaticToken.objects.filter(
        token__in=[*codes, *(code.replace("-", "") for code in codes)]
    ).exists()
    assert codes[0] not in text(client.get("/accounts/"))
    assert client.get(SET_UP)["Location"] == "/accounts/"


def test_wrong_first_code_keeps_the_key_and_nothing_else() -> None:
    make_person("ed", is_staff=True)
    client = Client()
    sign_in(client, "ed")
    page = client.get(SET_UP)
    device = device_on(page)
    again = client.post(SET_UP, {"key": key_on(page), "code": wrong_code(device)})
    assert WRONG in text(again)
    assert device_on(again).key == device.key
    assert not TOTPDevice.objects.exists()
    assert codes_on(client.post(SET_UP, {"key": key_on(again), "code": code_of(device)}))


def test_key_of_another_person_or_of_nobody_is_not_taken() -> None:
    for name in ("ed", "eve"):
        make_person(name, is_staff=True)
    mine, theirs = Client(), Client()
    sign_in(mine, "ed")
    sign_in(theirs, "eve")
    page = theirs.get(SET_UP)
    for key in (key_on(page), "", "x", "x" * 5000, "\x00"):
        answer = mine.post(SET_UP, {"key": key, "code": code_of(device_on(page))})
        assert "open too long" in text(answer)
    assert not TOTPDevice.objects.exists()


def test_reader_sets_one_up_with_the_password_and_other_browsers_are_signed_out() -> None:
    make_person()
    here, elsewhere = signed_in(), signed_in()
    page = here.get(SET_UP)
    form = {"key": key_on(page), "code": code_of(device_on(page))}
    for password in ("", "wrong"):
        assert not codes_on(here.post(SET_UP, form | {"password": password}))
    assert len(codes_on(here.post(SET_UP, form | {"password": PASSWORD}))) == 10
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert "10 recovery codes left" in text(here.get("/accounts/"))
