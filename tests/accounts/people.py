"""People for tests: who they are, what they type, and what they get to read."""

import re
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail as outbox
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from accounts import mail
from tests.reading import text

PASSWORD = "seven green lamps on a hill"
OTHER = "nine brown boats in the rain"
LOGIN = "/accounts/login/"
MOST = 10

PAGES = ["", "login/", "delete/", "password/", "password/done/", "reset/", "reset/sent/", "reset/done/"]
PAGES = [f"/accounts/{page}" for page in [*PAGES, "signup/", "download/", "reset/MQ/abc-def/"]]
"""All pages of accounts."""


def make_person(name: str = "ann", **fields: Any) -> User:
    """Return a person with the password that all have here."""
    fields = {"email": f"{name}@example.org", "password": PASSWORD} | fields
    return User.objects.create_user(name, **fields)


def sign_in(
    client: Client, name: str = "ann", password: str = PASSWORD, *, at: str = "192.0.2.1", **more: str
) -> HttpResponse:
    """Send the sign-in form from a network address."""
    return client.post(LOGIN, {"username": name, "password": password, **more}, REMOTE_ADDR=at)


def signed_in(name: str = "ann", **more: str) -> Client:
    """Return a browser in which somebody signed in by the form."""
    client = Client()
    assert sign_in(client, name, **more).status_code == 302
    return client


def fail(times: int, name: str = "ann", *, at: str = "192.0.2.1") -> list[int]:
    """Type a wrong password some times, each time in a new browser; return the statuses."""
    return [sign_in(Client(), name, f"wrong {n}", at=at).status_code for n in range(times)]


def is_signed_in(client: Client) -> bool:
    """Whether somebody is signed in in this browser."""
    return client.get("/accounts/").status_code == 200


def let_pass(seconds: float) -> None:
    """Let the failures so far be older."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=seconds))


def words(answer: HttpResponse) -> str:
    """Return a page without its token, which differs each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", text(answer))


def mails() -> list[Any]:
    """Return the mails sent so far."""
    mail.settle()
    return outbox.outbox


def link_in(body: str) -> str:
    """Return the path of the address in a mail."""
    return re.findall(r"https?://[^/\s]+(/\S+)", body)[0]


def set_password(client: Client, link: str, password: str = OTHER) -> HttpResponse:
    """Open a link of a mail and set a password there."""
    form = client.get(link)
    if form.status_code != 302:
        return form
    return client.post(form["Location"], {"new_password1": password, "new_password2": password})
