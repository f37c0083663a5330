"""Requests at the very same time, with a thread and a connection each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from sets.models import SetChange
from tests.sets.worlds import browser_of, item_named, items, make_set, order, person, question

AT_ONCE = 4


def at_once(work: Callable[[int], HttpResponse]) -> list[int]:
    """Return the statuses of some requests that start together."""
    start = Barrier(AT_ONCE)

    def go(number: int) -> int:
        start.wait()
        try:
            return work(number).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(go, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_adding_the_same_question_and_moving_at_once() -> None:
    """Added once, nothing lost, each question at one place, and every change counted."""
    names = ("Slow page", "Old code", "Late release", "Big table")
    stored = make_set(person("owner"), *names)
    question("New one")
    clients = [browser_of(stored.owner) for _ in range(AT_ONCE)]
    sent = {"question": "new-one", "set": stored.pk}
    assert at_once(lambda n: clients[n].post(reverse("set-add"), sent)) == [302] * AT_ONCE
    assert order(stored) == [*names, "New one"]
    paths = [reverse("set-item", args=[stored.pk, item_named(stored, name).pk]) for name in names]
    for do in ("down", "up"):
        assert at_once(lambda n: clients[n].post(paths[n], {"do": do})) == [302] * AT_ONCE  # noqa: B023
    assert sorted(order(stored)) == sorted([*names, "New one"])
    assert [item.position for item in items(stored)] == [1, 2, 3, 4, 5]
    stored.refresh_from_db()
    changes = list(SetChange.objects.filter(question_set=stored).values_list("revision", flat=True))
    assert changes == list(range(stored.revision, 0, -1))
