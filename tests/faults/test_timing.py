"""How long an answer takes tells nobody which accounts, e-mail addresses and sets there are."""

import re
import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from accounts import mail
from accounts.models import Attempt
from tests.accounts.people import fail, make_person, sign_in, words
from tests.faults.world import Figure
from tests.reading import text
from tests.sets.worlds import browser_of, make_set, person

pytestmark = pytest.mark.django_db

TRIES, ROUNDS = 200, 3
SIGN_IN, SETS = 0.05, 0.10
"""By which part of the shorter one two median times may differ."""

Ask = Callable[[], HttpResponse]


class TenthOfTheWork(PBKDF2PasswordHasher):
    """The site's hasher with a tenth of its work, so that anything else that differs weighs ten times as much."""

    iterations = PBKDF2PasswordHasher.iterations // 10


@pytest.fixture(autouse=True)
def _hashing(settings) -> Iterator[None]:
    settings.RATE_LIMITS = False  # of all sign-ins together
    settings.PASSWORD_HASHERS = ["tests.faults.test_timing.TenthOfTheWork"]
    yield
    mail.settle()


def seconds(ask: Ask) -> float:
    """Return how long an answer takes; what it leaves to the background is waited for afterwards."""
    began = time.perf_counter()
    ask()
    took = time.perf_counter() - began
    mail.settle()
    return took


def difference(one: Ask, other: Ask, *, most: float, tries: int = TRIES) -> float:
    """Return by which part the median times of two answers differ, asked for in turn.

    A busy machine adds to some answers, so one of three rounds may decide; what really differs does so in each.
    """
    found = []
    for _ in range(ROUNDS):
        times = [(seconds(one), seconds(other)) for _ in range(tries)]
        first, second = (median(column) for column in zip(*times, strict=True))
        found.append(abs(first - second) / min(first, second))
        if found[-1] < most:
            break
    return min(found)


def forgotten(ask: Ask) -> Ask:
    """Let every try be the first one."""

    def asked() -> HttpResponse:
        AccessAttempt.objects.all().delete()
        Attempt.objects.all().delete()
        return ask()

    return asked


def test_sign_in_takes_as_long_for_nobody_as_for_somebody(figure: Figure) -> None:
    make_person("anna")
    known, unknown = (
        forgotten(lambda name=name: sign_in(Client(), name, "wrong")) for name in ("anna", "otto")
    )
    answers = known(), unknown()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert words(answers[0]).replace("anna", "otto") == words(answers[1])
    found = difference(known, unknown, most=SIGN_IN)
    figure("difference of the medians in percent", 100 * found)
    assert found < SIGN_IN


def test_reset_takes_as_long_for_nobody_as_for_somebody(figure: Figure) -> None:
    make_person("anna")

    def reset(name: str) -> Ask:
        return forgotten(lambda: Client().post("/accounts/reset/", {"email": f"{name}@example.org"}))

    answers = reset("anna")(), reset("otto")()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/accounts/reset/sent/")
    ] * 2
    found = difference(reset("anna"), reset("otto"), most=SIGN_IN)
    figure("difference of the medians in percent", 100 * found)
    assert found < SIGN_IN


def test_who_is_answered_before_hashing_is_told_apart() -> None:
    """The control: a difference of one hashing is seen."""
    make_person("anna")
    fail(10, "anna", at="192.0.2.7")
    strangers = count()

    def stranger() -> HttpResponse:
        number = next(strangers)
        return sign_in(Client(), f"otto-{number}", "wrong", at=f"198.51.100.{number}")

    assert sign_in(Client(), "anna", "wrong").status_code == 429
    assert (
        difference(lambda: sign_in(Client(), "anna", "wrong"), stranger, most=SIGN_IN, tries=20) > 5 * SIGN_IN
    )


ADDRESSES = ["", "details/", "share/", "freeze/", "copy/", "delete/", "call/", "print/", "download/", "own/"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_set_of_others_is_as_if_there_were_none(method: str, figure: Figure) -> None:
    theirs, missing = make_set(person("lena"), "Why", "How").pk, 9_999_999
    browser = browser_of(person("sam"))
    worst = 0.0
    for page in ADDRESSES:

        def ask(pk: int, page: str = page) -> HttpResponse:
            return getattr(browser, method)(f"/sets/{pk}/{page}")

        answers = [ask(pk) for pk in (theirs, missing)]
        assert {answer.status_code for answer in answers} <= {404, 405}
        told = [re.sub(rf"\b({theirs}|{missing}|\w{{64}})\b", "", text(answer)) for answer in answers]
        assert told[0] == told[1]
        found = difference(lambda: ask(theirs), lambda: ask(missing), most=SETS, tries=60)
        assert found < SETS, page
        worst = max(worst, found)
    figure("largest difference of the medians in percent", 100 * worst)
    own = browser_of(User.objects.get(username="lena"))
    seen, unseen = lambda: own.get(f"/sets/{theirs}/"), lambda: own.get(f"/sets/{missing}/")
    assert difference(seen, unseen, most=SETS, tries=20) > 5 * SETS  # the control
