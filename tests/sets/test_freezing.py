"""A frozen set keeps its words, says what changed in the wiki, and takes new words only when told to."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from entries.models import State
from interviews.models import Question
from sets import editing, freezing
from sets.models import QuestionSet
from sets.own_questions import add_own
from tests.factories import changed, make_question, store
from tests.reading import text
from tests.sets.worlds import browser_of, item_named, items, make_set, person

pytestmark = pytest.mark.django_db

OLD = (
    "Tell me about a slow page?",
    "a number",
    "then added an",
    "added a cache",
    "bigger server",
    "you measure it",
)
"""A bit of each part of the question that a set keeps."""


@pytest.fixture
def owner() -> User:
    """Somebody with an account."""
    return person("owner")


@pytest.fixture
def frozen(owner: User) -> QuestionSet:
    """A frozen set of two questions and one of one's own."""
    made = make_set(owner, "Slow page", "Old code")
    add_own(made, {"prompt": "Why us?", "minutes": 5, "level": "mid", "strong": "A *reason*."}, actor=owner)
    freezing.freeze(made, actor=owner)
    return made


def rewrite(question: Question, *, state: str = State.PUBLISHED, **fields: object) -> Question:
    """Change an entry as an editor would."""
    return store(changed(question.its_kind().read(question), **fields), entry=question, state=state)


def rewrite_all(question: Question) -> None:
    """Change every part of a question."""
    rewrite(
        question,
        prompt="What was slow?",
        listen_for=["a cause", "a figure", "an end"],
        strong="New strong.",
        average="New average.",
        weak="New weak.",
        probe="And then?",
    )


def test_the_wording_stays_on_every_sheet(frozen: QuestionSet) -> None:
    rewrite_all(Question.objects.get(slug="slow-page"))
    client = browser_of(frozen.owner)
    for name in ("set-call", "set-print", "set-download"):
        page = text(client.get(reverse(name, args=[frozen.pk])))
        assert [part for part in OLD if part not in page] == [], name
        assert "What was slow?" not in page
        assert "New strong" not in page


def test_nothing_has_changed_right_after_freezing(frozen: QuestionSet) -> None:
    make_question("Short", why="Why  so\u00a0odd?", strong="Two\n\nparts", minutes=3, visibility="members")
    editing.add_questions(frozen, [Question.objects.get(slug="short")], actor=frozen.owner)
    assert freezing.changed_since(frozen) == []
    assert "changed in the wiki" not in text(browser_of(frozen.owner).get(frozen.get_absolute_url()))


def test_what_changed_is_shown_word_by_word(frozen: QuestionSet) -> None:
    rewrite(Question.objects.get(slug="slow-page"), prompt="Tell me about a fast <page>?")
    client = browser_of(frozen.owner)
    assert "1 question changed in the wiki" in text(client.get(frozen.get_absolute_url()))
    page = text(client.get(reverse("set-freeze", args=[frozen.pk])))
    assert "Tell me about a <del>slow</del>" in page
    assert "Tell me about a <ins>fast</ins>" in page
    assert "<ins>&lt;page&gt;?</ins>" in page


def test_todays_words_are_taken_of_chosen_questions_only(frozen: QuestionSet) -> None:
    for name in ("slow-page", "old-code"):
        rewrite_all(Question.objects.get(slug=name))
    slow, old = item_named(frozen, "Slow page"), item_named(frozen, "Old code")
    browser_of(frozen.owner).post(
        reverse("set-freeze", args=[frozen.pk]), {"do": "again", "item": [slow.pk, 99]}
    )
    frozen.refresh_from_db()
    assert freezing.changed_since(frozen) == [old.pk]
    assert item_named(frozen, "Slow page").text["probe"] == "And then?"
    assert item_named(frozen, "Old code").text["probe"] == "How did you measure it?"


def test_a_thawed_set_follows_the_wiki_again(frozen: QuestionSet) -> None:
    rewrite_all(Question.objects.get(slug="slow-page"))
    client = browser_of(frozen.owner)
    client.post(reverse("set-freeze", args=[frozen.pk]), {"do": "thaw"})
    page = text(client.get(reverse("set-call", args=[frozen.pk])))
    assert "What was slow?" in page
    assert "New strong" in page
    assert "Why us?" in page
    assert "<em>reason</em>" in page


def test_a_retired_question_stays_frozen_and_is_missed_alive(owner: User) -> None:
    sets = [make_set(owner, "Slow page", title=title) for title in ("Kept", "Live")]
    freezing.freeze(sets[0], actor=owner)
    rewrite(Question.objects.get(slug="slow-page"), state=State.RETIRED)
    client = browser_of(owner)
    kept, live = (text(client.get(each.get_absolute_url())) for each in sets)
    assert OLD[0] in kept
    assert "This question is no longer in the wiki" in live
    assert OLD[0] not in live
    changes = text(client.get(reverse("set-freeze", args=[sets[0].pk])))
    assert "The wiki took this question out. The set still has its wording." in changes
    for name in ("set-call", "set-print", "set-download"):
        assert "no longer in the wiki" in text(client.get(reverse(name, args=[sets[1].pk])))


def test_a_deleted_question_stays_even_when_thawed(frozen: QuestionSet) -> None:
    Question.objects.get(slug="slow-page").delete()
    freezing.thaw(frozen, actor=frozen.owner)
    assert OLD[0] in text(browser_of(frozen.owner).get(reverse("set-call", args=[frozen.pk])))


def test_a_question_brought_back_fits_the_others(owner: User) -> None:
    """Removed before freezing, brought back after it: frozen. Removed while frozen, back after thawing: live."""
    made = make_set(owner, "Slow page", "Old code")
    editing.remove_item(item_named(made, "Slow page"), actor=owner)
    freezing.freeze(made, actor=owner)
    editing.restore_item(item_named(made, "Slow page"), actor=owner)
    rewrite_all(Question.objects.get(slug="slow-page"))
    client = browser_of(owner)
    assert OLD[0] in text(client.get(reverse("set-call", args=[made.pk])))
    editing.remove_item(item_named(made, "Slow page"), actor=owner)
    freezing.thaw(made, actor=owner)
    editing.restore_item(item_named(made, "Slow page"), actor=owner)
    assert "What was slow?" in text(client.get(reverse("set-call", args=[made.pk])))


def test_a_copy_has_the_same_words_notes_and_order(frozen: QuestionSet) -> None:
    """Also when somebody else copies it, and it is private and apart from the other."""
    item = item_named(frozen, "Old code")
    editing.change_item(item, {"note": "Wait.", "minutes": 9, "must_ask": True}, {}, actor=frozen.owner)
    rewrite_all(Question.objects.get(slug="slow-page"))
    copied = editing.copy_set(frozen, owner=person("other"))
    alike = ("question_id", "text", "rendered", "note", "minutes", "must_ask", "is_own", "position")
    assert [[getattr(i, name) for name in alike] for i in items(copied)] == [
        [getattr(i, name) for name in alike] for i in items(frozen)
    ]
    assert (copied.is_frozen, copied.team, copied.title) == (True, None, "Backend screen (copy)")
    editing.remove_item(items(copied)[0], actor=copied.owner)
    assert len(items(frozen)) == 3
