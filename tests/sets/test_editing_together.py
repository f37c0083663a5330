"""Two people, or one person in two tabs, change one set at once: nothing that was stored or typed is lost."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from sets import editing
from sets.models import QuestionSet, SetItem
from tests.reading import HTMX, text
from tests.sets.worlds import (
    browser_of,
    form_to,
    item_named,
    items,
    make_set,
    make_team,
    order,
    person,
    question,
)

pytestmark = pytest.mark.django_db

NAMES = ("Slow page", "Old code", "Late release")


@pytest.fixture
def team_set() -> QuestionSet:
    """A team's set of three questions; its owner and the team's lead may change it."""
    owner, lead = person("owner"), person("lead")
    return make_set(owner, *NAMES, team=make_team(lead, owner))


class Tab:
    """A tab with the page of a set as it was when it was opened."""

    def __init__(self, name: str, question_set: QuestionSet) -> None:
        self.client = browser_of(User.objects.get(username=name))
        self.set = question_set
        self.shown = self.client.get(question_set.get_absolute_url())

    def path(self, name: str) -> str:
        """Return the address of an item."""
        return reverse("set-item", args=[self.set.pk, item_named(self.set, name).pk])

    def save(self, name: str, *, headers: Any = None, **typed: Any) -> HttpResponse:
        """Type something about a question and save it, with all else as this tab shows it."""
        path = self.path(name)
        return self.client.post(path, form_to(self.shown, path, **typed), headers=headers)

    def press(self, name: str, do: str, **more: Any) -> HttpResponse:
        """Press a button of a question."""
        return self.client.post(self.path(name), {"do": do, **more})


@pytest.mark.sampled(1)
@pytest.mark.parametrize("other", ["lead", "owner"], ids=["another person", "another tab"])
def test_a_conflicting_note_shows_both_and_stores_the_rest(team_set: QuestionSet, other: str) -> None:
    mine, theirs = Tab("owner", team_set), Tab(other, team_set)
    assert theirs.save("Slow page", note="Theirs").status_code == 302
    refused = mine.save("Slow page", note="Mine", minutes="11", must_ask="on")
    item = item_named(team_set, "Slow page")
    assert refused.status_code == 409
    assert (item.note, item.minutes, item.must_ask) == ("Theirs", 11, True)
    assert "“Theirs”" in text(refused)
    path = mine.path("Slow page")
    assert form_to(refused, path)["note"] == ["Mine"]
    mine.shown = refused
    assert mine.save("Slow page").status_code == 409  # a plain Save is not yet deliberate
    assert mine.save("Slow page", do="mine").status_code == 302
    assert item_named(team_set, "Slow page").note == "Mine"


def test_storing_mine_is_no_answer_to_what_was_not_shown(team_set: QuestionSet) -> None:
    """A third change between the notice and the button is shown, too."""
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    theirs.save("Slow page", note="Theirs")
    mine.shown = mine.save("Slow page", note="Mine")
    again = Tab("lead", team_set)
    again.save("Slow page", note="Theirs, later")
    refused = mine.save("Slow page", do="mine")
    assert refused.status_code == 409
    assert "“Theirs, later”" in text(refused)
    assert item_named(team_set, "Slow page").note == "Theirs, later"


def test_a_field_one_did_not_touch_is_not_put_back(team_set: QuestionSet) -> None:
    """By HTMX the page stays as it was: saving a note twice leaves the minutes that somebody else changed."""
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    sent = form_to(mine.shown, mine.path("Slow page"), note="Mine")
    theirs.save("Slow page", minutes="9")
    saved = text(mine.client.post(mine.path("Slow page"), sent, headers=HTMX))
    for name in ("note", "minutes", "must_ask", "section"):
        found = re.search(rf'name="initial-{name}"(?: value="([^"]*)")?', saved)
        assert found
        sent[f"initial-{name}"] = found[1] or ""
    mine.client.post(mine.path("Slow page"), {**sent, "note": "Mine, more"}, headers=HTMX)
    item = item_named(team_set, "Slow page")
    assert (item.note, item.minutes) == ("Mine, more", 9)


def test_what_was_stored_beside_a_conflict_can_be_changed_back(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    theirs.save("Slow page", note="Theirs")
    mine.shown = mine.save("Slow page", note="Mine", must_ask="on")
    mine.save("Slow page", must_ask=None)
    assert item_named(team_set, "Slow page").must_ask is False


def test_keeping_theirs_changes_nothing(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    theirs.save("Slow page", note="Theirs")
    mine.save("Slow page", note="Mine")
    assert mine.press("Slow page", "theirs", note="Mine").status_code == 302
    assert item_named(team_set, "Slow page").note == "Theirs"


def test_a_conflict_by_htmx_is_a_part_that_seeks_its_place(team_set: QuestionSet) -> None:
    """The part has both texts and what the form has seen now; storing once more is deliberate."""
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    theirs.save("Slow page", note="Theirs")
    refused = mine.save("Slow page", note="Mine", headers=HTMX)
    item = item_named(team_set, "Slow page")
    assert refused.status_code == 409
    assert "<html" not in text(refused)
    assert "“Theirs”" in text(refused)
    assert "“Mine”" in text(refused)
    assert f'id="seen-{item.pk}" hx-swap-oob="true"' in text(refused)
    assert 'name="theirs-note" value="Theirs"' in text(refused)
    kept = mine.press("Slow page", "theirs")
    assert kept.status_code == 302


def test_keeping_theirs_by_htmx_replaces_the_questions(team_set: QuestionSet) -> None:
    """The button stands in a form that fills a line of its own; the whole list must not land in that line."""
    tab = Tab("owner", team_set)
    answer = tab.client.post(tab.path("Slow page"), {"do": "theirs"}, headers=HTMX)
    assert answer.headers["HX-Retarget"] == "#questions"
    assert answer.headers["HX-Reswap"] == "outerHTML"


def test_one_tab_is_told_what_the_other_did(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    seen = str(team_set.revision)
    theirs.save("Slow page", note="Theirs")
    answer = mine.save("Old code", note="Mine", headers=HTMX, revision=seen)
    assert "lead changed the note of “Slow page”" in text(answer)
    assert "Saved at" in text(answer)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_details_of_two_tabs(team_set: QuestionSet, headers: dict[str, str]) -> None:
    """The title conflicts, the role is stored, and storing mine works after it."""
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    path = reverse("set-details", args=[team_set.pk])
    theirs.client.post(path, form_to(theirs.shown, path, title="Theirs"))
    refused = mine.client.post(path, form_to(mine.shown, path, title="Mine", role="Dev"), headers=headers)
    stored = QuestionSet.objects.get()
    assert refused.status_code == 409
    assert (stored.title, stored.role) == ("Theirs", "Dev")
    assert "“Theirs”" in text(refused)
    again = form_to(refused, path)
    assert again["title"] == ["Mine"]
    if headers:
        assert text(refused).strip().startswith("<form")  # it replaces the form that was sent
    kept = mine.client.post(path, {**again, "do": "theirs"}, headers=headers)
    assert kept.status_code in (200, 302)
    assert QuestionSet.objects.get().title == "Theirs"
    assert mine.client.post(path, {**again, "do": "mine"}, headers=headers).status_code in (200, 302)
    assert QuestionSet.objects.get().title == "Mine"


def test_refused_details_by_htmx_come_back_as_their_form(team_set: QuestionSet) -> None:
    tab = Tab("owner", team_set)
    path = reverse("set-details", args=[team_set.pk])
    answer = tab.client.post(path, {"title": "", "role": "Typed"}, headers=HTMX)
    assert answer.status_code == 400
    assert text(answer).strip().startswith("<form")
    assert 'value="Typed"' in text(answer)


def test_an_own_question_is_not_overwritten_by_a_second_tab(team_set: QuestionSet) -> None:
    """The words of one's own question are as safe as a note."""
    owner = browser_of(team_set.owner)
    words = {"prompt": "Why us?", "level": "mid", "minutes": "5"}
    owner.post(reverse("set-own", args=[team_set.pk]), words)
    item = team_set.items.get(is_own=True)
    path = reverse("set-item-own", args=[team_set.pk, item.pk])
    mine, theirs = owner.get(path), browser_of(User.objects.get(username="lead")).get(path)
    sent = form_to(theirs, "", prompt="Why us, really?")
    assert browser_of(User.objects.get(username="lead")).post(path, sent).status_code == 302
    refused = owner.post(path, form_to(mine, "", prompt="Why this team?", probe="And then?"))
    assert refused.status_code == 409
    assert team_set.items.get(is_own=True).text["prompt"] == "Why us, really?"
    assert "Why us, really?" in text(refused)
    again = form_to(refused, "")
    assert (again["prompt"], again["probe"]) == (["Why this team?"], ["And then?"])
    assert owner.post(path, {**again, "do": "mine"}).status_code == 302
    assert team_set.items.get(is_own=True).text["prompt"] == "Why this team?"


