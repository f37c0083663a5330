"""Building a set: from filters and names, in order, and every removal with a way back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sets import editing
from sets.models import OfferedQuestion, QuestionSet
from sets.models.question_sets import UNDO_FOR
from tests.factories import make_question, make_topic
from tests.reading import HTMX, text
from tests.sets.worlds import browser_of, form_to, item_named, items, make_set, order, person, question

pytestmark = pytest.mark.django_db

ABC = ("Ape", "Bee", "Cat", "Dog")


@pytest.fixture
def made() -> QuestionSet:
    """A set of four questions."""
    return make_set(person("owner"), *ABC)


@pytest.fixture
def client(made: QuestionSet) -> Client:
    """The browser of its owner."""
    return browser_of(made.owner)


def press(client: Client, made: QuestionSet, name: str, do: str, **more: object) -> None:
    """Press a button of a question."""
    path = reverse("set-item", args=[made.pk, item_named(made, name).pk])
    assert client.post(path, {"do": do, **more}).status_code == 302


def test_moving_by_steps_before_another_and_to_the_end(client: Client, made: QuestionSet) -> None:
    for name, do, before, wanted in (
        ("Ape", "up", "", "Ape Bee Cat Dog"),
        ("Cat", "up", "", "Ape Cat Bee Dog"),
        ("Dog", "down", "", "Ape Cat Bee Dog"),
        ("Dog", "before", "Ape", "Dog Ape Cat Bee"),
        ("Ape", "before", "", "Dog Cat Bee Ape"),
        ("Dog", "before", "Ape", "Cat Bee Dog Ape"),
    ):
        press(client, made, name, do, before=item_named(made, before).pk if before else "")
        assert " ".join(order(made)) == wanted
    assert [item.position for item in items(made)] == [1, 2, 3, 4]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", ABC)
def test_a_removed_question_comes_back_to_its_place(client: Client, made: QuestionSet, name: str) -> None:
    """By the Undo on the page, with all that was noted."""
    item = item_named(made, name)
    editing.change_item(item, {"note": "Wait.", "minutes": 9}, {}, actor=made.owner)
    press(client, made, name, "remove")
    assert name not in order(made)
    page = client.get(made.get_absolute_url())
    assert f"Removed “{name}”" in text(page)
    path = reverse("set-item", args=[made.pk, item.pk])
    client.post(path, form_to(page, path))
    assert order(made) == list(ABC)
    assert (item_named(made, name).note, item_named(made, name).minutes) == ("Wait.", 9)


def test_the_place_is_kept_though_others_moved(client: Client, made: QuestionSet) -> None:
    press(client, made, "Cat", "before", before=item_named(made, "Ape").pk)
    press(client, made, "Cat", "remove")
    press(client, made, "Bee", "up")
    press(client, made, "Cat", "restore")
    assert order(made) == ["Cat", "Bee", "Ape", "Dog"]


def test_what_was_added_again_is_not_doubled_by_undo(client: Client, made: QuestionSet) -> None:
    gone = item_named(made, "Bee")
    press(client, made, "Bee", "remove")
    editing.add_questions(made, [question("Bee")], actor=made.owner)
    client.post(reverse("set-item", args=[made.pk, gone.pk]), {"do": "restore"})
    assert order(made) == ["Ape", "Cat", "Dog", "Bee"]


def test_undo_does_not_overfill_a_set(
    client: Client, made: QuestionSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(client, made, "Bee", "remove")
    monkeypatch.setattr(editing, "MOST_ITEMS", 3)
    press(client, made, "Bee", "restore")
    assert len(items(made)) == 3
    assert "at most 3 questions" in text(client.get(made.get_absolute_url()))


def test_a_deleted_set_comes_back_for_thirty_days(client: Client, made: QuestionSet) -> None:
    restore = reverse("set-restore", args=[made.pk])
    page = client.post(reverse("set-delete", args=[made.pk]), follow=True)
    assert "Bring back" in text(page)
    assert client.get(made.get_absolute_url()).status_code == 404
    client.post(restore, form_to(page, restore))
    assert order(made) == list(ABC)
    assert client.get(made.get_absolute_url()).status_code == 200
    client.post(reverse("set-delete", args=[made.pk]))
    QuestionSet.objects.update(deleted_at=timezone.now() - UNDO_FOR + timedelta(minutes=1))
    assert "Bring back" in text(client.get(reverse("sets")))
    QuestionSet.objects.update(deleted_at=timezone.now() - UNDO_FOR - timedelta(minutes=1))
    assert "Bring back" not in text(client.get(reverse("sets")))
    assert client.post(restore).status_code == 404


def test_what_was_deleted_long_ago_is_swept_away(made: QuestionSet) -> None:
    """Nothing is kept for ever: the next deletion takes it along."""
    old, fresh = (make_set(made.owner, title=title) for title in ("Old", "Fresh"))
    QuestionSet.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - UNDO_FOR)
    editing.delete_set(fresh, actor=made.owner)
    assert sorted(QuestionSet.objects.values_list("title", flat=True)) == ["Backend screen", "Fresh"]


def test_a_filtered_list_becomes_a_set_in_its_order(client: Client) -> None:
    topic = make_topic("Git")
    for n, name in enumerate(("Second", "First")):
        make_question(name, topic=topic, order=10 - n, level="junior")
    address = f"{reverse('set-new')}?topic=git&level=junior"
    page = client.get(address)
    assert form_to(page, "")["title"] == ["Git questions"]
    client.post(address, form_to(page, ""))
    assert order(QuestionSet.objects.first()) == ["First", "Second"]
    client.post(f"{reverse('set-new')}?questions=second,no-such,second,ape,\x00", {"title": "Named"})
    assert order(QuestionSet.objects.first()) == ["Second", "Ape"]


def test_a_set_holds_a_thousand_questions_at_most(
    client: Client, made: QuestionSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said on the page, whichever way the next one comes; nothing is half done."""
    monkeypatch.setattr(editing, "MOST_ITEMS", 4)
    make_question("Elk")
    for path, sent in (
        (reverse("set-add"), {"question": "elk", "set": made.pk}),
        (reverse("set-item", args=[made.pk, 0]), {"question": "elk"}),
        (reverse("set-own", args=[made.pk]), {"prompt": "?", "level": "mid", "minutes": "5"}),
        (f"{reverse('set-new')}?questions=ape,bee,cat,dog,elk", {"title": "Five"}),
    ):
        assert "at most 4 questions" in text(client.post(path, sent, follow=True)), path
    assert QuestionSet.objects.count() == 1
    assert order(made) == list(ABC)


