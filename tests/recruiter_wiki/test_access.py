"""Every address, every kind of person, every method: who gets through, and that looking changes nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from tests.reading import HTMX
from tests.recruiter_wiki.addresses import World, build_world, routes
from tests.recruiter_wiki.rules import ADMIN, PAGES, PERSONAL, RULES, Rule
from tests.worlds import world

pytestmark = pytest.mark.django_db

SOME = "AMX"
"""Roles that try what is alike for all: signed out, a member, an administrator."""

TAKES_BACK = {"preview/<str:token>/", "admin/glossary/term/<path:object_id>/change/"}
"""Show a draft by storing it and taking it back; tests of drafts see to it that nothing stays."""

NEEDS_MORE = {
    "admin/autocomplete/",  # the field that asks
    "admin/deleted/",  # the version to bring back
    "bookmarks/toggle/",  # what is bookmarked
    "sets/<int:pk>/restore/",  # a set that was deleted
    "accounts/code/",  # a password before it; and where the second factor is off, none of its pages exists
    *(route for route in RULES if route.startswith("accounts/second-factor/")),
    "teams/<int:pk>/",  # what to do with whom
    *(
        route for route in RULES if route.endswith(("/restore/", "/together/<int:number>/"))
    ),  # the version, the text
}
"""Addresses that answer 403 or 404 to a request without fields, to those who may as well."""


@world
def wiki() -> World:
    """One of everything, and everybody."""
    return build_world()


@pytest.fixture(autouse=True)
def _contact(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:safety@example.org"
    settings.ALLOW_SIGNUP = True


def test_every_address_has_a_rule() -> None:
    assert set(routes()) == set(RULES)


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect the statements that change something, but for the bookkeeping of a session's age."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not re.match(r"\s*\(*\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|SET)\b", sql):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def outcome(answer: HttpResponse) -> str:
    """Return what an answer means to who asked: through, sign-in, refused, method."""
    place = answer.get("Location", "")
    if answer.status_code == 302 and place.startswith(("/accounts/login/", "/admin/login/")):
        return "sign-in"
    if answer.status_code == 405:
        return "method"
    if answer.status_code in (403, 404):
        return "refused"
    return "through" if answer.status_code in (200, 204, 301, 302, 400) else str(answer.status_code)


def allowed(route: str, rule: Rule, role: str, method: str) -> set[str]:
    """Return what may come of a request by this person."""
    may = rule.get if method in ("GET", "HEAD") else rule.post if method == "POST" else ""
    if route == "admin/login/":
        return {"sign-in", "method"}
    if role in may:
        return {"through", "refused"} if route in NEEDS_MORE else {"through"}
    closed = {"sign-in"} if role not in rule.get + rule.post else set()
    return {"refused", *closed} if may else {"method", "refused", *closed}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("route", [*PAGES, *PERSONAL])
def test_who_gets_through_on_the_site(wiki: World, route: str) -> None:
    assert wrong_answers(wiki, route) == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize("route", list(ADMIN))
def test_who_gets_through_in_the_admin(wiki: World, route: str) -> None:
    assert wrong_answers(wiki, route) == []


def wrong_answers(wiki: World, route: str) -> list[tuple[str, str, str]]:
    """Return who got what that they should not have."""
    rule, path, wrong = RULES[route], wiki.path(route), []
    tries: list[tuple[str, dict[str, str]]] = [("GET", {}), ("POST", {})]
    rest = [("GET", HTMX), ("HEAD", {}), ("POST", HTMX), ("PUT", {}), ("PATCH", {}), ("DELETE", {})]
    for role in wiki.browsers:
        for method, headers in [*tries, *(rest if role in SOME else [])]:
            with transaction.atomic(), writes() as written:
                answer = wiki.browser(role).generic(method, path, headers=headers)
                transaction.set_rollback(True)
            got = outcome(answer)
            if got not in allowed(route, rule, role, method):
                wrong.append((role, f"{method} {headers}", f"{got} {answer.status_code}"))
            if written and route not in TAKES_BACK and (method != "POST" or got != "through"):
                wrong.append((role, method, written[0]))
    return wrong
