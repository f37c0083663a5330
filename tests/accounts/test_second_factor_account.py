"""The second factor in one's account: new codes, another app, and what operator and administrators can do."""

import json
import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.second_factor_forms import qr_picture
from tests.accounts.people import PASSWORD, is_signed_in, mails, make_person, sign_in, signed_in
from tests.accounts.second_factors import (
    REMOVE,
    RENEW,
    SET_UP,
    WRONG,
    code_of,
    codes_on,
    editor,
    forget_waits,
    fully_signed_in,
    to_the_code,
    type_code,
    with_app,
    wrong_code,
)
from tests.admin_forms import run_action
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_on")]


def news() -> str:
    """Return the text of the last mail."""
    return mails()[-1].body


def administrator(name: str = "boss") -> Client:
    """Return the browser of somebody with all rights."""
    _person, device, _codes = with_app(name, is_staff=True, is_superuser=True)
    return fully_signed_in(name, device)


# By oneself


@pytest.mark.parametrize("address", [RENEW, REMOVE])
def test_changes_ask_for_password_and_code(address: str) -> None:
    _person, device, codes = with_app("ann")
    client = fully_signed_in("ann", device)
    right = {"password": PASSWORD, "code": code_of(device)}
    for wrong in ({"password": "wrong"}, {"password": ""}, {"code": ""}, {"code": wrong_code(device)}):
        answer = client.post(address, right | wrong)
        assert answer.status_code == 200
        assert 'class="error-summary"' in text(answer)
        forget_waits()
    assert TOTPDevice.objects.get().key == device.key
    assert StaticToken.objects.count() == len(codes)


