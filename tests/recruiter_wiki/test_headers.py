"""Browser rules on every answer: page, part, error, admin, machine and static file."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from recruiter_wiki import views
from tests.factories import make_term
from tests.reading import HTMX

pytestmark = pytest.mark.django_db

ANSWERS = {
    "page": ("/glossary/orm/", 200),
    "part": ("/glossary/?q=orm", 200),
    "json": ("/glossary/?format=json", 200),
    "redirect": ("/glossary/mapper/", 301),
    "not found": ("/nowhere/", 404),
    "broken": ("/", 500),
    "bad host": ("/about/", 400),
    "feed": ("/changes/feed/", 200),
    "sitemap": ("/sitemap.xml", 200),
    "health": ("/healthz", 204),
    "sign-in": ("/accounts/login/", 200),
    "method": ("/guides/", 405),
    "no token": ("/preferences/", 403),
    "too large": ("/preferences/", 400),
    "admin": ("/admin/", 200),
    "admin list": ("/admin/glossary/term/", 200),
    "admin json": ("/admin/autocomplete/?app_label=skills&model_name=skillterm&field_name=term", 200),
    "admin refused": ("/admin/glossary/term/{pk}/draft/", 405),
    "download": ("/accounts/download/", 200),
    "csv": ("/admin/glossary/term/export.csv", 200),
    "zip": ("/admin/whole-wiki/?download=1", 200),
    "security.txt": ("/.well-known/security.txt", 200),
    "static": ("/static/wiki.css", 200),
    "icons": ("/static/icons.svg", 200),
}
POSTED = {"no token": 1, "too large": 3_000_000}
"""Answers to a form, with the size of what is sent."""

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def answer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings) -> HttpResponse:
    """Return the answer that a test's parameter names."""
    term = make_term("ORM", former_slugs=["mapper"])
    if request.param == "broken":
        monkeypatch.setattr(views.dashboard, "counts", lambda: 1 / 0)
    settings.SECURITY_CONTACT = "mailto:safety@example.org"
    headers = {"part": HTMX, "bad host": {"host": "evil.example"}}.get(request.param, {})
    address, status = ANSWERS[request.param]
    address = address.format(pk=term.pk)
    client = Client(raise_request_exception=False, enforce_csrf_checks=request.param == "no token")
    if request.param.startswith(("admin", "download", "csv", "zip")):
        client.force_login(User.objects.create_superuser("root"))
    if request.param == "method":
        answer = client.put(address)
    elif request.param in POSTED:
        answer = client.post(address, {"theme": "x" * POSTED[request.param]})
    else:
        answer = client.get(address, headers=headers)
    assert answer.status_code == status
    answer.close()
    return answer


@pytest.mark.sampled(3)
@pytest.mark.parametrize("answer", ANSWERS, indirect=True)
def test_browser_rules_stand_on(answer: HttpResponse) -> None:
    assert {name: answer.get(name) for name in WANTED} == WANTED
    for feature in ("camera", "geolocation", "microphone"):
        assert f"{feature}=()" in answer["Permissions-Policy"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("answer", ANSWERS, indirect=True)
def test_content_policy_allows_nothing_inline_and_nothing_from_elsewhere(answer: HttpResponse) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert {value for name, value in rules.items() if name.endswith("-src")} <= {"'none'", "'self'"}
    assert rules["form-action"] == "'self'"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("answer", ANSWERS, indirect=True)
def test_nobody_may_frame(answer: HttpResponse) -> None:
    assert answer["X-Frame-Options"] == "DENY"


def test_compressed_page_is_the_same_page(client: Client) -> None:
    make_term("ORM")
    answer = client.get("/glossary/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "theme", "device"])
def test_cookies_are_for_this_site_alone_and_not_for_scripts(client: Client, name: str, settings) -> None:
    """In production they are also sent by HTTPS only; see the settings."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    User.objects.create_user("ann", password="seven green lamps on a hill")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"username": "ann", "password": "seven green lamps on a hill"})
    client.post("/preferences/", {"theme": "dark", "slash": "on"})
    cookie = client.cookies[name]
    assert cookie["httponly"]
    assert cookie["samesite"] in ("Lax", "Strict")
    assert not cookie["domain"]


def test_no_answer_names_the_software(client: Client) -> None:
    assert not {"Server", "X-Powered-By"} & set(client.get("/").headers)


def test_htmx_runs_no_text_asks_nobody_else_and_keeps_no_page(client: Client) -> None:
    """What its own settings say; it would keep ten pages in the browser, people's own ones among them."""
    (config,) = re.findall(r"name=\"htmx-config\" content='([^']*)'", client.get("/").content.decode())
    wanted = {"selfRequestsOnly": True, "historyCacheSize": 0}
    refused = dict.fromkeys(("allowEval", "allowScriptTags", "includeIndicatorStyles"), False)
    assert json.loads(config).items() >= (wanted | refused).items()
