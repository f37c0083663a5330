"""New passwords: by who knows the old one, and by a link in a mail that works once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client

from accounts.models import Attempt
from accounts.signing_in import MAILS_FOR_ONE, MAILS_FROM_ONE
from tests.accounts.people import (
    OTHER,
    PASSWORD,
    fail,
    is_signed_in,
    link_in,
    mails,
    make_person,
    set_password,
    sign_in,
    signed_in,
    words,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

CHANGE = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}


def ask(email: str = "ann@example.org", *, at: str = "192.0.2.1", client: Client | None = None):
    """Ask for a link."""
    return (client or Client()).post("/accounts/reset/", {"email": email}, REMOTE_ADDR=at)


def test_change_keeps_this_session_and_ends_the_others() -> None:
    make_person()
    here, elsewhere = signed_in(), signed_in()
    answer = here.post("/accounts/password/", CHANGE, follow=True)
    assert "Your password is changed" in text(answer)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=OTHER).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"old_password": "no"}, "That is not your password. Type it again."),
        ({"new_password2": "no"}, "The two new passwords differ. Type both again."),
        ({"new_password1": "short", "new_password2": "short"}, "at least 12 characters"),
        ({"new_password1": "qwerty123456", "new_password2": "qwerty123456"}, "too common"),
        ({"old_password": ""}, "Fill in: your password today."),
    ],
)
def test_change_that_does_not_fit_changes_nothing_and_says_why(wrong: dict, sentence: str) -> None:
    make_person()
    client = signed_in()
    answer = client.post("/accounts/password/", CHANGE | wrong)
    assert sentence in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    assert OTHER not in text(answer)
    assert sign_in(Client()).status_code == 302


def test_long_passwords_are_welcome() -> None:
    make_person()
    long = "a horse, a boat; " * 8
    assert signed_in().post("/accounts/password/", CHANGE | {"new_password1": long, "new_password2": long})
    assert sign_in(Client(), password=long).status_code == 302


def test_link_sets_a_password_once_and_ends_all_sessions() -> None:
    make_person()
    elsewhere = signed_in()
    assert ask()["Location"] == "/accounts/reset/sent/"
    (mail,) = mails()
    assert mail.to == ["ann@example.org"]
    assert "ann" in mail.body
    link = link_in(mail.body)
    assert set_password(Client(), link)["Location"] == "/accounts/reset/done/"
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), password=OTHER).status_code == 302
    again = set_password(Client(), link, "a third one, quite as long")
    assert "This link does not work any more" in text(again)
    assert sign_in(Client(), password=OTHER).status_code == 302


def test_setting_the_password_by_mail_lets_a_locked_out_owner_in() -> None:
    make_person()
    fail(10)
    ask()
    new = Client()
    set_password(new, link_in(mails()[0].body))
    assert sign_in(new, password=OTHER).status_code == 302
    assert sign_in(Client(), password=OTHER).status_code == 429


def test_link_does_not_sign_in_by_itself() -> None:
    make_person()
    ask()
    client = Client()
    set_password(client, link_in(mails()[0].body))
    assert not is_signed_in(client)


@pytest.mark.parametrize("change", ["password", "email", "sign-in", "time"])
def test_link_ends_with_whatever_makes_it_old(change: str, settings) -> None:
    person = make_person()
    ask()
    link = link_in(mails()[0].body)
    if change == "password":
        person.set_password(OTHER)
        person.save()
    elif change == "email":
        User.objects.update(email="other@example.org")
    elif change == "sign-in":
        signed_in()
    else:
        settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link does not work any more" in text(set_password(Client(), link))


@pytest.mark.parametrize("link", ["MQ/abc-def", "x/y", "MQ/set-password", "%00/%00", "9999999999/a-b"])
def test_invented_link_is_refused(client: Client, link: str) -> None:
    make_person()
    answer = client.get(f"/accounts/reset/{link}/")
    assert answer.status_code == 200
    assert "This link does not work any more" in text(answer)
    assert 'type="password"' not in text(answer)


def test_known_and_unknown_addresses_get_the_same_answer() -> None:
    make_person()
    answers = [ask("ann@example.org"), ask("ina@example.org")]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, "/accounts/reset/sent/")}
    assert len(mails()) == 1
    pages = [Client().get(answer["Location"]) for answer in answers]
    assert words(pages[0]) == words(pages[1])


def test_closed_accounts_and_those_without_password_get_no_mail() -> None:
    make_person("karl", is_active=False)
    make_person("ines", password=None)
    ask("karl@example.org")
    ask("ines@example.org")
    assert mails() == []


def test_few_mails_for_one_address_whether_known_or_not() -> None:
    make_person()
    for email in ("ann@example.org", "ina@example.org"):
        answers = [ask(email, at=f"198.51.100.{n}") for n in range(MAILS_FOR_ONE + 1)]
        assert [a.status_code for a in answers] == [302] * MAILS_FOR_ONE + [429]
        assert 3500 < int(answers[-1]["Retry-After"]) <= 3600
        assert "Ask again in 60 minutes." in text(answers[-1])
        assert f'value="{email}"' in text(answers[-1])
    assert ask("ANN@Example.org", at="203.0.113.1").status_code == 429
    assert len(mails()) == MAILS_FOR_ONE
    assert sign_in(Client()).status_code == 302
    Attempt.objects.update(at=F("at") - timedelta(hours=1))
    assert ask().status_code == 302


def test_few_mails_from_one_network_address() -> None:
    statuses = [ask(f"person-{n}@example.org").status_code for n in range(MAILS_FROM_ONE + 1)]
    assert statuses == [302] * MAILS_FROM_ONE + [429]
    assert ask("other@example.org", at="203.0.113.1").status_code == 302


def test_counts_of_mails_name_nobody() -> None:
    ask("ann@example.org")
    kept = str(list(Attempt.objects.values()))
    assert "example" not in kept
    assert "192.0.2.1" not in kept


def test_without_mails_the_page_names_who_can_help(client: Client, settings) -> None:
    settings.CAN_MAIL = False
    make_person()
    for answer in (client.get("/accounts/reset/"), ask(client=client)):
        assert answer.status_code == 200
        assert "This wiki sends no mails. Ask an administrator" in text(answer)
        assert 'type="email"' not in text(answer)
    assert Attempt.objects.count() == 0


def test_link_is_not_made_for_a_foreign_host(client: Client) -> None:
    make_person()
    answer = client.post("/accounts/reset/", {"email": "ann@example.org"}, headers={"host": "evil.example"})
    assert answer.status_code == 400
    client.post(
        "/accounts/reset/", {"email": "ann@example.org"}, headers={"x-forwarded-host": "evil.example"}
    )
    assert "evil" not in mails()[0].body


def test_mail_that_cannot_be_sent_is_no_error_for_the_reader(settings, caplog) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.accounts.no_such_backend"}}
    make_person()
    assert ask().status_code == 302
    mails()
    assert "A mail could not be sent: " in caplog.text
    assert "ann@example.org" not in caplog.text
