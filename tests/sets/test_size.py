"""A thousand questions in a set, a thousand sets, a thousand bookmarks: few queries and small pages."""

import gzip
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entries import content_version
from sets import editing, freezing
from sets.models import Bookmark, QuestionSet
from tests.reading import HTMX, text
from tests.sets.worlds import browser_of, make_link, many_questions, person

pytestmark = pytest.mark.django_db

QUERIES, BYTES = 10, 20_000


def prose(seed: int) -> Iterator[str]:
    """Yield sentences as different from each other as those of the content: about as hard to compress."""
    chance = Random(seed)
    letters = "etaoinshrdlucmfw"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(3_000)]
    weights = list(accumulate(1 / (n + 10) for n in range(3_000)))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=14)).capitalize() + "."


@pytest.fixture(scope="module", params=[120, pytest.param(1_000, marks=pytest.mark.slow)])
def big(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, str]]:
    """The addresses of a person who has a thousand of everything; in `make test` as many as fill several pages."""
    many = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        owner = person("owner")
        questions = many_questions(many, prose(1))
        live, frozen = (editing.create_set(owner, title=t, questions=questions) for t in ("Live", "Frozen"))
        freezing.freeze(frozen, actor=owner)
        texts = prose(2)
        QuestionSet.objects.bulk_create(
            QuestionSet(owner=owner, title=next(texts)[:120]) for _ in range(many)
        )
        Bookmark.objects.bulk_create(
            Bookmark(user=owner, kind="question", target_id=each.pk, note=next(texts)[:80])
            for each in questions
        )
        token = make_link(frozen)[1]
        yield {
            "sets": reverse("sets"),
            "live": reverse("set", args=[live.pk]),
            "frozen": reverse("set", args=[frozen.pk]),
            "call": reverse("set-call", args=[live.pk]),
            "frozen call": reverse("set-call", args=[frozen.pk]),
            "bookmarks": reverse("bookmarks"),
            "bookmarks of a kind": f"{reverse('bookmarks')}?kind=question",
            "shared": reverse("set-shared", args=[token]),
            "shared call": reverse("set-shared-call", args=[token]),
            "print": reverse("set-print", args=[frozen.pk]),
            "download": reverse("set-download", args=[live.pk]),
            "freeze": reverse("set-freeze", args=[frozen.pk]),
            "new": f"{reverse('set-new')}?bookmarks=1",
            "add": f"{reverse('set-add')}?question=many-1",
        }
        transaction.set_rollback(True)
    content_version.forget()


@pytest.fixture
def client(big: dict[str, str]) -> Client:
    """The browser of that person, who has been here before."""
    client = browser_of(User.objects.get(username="owner"))
    client.get(reverse("teams"))
    return client


NAMES = (
    "sets", "live", "frozen", "call", "frozen call", "bookmarks", "bookmarks of a kind", "shared", "shared call",
    "print", "download", "freeze", "new", "add",
)  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_a_thousand_is_quick_and_small(big: dict[str, str], client: Client, name: str) -> None:
    """At most ten queries, session and account included; the printed sheet and downloads may be larger."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(big[name])
    assert answer.status_code == 200
    assert len(captured) <= QUERIES, "\n\n".join(query["sql"][:200] for query in captured)
    size = len(gzip.compress(text(answer).encode(), 6))
    assert size < BYTES or name in ("print", "download"), size


def test_a_change_in_a_thousand_is_a_small_part(big: dict[str, str], client: Client) -> None:
    question_set = QuestionSet.objects.get(title="Live")
    last = editing.items_of(question_set).last()
    path = reverse("set-item", args=[question_set.pk, last.pk])
    with transaction.atomic():
        for sent in ({"do": "up"}, {"minutes": "7", "note": "Wait."}):
            answer = client.post(path, sent, headers=HTMX)
            assert answer.status_code == 200
            assert len(gzip.compress(text(answer).encode(), 6)) < BYTES
        transaction.set_rollback(True)


def test_every_page_of_many_is_reached(big: dict[str, str], client: Client) -> None:
    """Pages follow each other, and the last question stands on the last."""
    found = []
    for number in (1, 2, 25):
        page = text(client.get(big["live"], {"page": number}))
        found += [int(part.partition('"')[0]) for part in page.split('data-item="')[1:]]
    items = editing.items_of(QuestionSet.objects.get(title="Live"))
    every = list(items.values_list("pk", flat=True))
    assert found == every[:80] + every[-40:]
