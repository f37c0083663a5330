"""Requests that somebody else thought up: without a token, with more fields, for another host, on to another site."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client

from recruiter_wiki import page_cache
from tests.admin_forms import change_form
from tests.reading import HTMX, text
from tests.recruiter_wiki.addresses import World, build_world
from tests.recruiter_wiki.rules import RULES
from tests.sets.worlds import rows
from tests.worlds import world

pytestmark = pytest.mark.django_db

POSTED = [route for route, rule in RULES.items() if rule.post]
NOT_OURS = [
    "evil.example",
    "testserver.evil.example",
    "evil.example:80",
    "testserver@evil.example",
    "evil.example#testserver",
    "testserver, evil.example",
    "testserver evil.example",
    "testserver\tevil.example",
    "testserver/evil.example",
    "testserver\\evil.example",
    "testserver?evil.example",
    "testserver:80evil.example",
    "testserver:evil.example",
    ".evil.example",
    "[::1].evil.example",
    "[evil.example]",
    "evil.example\x00testserver",
    "ev\u0456l.example",
    "127.0.0.1.evil.example",
    "*",
    "",
]


@world
def wiki() -> World:
    """One of everything, and everybody."""
    return build_world()


def test_nothing_changes_without_a_token(wiki: World) -> None:
    """Signed in with every right: no token, a wrong one, and the right one from elsewhere; as page and by HTMX."""
    before = rows()
    browsers = {letter: wiki.browser(letter, enforce_csrf_checks=True) for letter in "AMX"}
    tokens = {}
    for letter, browser in browsers.items():
        browser.get("/preferences/")
        tokens[letter] = browser.cookies["csrftoken"].value
    got = set()
    for route in POSTED:
        rule, path = RULES[route], wiki.path(route)
        letter = next(letter for letter in "XMA" if letter in rule.post)
        tries: list[tuple[dict[str, str], str]] = [({}, ""), (HTMX, ""), (HTMX, "x" * 64)]
        tries += [({"Origin": "https://evil.example"}, tokens[letter]), ({"Origin": "null"}, tokens[letter])]
        for headers, token in tries:
            answer = browsers[letter].post(path, {"csrfmiddlewaretoken": token}, headers=headers)
            if answer.status_code != 403:
                got.add((route, answer.status_code))
    assert {route for route, _ in got} <= {"admin/password_change/"}, got  # only leads on
    assert rows() == before


def test_token_of_another_browser_is_refused(wiki: World) -> None:
    mine, theirs = (wiki.browser(letter, enforce_csrf_checks=True) for letter in "MS")
    for browser in (mine, theirs):
        browser.get("/preferences/")
    token = theirs.cookies["csrftoken"].value
    answer = mine.post("/teams/", {"name": "Forged", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403


# More fields than the form shows

ANSWERS = ("why", "listen_for", "strong", "average", "weak", "probe", "section", "offer")
CHANGING = (
    r"(^id|^pk|_key|_at|_on|^at|^key|password"
    r"|last_login|date_joined|action_time|token|digest|vector|session_data|expire_date)$"
)


def every_field() -> dict[str, str]:
    """Return a value for each field of each model, rights and owners among them."""
    names = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    ids = {f"{name}_id" for name in names} | {"pk", "id"}
    odd = {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "on",
        "state": "retired",
        "visibility": "members",
    }
    return {**dict.fromkeys(names | ids, "1"), **odd}


FORMS: dict[str, dict[str, Any]] = {
    "accounts/signup/": {
        "username": "newcomer",
        "email": "newcomer@example.org",
        "password1": "seven green lamps on a hill",
        "password2": "seven green lamps on a hill",
        "website": "",
    },
    "report/": {"message": "A mistake.", "website": ""},
    "search/ask/": {"words": "ORM", "note": "", "website": ""},
    "teams/": {"name": "Forged"},
    "sets/new/": {"title": "Forged", "role": "", "purpose": "", "team": ""},
    "sets/<int:pk>/details/": {"title": "Forged", "role": "", "purpose": ""},
    "sets/<int:pk>/items/<int:item>/": {"minutes": "7", "must_ask": "", "section": "", "note": "", "do": ""},
    "sets/<int:pk>/own/": {"prompt": "Why us?", "level": "mid", "minutes": "5", **dict.fromkeys(ANSWERS, "")},
    "bookmarks/<int:pk>/": {"note": "Forged", "do": ""},
}
"""What a form shows, with all fields of models that it shows itself; the others are posted along."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize("route", FORMS)
def test_fields_that_a_form_does_not_show_change_nothing(wiki: World, settings, route: str) -> None:
    """The same form with and without every field of every model leaves the same rows."""
    settings.ALLOW_SIGNUP = True
    path, data = wiki.path(route), FORMS[route]
    left = []
    for more in ({}, every_field()):
        with transaction.atomic():
            known = known_keys()
            before = rows_beside(known)
            answer = wiki.browser("A" if route in ("accounts/signup/",) else "M").post(path, {**more, **data})
            assert answer.status_code in (200, 302), answer.status_code
            left.append(rows_beside(known))
            assert left[-1] != before, "this form did nothing"
            transaction.set_rollback(True)
    assert left[0] == left[1]


def known_keys() -> dict[type[Model], set[Any]]:
    """Return the keys of all rows, by model."""
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}


def rows_beside(known: dict[type[Model], set[Any]]) -> dict[str, list[str]]:
    """Return all rows without own keys, times and passwords; what refers to a row that is not known says so."""
    found = {}
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if not re.search(CHANGING, f.attname)]
        if not fields:
            continue
        refers = {f.attname: f.related_model for f in fields if f.is_relation}
        found[model._meta.label] = sorted(
            str({n: v if n not in refers or v in known[refers[n]] else v and "new" for n, v in row.items()})
            for row in model._base_manager.order_by().values(*(f.attname for f in fields))
        )
    return found


def test_the_admin_takes_no_field_that_it_does_not_show(wiki: World) -> None:
    shown = change_form(wiki.browser("R"), wiki.rows["admin/skills/skill"])
    kept = every_field()
    more = {name: value for name, value in kept.items() if name not in shown.values}
    left = []
    for extra in ({}, more):
        with transaction.atomic():
            known = known_keys()
            data = {**extra, **shown.values, "gist": "Changed.", "_save": "1"}
            answer = wiki.browser("E").post(shown.url, data)
            assert answer.status_code == 302
            left.append(rows_beside(known))
            transaction.set_rollback(True)
    assert left[0] == left[1]


# Hosts


@pytest.mark.sampled(3)
@pytest.mark.parametrize("host", NOT_OURS)
def test_host_that_is_not_ours_gets_400_and_is_repeated_nowhere(page_memory, wiki: World, host: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ("/", "/changes/feed/", "/sitemap.xml", "/accounts/login/", "/glossary/?format=json"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 400, path
        assert "evil" not in text(answer)
    assert page_memory() == 0


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL",
                                  "X-Forwarded-Server", "X-HTTP-Method-Override", "X-Forwarded-Prefix"])  # fmt: skip
def test_header_of_a_proxy_moves_no_address(page_memory, wiki: World, name: str) -> None:
    client = Client()
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    for path in ("/", "/changes/feed/", "/sitemap.xml", "/accounts/login/", "/glossary/?format=json"):
        page_cache.forget_pages()
        usual = bare(client, path)
        page_cache.forget_pages()
        assert bare(client, path, headers={name: value}) == usual
        assert bare(client, path) == usual


def bare(client: Client, path: str, **options: Any) -> str:
    """Return an answer's body without its token."""
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text(client.get(path, **options)))