def test_an_own_question_is_offered_without_a_name(client: Client, made: QuestionSet) -> None:
    words = {"prompt": "Why us?", "level": "mid", "minutes": "5", "listen_for": "a\nb", "strong": "*Yes*"}
    client.post(reverse("set-own", args=[made.pk]), {**words, "offer": "on"})
    offered = OfferedQuestion.objects.get()
    assert offered.text["listen_for"] == ["a", "b"]
    assert "owner" not in str(offered.text)
    assert "<em>Yes</em>" in text(client.get(reverse("set-call", args=[made.pk])))


def test_minutes_changed_in_the_set_survive_new_words(client: Client, made: QuestionSet) -> None:
    words = {"prompt": "Why us?", "level": "mid", "minutes": "5"}
    client.post(reverse("set-own", args=[made.pk]), words)
    item = made.items.get(is_own=True)
    editing.change_item(item, {"minutes": 12}, {}, actor=made.owner)
    path = reverse("set-item-own", args=[made.pk, item.pk])
    client.post(path, form_to(client.get(path), "", prompt="Why not us?"))
    item.refresh_from_db()
    assert (item.text["prompt"], item.minutes) == ("Why not us?", 12)


def test_page_and_part_of_a_change_agree(client: Client, made: QuestionSet) -> None:
    """The part brings list, totals and suggestions; the running total counts."""
    path = reverse("set-item", args=[made.pk, item_named(made, "Ape").pk])
    part = text(client.post(path, {"do": "remove"}, headers=HTMX))
    assert "<html" not in part
    assert 'id="questions"' in part
    assert 'id="totals" hx-swap-oob="true"' in part
    assert "3 questions, 15 min in all" in part
    assert "3 questions, 15 min in all" in text(client.get(made.get_absolute_url()))


def test_an_account_takes_its_sets_along_as_data(made: QuestionSet) -> None:
    """What one may download has the sets, and nothing of somebody else's."""
    make_set(person("other"), title="Foreign")
    data = browser_of(User.objects.get(username="owner")).get(reverse("account-download")).json()
    assert [found["title"] for found in data["sets"]] == ["Backend screen"]
    assert data["sets"][0]["items"][0]["question"] == "Tell me about a ape?"
