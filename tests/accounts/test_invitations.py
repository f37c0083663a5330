"""Administrators add people without a password, and invite them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts.people import OTHER, link_in, mails, make_person, set_password, sign_in, signed_in
from tests.admin_forms import add_form
from tests.reading import text

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"


@pytest.fixture
def boss() -> Client:
    """A browser in which an administrator is signed in."""
    make_person("boss", is_superuser=True, is_staff=True)
    return signed_in("boss")


def invite(client: Client, *people: User):
    """Choose the action in the list."""
    return client.post(LIST, {"action": "invite", "_selected_action": [p.pk for p in people]})


def add(client: Client, name: str = "ines", email: str = "ines@example.org") -> User:
    """Add a person by the form."""
    form = add_form(client, "auth/user").fill(username=name, first_name="Ines", last_name="Roy", email=email)
    assert not any("password" in field for field in form.values)
    form.save_and_continue()
    return User.objects.get(username=name)


def test_invited_person_sets_a_password_and_signs_in(boss: Client) -> None:
    ines = add(boss)
    assert not ines.has_usable_password()
    assert not ines.is_staff
    answer = invite(boss, ines)
    assert "ines@example.org" in text(answer)
    (mail,) = mails()
    assert mail.to == ["ines@example.org"]
    link = link_in(mail.body)
    assert link not in text(answer)
    browser = Client()
    assert set_password(browser, link).status_code == 302
    assert sign_in(browser, "ines", OTHER).status_code == 302
    assert "does not work any more" in text(set_password(Client(), link))


def test_without_mails_the_link_is_shown_once(boss: Client, settings) -> None:
    settings.CAN_MAIL = False
    ines = add(boss, email="")
    answer = invite(boss, ines)
    link = text(answer).partition("<code>")[2].partition("</code>")[0]
    assert "no-store" in answer["Cache-Control"]
    assert link not in text(boss.get(LIST))
    assert mails() == []
    assert set_password(Client(), link_in(link)).status_code == 302
    assert sign_in(Client(), "ines", OTHER).status_code == 302


def test_mail_address_is_needed_where_mails_are_sent(boss: Client) -> None:
    form = add_form(boss, "auth/user").fill(username="ines")
    assert "email" in form.post("_save").beside
    assert not User.objects.filter(username="ines").exists()


def test_name_that_differs_in_capitals_only_is_refused(boss: Client) -> None:
    add(boss)
    form = add_form(boss, "auth/user").fill(username="INES", email="i@example.org")
    assert "Somebody has this user name" in form.post("_save").beside["username"]


def test_who_has_a_password_or_is_closed_gets_no_link(boss: Client) -> None:
    people = [make_person("ann"), make_person("karl", password=None, is_active=False)]
    answer = invite(boss, *people)
    assert "Not invited" in text(answer)
    assert "<code>" not in text(answer)
    assert mails() == []


def test_editors_cannot_invite(boss: Client) -> None:
    ines = add(boss)
    make_person("editor", is_staff=True)
    assert invite(signed_in("editor"), ines).status_code == 403
    assert mails() == []
