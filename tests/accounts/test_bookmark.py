"""The bookmark somebody came for survives the way through sign-in."""

import pytest
from django.core import signing
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts import intent
from sets.models import Bookmark
from tests.accounts.people import LOGIN, PASSWORD, make_person, sign_in, signed_in
from tests.factories import make_term
from tests.reading import text

pytestmark = pytest.mark.django_db

WISH = {"bookmark": "term:orm", "next": "/glossary/orm/"}


def field(page: str) -> str:
    """Return the signed field of a form."""
    return page.partition('name="bookmark" value="')[2].partition('"')[0]


@pytest.fixture(autouse=True)
def _world() -> None:
    make_term("ORM")
    make_person()


def test_bookmark_is_set_after_sign_in_even_after_wrong_passwords(client: Client) -> None:
    page = text(client.get(LOGIN, WISH))
    assert "Then your bookmark is set." in page
    for _ in range(2):
        page = text(sign_in(client, password="wrong", bookmark=field(page), next=WISH["next"]))
        assert 'name="next" value="/glossary/orm/"' in page
    assert Bookmark.objects.count() == 0
    answer = sign_in(client, bookmark=field(page), next=WISH["next"])
    assert answer["Location"] == "/glossary/orm/"
    assert Bookmark.objects.get().user.username == "ann"


def test_who_is_signed_in_is_asked_once() -> None:
    client = signed_in()
    page = text(client.get(LOGIN, WISH))
    assert "Set this bookmark?" in page
    assert 'type="password"' not in page
    assert Bookmark.objects.count() == 0
    form = {"bookmark": field(page), "next": WISH["next"]}
    assert client.get("/accounts/bookmark/", form).status_code == 405
    for _ in range(2):
        assert client.post("/accounts/bookmark/", form)["Location"] == "/glossary/orm/"
        assert Bookmark.objects.count() == 1


def test_new_account_gets_the_bookmark(client: Client, settings) -> None:
    settings.ALLOW_SIGNUP = True
    assert "/accounts/signup/?bookmark=term%3Aorm&amp;next=" in text(client.get(LOGIN, WISH))
    page = text(client.get("/accounts/signup/", WISH))
    form = {"username": "bob", "email": "b@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", {**form, "bookmark": field(page)})
    assert Bookmark.objects.get().user.username == "bob"


@pytest.mark.parametrize("token", ["term:orm", "x", "signed for something else", "\x00", ":::"])
def test_field_that_we_did_not_sign_sets_nothing(token: str) -> None:
    token = signing.dumps("term:orm") if token.startswith("signed") else token
    client = Client()
    assert sign_in(client, bookmark=token, next="/skills/").status_code in {200, 302}
    client = signed_in()
    assert client.post("/accounts/bookmark/", {"bookmark": token}).status_code == 302
    assert Bookmark.objects.count() == 0


def test_old_field_sets_nothing_but_signs_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = field(text(client.get(LOGIN, WISH)))
    monkeypatch.setattr(intent, "MAX_AGE", -1)
    assert sign_in(client, bookmark=token).status_code == 302
    assert Bookmark.objects.count() == 0


def test_entry_that_does_not_exist_is_no_error(client: Client) -> None:
    page = text(client.get(LOGIN, WISH | {"bookmark": "term:no-such"}))
    assert sign_in(client, bookmark=field(page)).status_code == 302
    assert Bookmark.objects.count() == 0


@given(st.text(max_size=120))
def test_only_references_are_signed(reference: str) -> None:
    request = type("Request", (), {"GET": {"bookmark": reference}})()
    token = intent.wanted(request)
    assert intent.read(token) == (reference if token else "")
    assert not token or reference.count(":") == 1
