"""The header says who is signed in; what everybody gets holds no token, no form to send and no cookie."""

import json
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.templatetags.accounts import initials
from tests.accounts.people import make_person, signed_in
from tests.reading import PAGES, passing_world, text

pytestmark = pytest.mark.django_db

PUBLIC = [*(page for page in PAGES if page != "/preferences/"), "/search/?q=term", "/nowhere/"]


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), passing_world(2):
        yield


@pytest.mark.sampled(5)
@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("address", PUBLIC)
def test_page_for_everybody_is_the_same_for_all(address: str) -> None:
    client = Client()
    page = text(answer := client.get(address))
    assert answer.status_code in {200, 404}
    assert not answer.cookies
    assert "csrf" not in page.lower()
    assert "hx-headers" not in page
    assert not re.search(r"method=[\"']?post", page, re.IGNORECASE)
    if "<html" in page and 'class="site-header' in page:
        path = address.partition("?")[0]
        assert page.count(f'href="/accounts/login/?next={path.replace("/", "%2F")}">Sign in</a>') == 2
        assert "Your account" not in page
        assert "Cookie" in answer["Vary"]


@pytest.mark.usefixtures("_world")
def test_page_for_one_person_names_them_and_holds_their_token() -> None:
    make_person("ann.lee")
    client = signed_in("ann.lee")
    for address in ("/", "/glossary/term-1/", "/accounts/", "/nowhere/"):
        page = text(answer := client.get(address))
        assert ">AL</a>" in page
        assert 'aria-label="AL: your account, signed in as ann.lee"' in page
        assert ">Your account</a>" in page
        assert ">Sign in</a>" not in page
        headers = json.loads(re.search(r"<body hx-headers='([^']+)'>", page)[1])
        assert len(headers["X-CSRFToken"]) == 64
        assert "Cookie" in answer["Vary"]


def test_token_of_the_page_is_accepted() -> None:
    make_person()
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get())
    page = text(client.get("/accounts/"))
    token = json.loads(re.search(r"<body hx-headers='([^']+)'>", page)[1])["X-CSRFToken"]
    assert client.post("/accounts/logout/", headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    ("name", "first", "last", "letters"),
    [
        ("ann", "", "", "AN"),
        ("ann.lee", "", "", "AL"),
        ("ann@example.org", "", "", "AO"),
        ("x", "Ann Mae", "Lee", "AL"),
        ("x", "Ann", "", "AN"),
        ("x", "", "", "X"),
        ("_", "", "", "_"),
    ],
)
def test_initials(name: str, first: str, last: str, letters: str) -> None:
    assert initials(User(username=name, first_name=first, last_name=last)) == letters


def test_sign_in_page_does_not_lead_back_to_itself(client: Client) -> None:
    assert 'href="/accounts/login/">Sign in</a>' in text(client.get("/accounts/login/"))
