"""Whatever is sent to whatever address by whomever: never an error page of ours, never slow, never a trace."""

import re
import time
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.recruiter_wiki.addresses import World, build_world
from tests.recruiter_wiki.mutations import Mutation, mutations
from tests.worlds import world

pytestmark = pytest.mark.django_db

SLOWEST = 2.0
"""Seconds of the processor that any answer may take."""

FEW, ALL, PART = 200, 10_000, 500
TRACES = re.compile(
    r"Traceback \(most recent|django\.(db|core|template)\.|psycopg|/site-packages/|line \d+, in "
)


@world
def wiki() -> World:
    """One of everything, and everybody."""
    return build_world()


def send(wiki: World, some: Mutation) -> HttpResponse:
    """Send a request as somebody, and take back what it changed."""
    path = quote(some.path.encode("utf-8", "surrogatepass"), safe="/%:@")
    with transaction.atomic():
        answer = wiki.browser(some.role).generic(
            some.method,
            path,
            some.body,
            content_type=some.content_type,
            headers=some.headers,
            query_params=None,
            QUERY_STRING=some.query,
        )
        if not answer.streaming:
            answer.getvalue()  # rendered, as the server would
        transaction.set_rollback(True)
    return answer


def faults(wiki: World, some: Mutation) -> list[str]:
    """Return what is wrong with the answer to a request."""
    began = time.process_time()
    answer = send(wiki, some)
    took = time.process_time() - began
    found = []
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    if took > SLOWEST:
        found.append(f"took {took:.1f} s")
    body = b"" if answer.streaming else answer.content
    if TRACES.search(body.decode(errors="replace")):
        found.append("shows a trace")
    place = answer.get("Location", "")
    if re.match(r"(https?:)?[/\\]{2}(?!testserver)", place):
        found.append(f"leads to {place}")
    return found


@pytest.mark.parametrize(
    "part",
    [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 1 + ALL // PART))],
)
def test_any_request_gets_an_answer(wiki: World, settings, part: int) -> None:
    """The first part is small, for every run; the others are the full size."""
    settings.ALLOW_SIGNUP = True
    bad = {}
    for some in mutations(wiki, PART if part else FEW, seed=part):
        if found := faults(wiki, some):
            bad[f"{some}"[:400]] = found
    assert bad == {}
