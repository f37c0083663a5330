"""Bookmarks of every kind: one press adds, another removes, and nothing that was noted is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from entries.models import State
from interviews.models import Question
from sets.bookmarks import KINDS, reference_of
from sets.models import Bookmark, QuestionSet
from tests.factories import make_guide, make_question, make_skill, make_term, make_topic
from tests.reading import HTMX, text
from tests.sets.test_freezing import rewrite
from tests.sets.worlds import browser_of, form_to, make_link, make_set, make_template, order, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    """Somebody with an account."""
    return person("owner")


@pytest.fixture
def client(owner: User) -> Client:
    """The browser of that person."""
    return browser_of(owner)


def make_target(kind: str, owner: User) -> Any:
    """Return something of a kind to bookmark."""
    make = {
        "question": make_question, "topic": make_topic, "skill": make_skill, "term": make_term,
        "guide": make_guide, "set-template": make_template, "set": lambda: make_set(owner, title="My set"),
    }  # fmt: skip
    return make[kind]()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_a_star_of_every_kind(owner: User, client: Client, kind: str, headers: dict[str, str]) -> None:
    """On the page of the thing itself: pressed twice, it is as before; pressed twice at once, it is once."""
    target = make_target(kind, owner)
    page, toggle = target.get_absolute_url(), reverse("bookmark")
    first = form_to(client.get(page), toggle)
    assert first["entry"] == [reference_of(kind, target)]
    for _ in range(2):
        answer = client.post(toggle, first, headers=headers)
        assert answer.status_code == (200 if headers else 302)
        assert headers or answer.headers["Location"] == page
    assert [(b.kind, b.target_id) for b in Bookmark.objects.all()] == [(kind, target.pk)]
    listed = text(client.get(reverse("bookmarks")))
    assert f'href="{page}"' in listed
    second = form_to(answer if headers else client.get(page), toggle)
    assert second["marked"] == ["no"]
    client.post(toggle, second, headers=headers)
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize(
    "reference",
    ["", "question:", "question:no-such", "red-flag:x", "set:1", "set:x", "user:1", "question:a\x00"],
)
def test_what_is_not_there_is_no_bookmark(client: Client, reference: str) -> None:
    assert client.post(reverse("bookmark"), {"entry": reference}).status_code == 404
    assert not Bookmark.objects.exists()


def test_the_way_back_is_on_this_site(client: Client) -> None:
    make_question()
    for there in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "\x00"):
        sent = {"entry": "question:slow-page", "next": there}
        assert client.post(reverse("bookmark"), sent).headers["Location"] == reverse("bookmarks")


def test_a_note_is_kept_found_and_only_ones_own(client: Client) -> None:
    make_question()
    client.post(reverse("bookmark"), {"entry": "question:slow-page"})
    path = reverse("bookmark-note", args=[Bookmark.objects.get().pk])
    client.post(path, form_to(client.get(reverse("bookmarks")), path, note="  Ask about <b>indexes</b>  "))
    assert Bookmark.objects.get().note == "Ask about <b>indexes</b>"
    page = text(client.get(reverse("bookmarks"), {"q": "INDEXES"}))
    assert "Ask about &lt;b&gt;indexes&lt;/b&gt;" in page
    assert "No bookmark fits" in text(client.get(reverse("bookmarks"), {"q": "unheard"}))
    assert text(client.post(path, {"note": "Other"}, headers=HTMX)) == "Saved"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_a_note_that_is_too_long_is_refused_and_not_lost(client: Client, headers: dict[str, str]) -> None:
    make_question()
    client.post(reverse("bookmark"), {"entry": "question:slow-page"})
    path = reverse("bookmark-note", args=[Bookmark.objects.get().pk])
    typed = "word " * 300
    refused = client.post(path, {"note": typed}, headers=headers)
    assert refused.status_code == 400
    assert "at most 1,000 characters" in text(refused)
    if not headers:
        assert typed in text(refused)
    assert Bookmark.objects.get().note == ""


def test_a_removed_bookmark_comes_back_with_its_note_and_link(owner: User) -> None:
    """Also one by a link, once; and without its link when that is gone."""
    reader = person("reader")
    client, theirs = browser_of(reader), make_set(owner)
    link, token = make_link(theirs)
    client.post(reverse("set-shared-bookmark", args=[token]))
    Bookmark.objects.update(note="From Uwe")
    marked = Bookmark.objects.get()
    page = client.post(reverse("bookmark-note", args=[marked.pk]), {"do": "remove"}, follow=True)
    assert not Bookmark.objects.exists()
    undo = reverse("bookmark-note", args=[0])
    client.post(undo, form_to(page, undo))
    client.post(undo, {"do": "restore"})
    back = Bookmark.objects.get()
    assert (back.note, back.link, back.target_id) == ("From Uwe", link, theirs.pk)
    assert client.get(theirs.get_absolute_url()).status_code == 200
    client.post(reverse("bookmark-note", args=[back.pk]), {"do": "remove"})
    QuestionSet.objects.all().delete()
    assert client.post(undo, {"do": "restore"}).status_code == 302


def test_what_was_retired_is_said_and_can_be_removed(client: Client) -> None:
    made = make_question()
    client.post(reverse("bookmark"), {"entry": "question:slow-page"})
    rewrite(made, state=State.RETIRED)
    page = client.get(reverse("bookmarks"))
    assert "No longer to be seen" in text(page)
    assert "slow page" not in text(page)
    client.post(reverse("bookmark-note", args=[Bookmark.objects.get().pk]), {"do": "remove"})
    assert not Bookmark.objects.exists()


def test_a_set_of_the_bookmarked_questions_in_the_order_of_marking(client: Client) -> None:
    for name in ("Late release", "Old code", "Slow page"):
        make_question(name)
        client.post(reverse("bookmark"), {"entry": f"question:{name.lower().replace(' ', '-')}"})
    rewrite(Question.objects.get(slug="old-code"), state=State.RETIRED)
    page = client.get(reverse("set-new"), {"bookmarks": "1"})
    assert "2 questions will be in it" in text(page)
    client.post(f"{reverse('set-new')}?bookmarks=1", form_to(page, ""))
    assert order(QuestionSet.objects.get()) == ["Late release", "Slow page"]


def test_a_star_pressed_signed_out_is_set_after_signing_in() -> None:
    """The star leads to the sign-in, and signing in goes back with the bookmark made."""
    make_question()
    User.objects.create_user("reader", password="three plain words")
    client = browser_of()
    page = text(client.get("/interviews/slow-page/"))
    star = f"{reverse('login')}?bookmark=question:slow-page&amp;next=/interviews/slow-page/"
    assert f'href="{star}"' in page
    sent = form_to(
        client.get(star.replace("&amp;", "&")),
        reverse("login"),
        username="reader",
        password="three plain words",
    )
    assert client.post(reverse("login"), sent).headers["Location"] == "/interviews/slow-page/"
    assert Bookmark.objects.get().user.username == "reader"
    assert 'aria-pressed="true"' in text(client.get("/interviews/slow-page/"))
