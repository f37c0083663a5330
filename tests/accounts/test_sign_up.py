"""Making an account: only where it is allowed, and without telling who has one."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.models import Attempt
from accounts.views import TRIES_TO_SIGN_UP
from tests.accounts.hashing import CountingHasher
from tests.accounts.people import LOGIN, OTHER, PASSWORD, is_signed_in, make_person, sign_in
from tests.reading import text

pytestmark = pytest.mark.django_db

FORM = {"username": "bob", "email": "bob@example.org", "password1": PASSWORD, "password2": PASSWORD}
PAGE = "/accounts/signup/"


@pytest.fixture
def _open(settings) -> None:
    settings.ALLOW_SIGNUP = True


def test_page_is_not_there_unless_allowed(client: Client) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, FORM).status_code == 404
    assert PAGE not in text(client.get(LOGIN))
    assert User.objects.count() == 0


@pytest.mark.usefixtures("_open")
def test_new_account_is_signed_in_and_goes_on(client: Client) -> None:
    assert f'href="{PAGE}?next=%2Fskills%2F"' in text(client.get(LOGIN, {"next": "/skills/"}))
    answer = client.post(PAGE, FORM | {"next": "/skills/"})
    assert (answer.status_code, answer["Location"]) == (302, "/skills/")
    assert is_signed_in(client)
    bob = User.objects.get()
    assert (bob.username, bob.email) == ("bob", "bob@example.org")
    assert not bob.is_staff
    assert not bob.is_superuser
    assert sign_in(Client(), "bob").status_code == 302


@pytest.mark.usefixtures("_open")
def test_rights_cannot_be_asked_for(client: Client) -> None:
    client.post(PAGE, FORM | {"is_staff": "on", "is_superuser": "on", "groups": "1", "id": "7"})
    bob = User.objects.get()
    assert not bob.is_staff
    assert not bob.is_superuser
    assert not bob.groups.exists()


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "ann"}, "Somebody has this user name. Choose another one."),
        ({"username": "ANN"}, "Somebody has this user name. Choose another one."),
        ({"username": "a b"}, "Enter a valid username"),
        ({"username": ""}, "Fill in: user name."),
        ({"email": ""}, "Fill in: e-mail address."),
        ({"email": "bob"}, "Enter a valid email address."),
        ({"password2": OTHER}, "The two passwords differ. Type both again."),
        ({"password1": "qwerty123456", "password2": "qwerty123456"}, "too common"),
        ({"password1": "bob@example.org", "password2": "bob@example.org"}, "too similar"),
    ],
)
def test_form_that_does_not_fit_says_why_and_keeps_what_was_typed(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    make_person()
    answer = client.post(PAGE, FORM | wrong)
    page = text(answer)
    assert answer.status_code == 200
    assert sentence in page
    assert 'class="error-summary"' in page
    assert PASSWORD not in page
    assert f'value="{(FORM | wrong)["username"]}"' in page or not (FORM | wrong)["username"]
    assert User.objects.count() == 1


@pytest.mark.usefixtures("_open")
def test_taken_and_free_mail_addresses_get_the_same_answer() -> None:
    make_person("ann")
    answers = [
        Client().post(PAGE, FORM | {"username": f"bob{n}", "email": email})
        for n, email in enumerate(["ann@example.org", "free@example.org"])
    ]
    assert [(a.status_code, a["Location"], len(a.content)) for a in answers] == [(302, "/", 0)] * 2


@pytest.mark.usefixtures("_open")
def test_machine_in_the_trap_makes_no_account(client: Client) -> None:
    answer = client.post(PAGE, FORM | {"website": "https://spam.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert User.objects.count() == 0
    assert not is_signed_in(client)


@pytest.mark.usefixtures("_open")
def test_few_tries_from_one_address_then_not_even_names_are_looked_at(client: Client) -> None:
    make_person("ann")
    for _ in range(TRIES_TO_SIGN_UP):
        assert client.post(PAGE, {"username": "ann"}).status_code == 200
    CountingHasher.calls = 0
    pages = [client.post(PAGE, FORM | {"username": name}) for name in ("ann", "bob")]
    assert [page.status_code for page in pages] == [429, 429]
    assert "Somebody has this user name" not in text(pages[0])
    assert "Too many tries from your network. Try again in 60 minutes." in text(pages[0])
    assert 'value="bob@example.org"' in text(pages[1])
    assert PASSWORD not in text(pages[1])
    assert int(pages[0]["Retry-After"]) > 3500
    assert CountingHasher.calls == 0
    assert client.post(PAGE, FORM, REMOTE_ADDR="203.0.113.1").status_code == 302
    assert "203.0.113.1" not in str(list(Attempt.objects.values()))
