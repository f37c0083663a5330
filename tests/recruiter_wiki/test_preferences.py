"""How a reader wants to see the wiki: kept in cookies, safe against forged forms and addresses."""

import re

import pytest
from django.test import Client

from tests.reading import text

CHOICE = {"theme": "dark", "slash": "off"}


def test_choice_is_kept_in_cookies_and_shown(client: Client) -> None:
    answer = client.post("/preferences/", CHOICE)
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    for name, value in CHOICE.items():
        cookie = answer.cookies[name]
        assert cookie.value == value
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 365 * 24 * 3600
    page = text(client.get("/preferences/"))
    assert 'data-theme="dark" data-slash="off"' in page
    assert re.findall(r'<input type="radio" name="\w+" value="(\w+)"[^>]* checked', page) == ["dark", "off"]


def test_cookie_is_secure_in_production(client: Client, settings) -> None:
    settings.LOCAL = False
    assert client.post("/preferences/", CHOICE).cookies["theme"]["secure"]


def test_form_without_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/preferences/", CHOICE)
    assert answer.status_code == 403
    assert "The form was too old" in text(answer)
    assert "theme" not in answer.cookies


def test_form_with_its_token_is_accepted() -> None:
    client = Client(enforce_csrf_checks=True)
    token = (
        text(client.get("/preferences/")).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    )
    assert client.post("/preferences/", {**CHOICE, "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("target", ["/glossary/?q=orm", "/"])
def test_reader_returns_to_a_page_of_the_wiki(client: Client, target: str) -> None:
    assert client.post("/preferences/", {**CHOICE, "next": target})["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "\x00",
    ],
)
def test_reader_is_sent_nowhere_else(client: Client, target: str) -> None:
    answer = client.post("/preferences/", {**CHOICE, "next": target})
    assert "evil" not in answer.get("Location", "")
    assert answer.get("Location", "/preferences/") == "/preferences/"


@pytest.mark.parametrize("wrong", [{"theme": "neon"}, {"slash": "maybe"}, {"theme": ""}])
def test_wrong_value_changes_nothing_and_says_so(client: Client, wrong: dict) -> None:
    answer = client.post("/preferences/", CHOICE | wrong)
    assert answer.status_code == 400
    assert "Choose one of the offered values" in text(answer)
    assert not answer.cookies.keys() & CHOICE.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["neon", '"><script>', "\x00", "x" * 3000])
def test_strange_cookies_do_no_harm(client: Client, value: str) -> None:
    client.cookies["theme"] = client.cookies["slash"] = value
    for address in ("/", "/preferences/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'data-theme="auto" data-slash="on"' in text(answer)
        assert "<script>" not in text(answer)


def test_page_is_stored_nowhere_and_not_indexed(client: Client) -> None:
    answer = client.get("/preferences/")
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text(answer)


@pytest.mark.django_db
def test_other_pages_hold_no_token_and_no_form_to_send(client: Client) -> None:
    for address in ("/", "/glossary/", "/skills/", "/interviews/"):
        answer = client.get(address)
        assert "csrfmiddlewaretoken" not in text(answer)
        assert 'method="post"' not in text(answer)
        assert not answer.cookies
