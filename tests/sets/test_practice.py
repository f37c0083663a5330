"""Practice: an answer is placed and explained; only signed-in people's results are kept, for them alone."""

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sets.models import PracticeResult
from sets.views.practice import KEPT
from tests.factories import make_question, make_topic
from tests.reading import HTMX, text
from tests.sets.worlds import browser_of, form_to, person, rows

pytestmark = pytest.mark.django_db
PATH = "/practice/"
SAID = {"strong": "added an", "average": "added a cache", "weak": "bigger server"}


def card(shown: str, slug: str = "slow-page") -> str:
    """Return the signed note of an answer."""
    return signing.dumps([slug, shown], salt="practice")


def place(client: Client, said: str, shown: str = "weak") -> HttpResponse:
    """Say how good an answer is."""
    return client.post(PATH, {"card": card(shown), "said": said})


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_an_answer_is_shown_placed_and_explained(headers: dict[str, str]) -> None:
    make_question()
    client = browser_of()
    asked = client.get(PATH)
    shown = next(level for level, words in SAID.items() if words in text(asked))
    assert [level for level, words in SAID.items() if words in text(asked)] == [shown]
    answer = client.post(PATH, form_to(asked, "", said=shown), headers=headers)
    assert f"Yes, {shown}." in text(answer)
    assert "a number; a cause; a result" in text(answer)
    assert ("<html" in text(answer)) is not bool(headers)
    other = "weak" if shown != "weak" else "strong"
    assert f"You said {other}." in text(client.post(PATH, form_to(asked, "", said=other)))


def test_nothing_is_kept_of_signed_out_people() -> None:
    make_question()
    client, before = browser_of(), rows()
    place(client, "weak")
    client.post(PATH, {"do": "clear"})
    assert rows() == before
    assert "sessionid" not in client.cookies


def test_results_are_ones_own_and_can_be_cleared() -> None:
    make_question()
    mine, theirs = browser_of(person("mine")), browser_of(person("theirs"))
    place(mine, "strong")
    place(theirs, "weak")
    assert "You said strong, it was weak" in text(mine.get(PATH))
    assert "You said strong" not in text(theirs.get(PATH))
    mine.post(PATH, {"do": "clear"})
    assert [result.user.username for result in PracticeResult.objects.all()] == ["theirs"]


def test_only_the_newest_results_are_kept() -> None:
    made, user = make_question(), person()
    PracticeResult.objects.bulk_create(
        PracticeResult(user=user, question=made, shown="weak", said="weak") for _ in range(KEPT)
    )
    place(browser_of(user), "strong")
    assert user.practice.count() == KEPT
    assert user.practice.first().said == "strong"


@pytest.mark.parametrize(
    "sent",
    ["", "x", "a:b:c", card("weak") + "x", signing.dumps(["slow-page", "weak"])],
    ids=["nothing", "letter", "three-parts", "changed", "other-salt"],
)
def test_a_forged_card_starts_anew(sent: str) -> None:
    make_question()
    user = person()
    page = browser_of(user).post(PATH, {"card": sent, "said": "weak"})
    assert page.status_code == 200
    assert "Somebody answers" in text(page)
    assert "Yes, weak" not in text(page)
    assert not user.practice.exists()


def test_a_card_of_a_question_that_is_gone_or_restricted_shows_nothing() -> None:
    make_question(visibility="members")
    page = text(place(browser_of(), "weak"))
    assert "No question to practice with" in page
    assert "bigger server" not in page


def test_a_topic_can_be_chosen() -> None:
    make_question("Slow page")
    make_question("Merge", topic=make_topic("Git"))
    client = browser_of()
    for _ in range(5):
        assert "merge?" in text(client.get(PATH, {"topic": "git"}))
    assert "No question to practice with" in text(client.get(PATH, {"topic": "unheard"}))
    assert client.get(reverse("practice"), {"topic": "\x00", "level": "x"}).status_code == 200
