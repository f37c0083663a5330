"""A hundred guesses a second: readers hardly notice, few are hashed, and the owner of an account gets in."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from accounts.ceiling import AT_ONCE
from tests.faults.asking import Answer, ask, many, readers
from tests.faults.world import Figure, WebServer, Wiki, manage

LOGIN = "/accounts/login/"
PAGES = ["/", "/glossary/", "/glossary/word-1/", "/glossary/?q=word", "/search/?q=word"]
PASSWORD = "seven green lamps on a hill"
RATE, SENDERS, SECONDS = 100, 10, 20
"""Guesses a second, by so many threads; for a third of the minute that would be the full size."""

ROUNDS = 3
"""A busy machine makes readers wait as well; what the flood does shows in every round."""

LITTLE = 0.1
"""Seconds below which no reader notices that it was half of that before."""

MAKE_OWNERS = f"""
from django.contrib.auth.models import User
for name in ("one_account", "everywhere"):
    User.objects.create_user(name, password="{PASSWORD}")
"""


class Form:
    """The form for signing in, open in one browser."""

    def __init__(self, port: int, cookie: str = "") -> None:
        page = ask(port, LOGIN, cookie=cookie)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        assert token, page
        self.port, self.token = port, token[1]
        self.cookie = "; ".join(filter(None, (cookie, page.cookie)))

    def send(self, name: str, password: str, sender: str) -> Answer:
        """Try a password."""
        body = urlencode({"csrfmiddlewaretoken": self.token, "username": name, "password": password})
        return ask(self.port, LOGIN, method="POST", cookie=self.cookie, body=body, sender=sender)


@pytest.fixture(scope="module")
def web(wiki: Wiki) -> Iterator[WebServer]:
    """The site, behind a proxy that tells who asks."""
    made = manage(wiki.env, "shell", "--command", MAKE_OWNERS)
    assert made.returncode == 0, made.stderr
    with wiki.served(TRUSTED_PROXY="yes") as web:
        yield web


@contextmanager
def flood(web: WebServer, guess: Callable[[Form, int], Answer]) -> Iterator[list[Answer]]:
    """Guess RATE times a second while the block lasts; `guess(form, number)` sends one, numbers never repeat."""
    answers: list[Answer] = []

    def send(sender: int, goes_on: Callable[[], bool]) -> None:
        form, began, turn = Form(web.port), time.monotonic(), 0
        while goes_on():
            answers.append(guess(form, sender + SENDERS * turn))
            turn += 1
            time.sleep(max(0.0, began + turn * SENDERS / RATE - time.monotonic()))

    with many(send, SENDERS):
        yield answers


def one_account(form: Form, number: int) -> Answer:
    return form.send("one_account", f"wrong {number}", "192.0.2.66")


def everywhere(form: Form, number: int) -> Answer:
    return form.send(f"name-{number}", "wrong", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")


def p95(answers: list[Answer]) -> float:
    """Return the seconds within which nearly all answers came."""
    return sorted(answer.seconds for answer in answers)[int(0.95 * len(answers))]


def processor_seconds(web: WebServer) -> float:
    """Return what the workers have used so far."""
    return sum(sum(worker.cpu_times()[:2]) for worker in web.workers())


@dataclass
class Round:
    """What readers, the owner and those who guess got, without a flood and during one."""

    quiet: list[Answer]
    beside: list[Answer]
    guesses: list[Answer]
    owner: Answer
    used: float
    """Seconds of processor time of the workers during the flood, readers included."""

    @property
    def holds(self) -> bool:
        """Whether readers hardly notice."""
        return p95(self.beside) < max(LITTLE, 2 * p95(self.quiet))


def one_round(web: WebServer, device: str, guess: Callable[[Form, int], Answer]) -> Round:
    """Read for a while, then read during a flood, and let the owner sign in where they did before."""
    with readers(web.port, PAGES, number=2) as quiet:
        time.sleep(SECONDS / 2)
    before = processor_seconds(web)
    with flood(web, guess) as guesses, readers(web.port, PAGES, number=2) as beside:
        time.sleep(SECONDS)
        used = processor_seconds(web) - before
        owner = Form(web.port, device).send(guess.__name__, PASSWORD, "192.0.2.1")
    return Round(quiet, beside, guesses, owner, used)


@pytest.mark.parametrize("guess", [one_account, everywhere])
def test_flood_of_guesses(web: WebServer, figure: Figure, guess: Callable[[Form, int], Answer]) -> None:
    signed_in = Form(web.port).send(guess.__name__, PASSWORD, "192.0.2.1")
    assert signed_in.status == 302, signed_in
    device = next(part for part in signed_in.cookie.split("; ") if part.startswith("device="))
    for _ in range(ROUNDS):
        found = one_round(web, device, guess)
        if found.holds:
            break
    refused = [answer for answer in found.guesses if answer.status == 429]
    figure("guesses a second", len(found.guesses) / SECONDS)
    figure("of all guesses not refused", len(found.guesses) - len(refused))
    figure("p95 of readers in seconds, quiet", p95(found.quiet))
    figure("p95 of readers in seconds, in the flood", p95(found.beside))
    figure("processors that the workers used", found.used / SECONDS)
    figure("seconds until the owner was in", found.owner.seconds)
    assert len(found.guesses) > RATE * SECONDS / 5, "that was no flood"
    assert found.holds, (p95(found.beside), p95(found.quiet))
    assert found.owner.status == 302
    assert all(int(answer.retry_after) > 0 for answer in refused)
    assert {answer.status for answer in found.guesses} <= {200, 429}
    assert len(found.guesses) - len(refused) <= 2 * AT_ONCE + SECONDS + 5
    assert {answer.status for answer in found.beside} == {200}


def test_same_flood_is_noticed_where_nothing_is_limited(wiki: Wiki) -> None:
    """The control: a site without limits of all sign-ins together has no thread left for readers."""
    with wiki.served(TRUSTED_PROXY="yes", DJANGO_SETTINGS_MODULE="tools.bench.settings") as web:
        with readers(web.port, PAGES, number=2) as quiet:
            time.sleep(5)
        with flood(web, everywhere), readers(web.port, PAGES, number=2) as beside:
            time.sleep(8)
    assert p95(beside) > 5 * max(LITTLE, p95(quiet))