@pytest.mark.parametrize("address", [RENEW, REMOVE])
def test_pages_are_kept_nowhere_need_the_token_and_belong_to_who_is_signed_in(address: str) -> None:
    _person, device, _codes = with_app("ann")
    client = fully_signed_in("ann", device)
    assert "no-store" in client.get(address)["Cache-Control"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(address, {"password": PASSWORD, "code": code_of(device)}).status_code == 403
    assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"
    assert client.put(address).status_code == 405


def test_wrong_password_uses_no_code_up() -> None:
    _person, device, codes = with_app("ann")
    client = fully_signed_in("ann", device)
    client.post(RENEW, {"password": "wrong", "code": codes[0]})
    assert codes_on(client.post(RENEW, {"password": PASSWORD, "code": codes[0]}))


def test_waiting_is_said_there_too() -> None:
    _person, device, _codes = with_app("ann")
    client = fully_signed_in("ann", device)
    client.post(REMOVE, {"password": PASSWORD, "code": wrong_code(device)})
    answer = client.post(REMOVE, {"password": PASSWORD, "code": code_of(device)})
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")


def test_new_recovery_codes_replace_the_old_and_end_other_sessions() -> None:
    _person, device, old = with_app("ann")
    here, elsewhere = (fully_signed_in("ann", device) for _ in range(2))
    waiting = to_the_code("ann")
    shown = here.post(RENEW, {"password": PASSWORD, "code": code_of(device)})
    assert "no-store" in shown["Cache-Control"]
    assert "new recovery codes" in news()
    assert "http://127.0.0.1:8000/accounts/reset/" in news()
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert type_code(waiting, old[0])["Location"] == "/accounts/login/"
    assert WRONG in text(type_code(to_the_code("ann"), old[0]))
    forget_waits()
    assert type_code(to_the_code("ann"), codes_on(shown)[0]).status_code == 302


def test_reader_removes_it_and_stays_signed_in_here() -> None:
    _person, device, _codes = with_app("ann")
    here, elsewhere = (fully_signed_in("ann", device) for _ in range(2))
    answer = here.post(REMOVE, {"password": PASSWORD, "code": code_of(device)}, follow=True)
    assert "Your second factor is removed." in text(answer)
    assert "was removed" in news()
    assert not is_signed_in(elsewhere)
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert is_signed_in(signed_in("ann"))
    for address in (RENEW, REMOVE):
        assert here.get(address)["Location"] == "/accounts/"


def test_reader_removes_it_in_a_session_from_before_it_was_switched_on(settings) -> None:
    _person, device, _codes = with_app("ann")
    settings.SECOND_FACTOR = False
    client = signed_in("ann")
    settings.SECOND_FACTOR = True
    TOTPDevice.objects.update(last_t=-1)
    assert client.post(REMOVE, {"password": PASSWORD, "code": code_of(device)}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_editor_changes_to_another_app_and_meanwhile_is_nobody() -> None:
    _person, device, _codes = editor()
    client = fully_signed_in("ed", device)
    assert "Change to another app" in text(client.get("/accounts/"))
    answer = client.post(REMOVE, {"password": PASSWORD, "code": code_of(device)})
    assert answer["Location"] == SET_UP
    assert not is_signed_in(client)
    assert client.get(SET_UP).status_code == 200


def test_person_is_told_when_a_recovery_code_is_used(django_capture_on_commit_callbacks) -> None:
    _person, _device, codes = editor()
    with django_capture_on_commit_callbacks(execute=True):
        type_code(to_the_code(), codes[0])
    assert "A recovery code was used. 9 are left." in news()


def test_nothing_is_mailed_where_mails_are_off(settings) -> None:
    settings.CAN_MAIL = False
    _person, device, _codes = with_app("ann")
    fully_signed_in("ann", device).post(RENEW, {"password": PASSWORD, "code": code_of(device)})
    assert mails() == []


def test_download_tells_of_it_without_secrets() -> None:
    _person, device, codes = with_app("ann")
    with_app("bob")
    client = fully_signed_in("ann", device)
    page = text(client.get("/accounts/download/"))
    found = json.loads(page)["second_factor"]
    assert found.keys() == {"since", "last_used", "recovery_codes_left"}
    assert found["recovery_codes_left"] == 10
    kept = StaticToken.objects.values_list("token", flat=True)
    assert not any(secret in page for secret in (device.key, *codes, *kept))
    make_person("carl")
    assert signed_in("carl").get("/accounts/download/").json()["second_factor"] is None


def test_deleted_account_leaves_nothing_of_it() -> None:
    _person, device, _codes = with_app("ann")
    bob, _device, _codes = with_app("bob")
    fully_signed_in("ann", device).post("/accounts/delete/", {"password": PASSWORD})
    assert [left.user for left in TOTPDevice.objects.all()] == [bob]
    assert [left.user for left in StaticDevice.objects.all()] == [bob]
    assert StaticToken.objects.count() == 10


def test_picture_is_a_qr_code_with_its_corners_and_margin() -> None:
    picture = qr_picture(with_app("ann")[1])
    assert picture["size"] > 33
    first_row = [x for x in range(13) if f"M{x} 4h1v1h-1z" in picture["path"]]
    assert first_row[:7] == [4, 5, 6, 7, 8, 9, 10]
    assert 11 not in first_row


# By others


def test_operator_resets_it(capsys: pytest.CaptureFixture, caplog: pytest.LogCaptureFixture) -> None:
    person, device, codes = editor()
    client, waiting = fully_signed_in("ed", device), to_the_code()
    with caplog.at_level(logging.WARNING, "accounts.second_factor"):
        call_command("second_factor", reset="ed")
    said = capsys.readouterr().out
    for sentence in (
        "recovery codes of ed are removed",
        "sessions of this account are ended",
        "sets up a new one",
    ):
        assert sentence in said
    assert f"account {person.pk} was reset" in caplog.text
    assert "removed your second factor" in news()
    assert not is_signed_in(client)
    assert type_code(waiting, codes[0])["Location"].startswith("/accounts/login/")
    assert sign_in(Client(), "ed")["Location"] == SET_UP
    call_command("second_factor", reset="ed")
    assert "nothing to reset" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no account 'Ed'"):
        call_command("second_factor", reset="Ed")


def test_administrator_resets_that_of_others_and_it_is_logged() -> None:
    person, device, _codes = editor()
    boss = administrator()
    client = fully_signed_in("ed", device)
    everybody = User.objects.order_by("pk")
    said = run_action(boss, "auth/user", "reset_second_factor", *everybody)
    assert said[0] == "Their second factor is reset: ed."
    assert "yourself" in said[1]
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.object_id) == ("boss", str(person.pk))
    assert "Reset the second factor." in entry.get_change_message()
    assert [left.user.get_username() for left in TOTPDevice.objects.all()] == ["boss"]
    assert not is_signed_in(client)


def test_others_in_the_admin_reset_nothing_and_nobody_sees_secrets() -> None:
    person, device, _codes = editor()
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    with_app("ann")
    client = fully_signed_in("ed", device)
    page = text(client.get("/admin/auth/user/"))
    assert "reset_second_factor" not in page
    assert "has a second factor" in page.lower()
    run_action(client, "auth/user", "reset_second_factor", *User.objects.all())
    assert TOTPDevice.objects.count() == 2
    boss = administrator()
    for address in ("/admin/otp_totp/totpdevice/", f"/admin/otp_totp/totpdevice/{device.pk}/qrcode/"):
        assert boss.get(address).status_code == 404
    deletion = text(boss.get(f"/admin/auth/user/{person.pk}/delete/"))
    assert device.key not in deletion