def test_moves_of_stale_pages_both_count(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    mine.press("Slow page", "down")
    theirs.press("Late release", "up")
    assert order(team_set) == ["Old code", "Late release", "Slow page"]


def test_a_move_beside_a_question_that_is_gone_loses_nothing(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    before = item_named(team_set, "Old code").pk
    theirs.press("Old code", "remove")
    assert mine.press("Late release", "before", before=str(before)).status_code == 302
    assert order(team_set) == ["Slow page", "Late release"]


def test_a_note_for_a_question_that_was_removed_comes_back_with_it(team_set: QuestionSet) -> None:
    mine, theirs = Tab("owner", team_set), Tab("lead", team_set)
    theirs.press("Old code", "remove")
    mine.save("Old code", note="Typed meanwhile")
    theirs.press("Old code", "restore")
    assert order(team_set) == list(NAMES)
    assert item_named(team_set, "Old code").note == "Typed meanwhile"


def test_a_double_click_adds_once(team_set: QuestionSet) -> None:
    """From the bank, on the page of the set, and a question of one's own."""
    question("New one")
    client, add = browser_of(team_set.owner), reverse("set-item", args=[team_set.pk, 0])
    words = {"prompt": "Why us?", "level": "mid", "minutes": "5"}
    for _ in range(2):
        client.post(reverse("set-add"), {"question": "new-one", "set": team_set.pk})
        client.post(add, {"question": "new-one"}, headers=HTMX)
        client.post(reverse("set-own", args=[team_set.pk]), words)
    assert order(team_set) == [*NAMES, "New one", "Why us?"]


TABS = st.integers(0, 1)
PLACES = st.integers(0, 4)
STEPS = st.one_of(
    st.tuples(st.just("open"), TABS, PLACES),
    st.tuples(st.just("note"), TABS, PLACES),
    st.tuples(st.sampled_from(["up", "down", "remove", "restore", "add"]), TABS, PLACES),
)


@settings(max_examples=20)
@given(steps=st.lists(STEPS, min_size=5, max_size=14))
def test_any_order_of_changes_loses_nothing(steps: list[tuple[str, int, int]]) -> None:
    """Whoever replaces a note has seen it; items are those added and not removed, each at one place."""
    people = [User.objects.get_or_create(username=f"tab{n}")[0] for n in range(2)]
    bank = [question(name) for name in (*NAMES, "Fourth", "Fifth")]
    question_set = editing.create_set(people[0], title="Together", questions=bank[:3])
    present = {each.pk for each in bank[:3]}
    seen: list[dict[int, str]] = [{}, {}]
    notes: dict[int, str] = {}
    for number, (do, tab, place) in enumerate(steps):
        found = SetItem.objects.filter(question_set=question_set, question=bank[place]).first()
        if do == "open":
            seen[tab] = {i.question_id: i.note for i in items(question_set)}
        elif do == "add" and editing.add_questions(question_set, [bank[place]], actor=people[tab]):
            present.add(bank[place].pk)
        elif found is None or do == "add":
            continue
        elif do == "note":
            before, now = seen[tab].get(bank[place].pk, ""), notes.get(found.pk, "")
            conflicts = editing.change_item(
                found, {"note": f"note {number}"}, {"note": before}, actor=people[tab]
            )
            assert bool(conflicts) == (before != now)
            assert conflicts.get("note", now) == now
            if not conflicts:
                notes[found.pk] = seen[tab][bank[place].pk] = f"note {number}"
        elif do == "remove":
            editing.remove_item(found, actor=people[tab])
            if not SetItem.objects.filter(
                question_set=question_set, question=bank[place], removed_at=None
            ).exists():
                present.discard(bank[place].pk)
        elif do == "restore":
            editing.restore_item(found, actor=people[tab])
            present.add(bank[place].pk)
        else:
            editing.move_item(found, by=-1 if do == "up" else 1, actor=people[tab])
    kept = items(question_set)
    assert {item.question_id for item in kept} == present
    assert len(kept) == len(present)
    assert {item.pk: item.note for item in kept if item.note} == {
        pk: note for pk, note in notes.items() if pk in {item.pk for item in kept}
    }
