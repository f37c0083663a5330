"""Links: unguessable, kept as a hash only, ending when they should, and showing one set and nothing else."""

from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from interviews.models import Question
from sets import freezing, sharing
from sets.models import Bookmark, QuestionSet, ShareLink
from tests.factories import make_question
from tests.reading import text
from tests.sets.test_freezing import rewrite
from tests.sets.worlds import browser_of, form_to, make_link, make_set, make_template, page_of, person

pytestmark = pytest.mark.django_db

PAGES = ("set-shared", "set-shared-call", "set-shared-print")
SECRETS = (
    "a bigger server",
    "a number",
    "added an",
    "added a cache",
    "measure it",
    "A cause without",
    "Neither.",
)
"""A bit of each part of an answer key."""


@pytest.fixture
def owner() -> User:
    """Somebody whose name stands nowhere else."""
    return person("zacharias", first_name="Zacharias", last_name="Quill")


@pytest.fixture
def shared(owner: User) -> QuestionSet:
    """A set with a question whose answers are for signed-in people only."""
    make_question("Slow page", visibility="members")
    return make_set(owner, "Slow page")


def test_the_token_is_kept_nowhere(shared: QuestionSet) -> None:
    """Made by the form, shown once, 256 bits, and no row of any table holds it."""
    client, path = browser_of(shared.owner), reverse("set-share", args=[shared.pk])
    made = client.post(path, form_to(client.get(path), "", do="link", label="Hiring managers"))
    address = next(e.get("value") for e in page_of(made).iter("input") if e.get("id") == "address")
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert len(token) >= 43
    assert browser_of().get(f"/sets/shared/{token}/").status_code == 200
    assert token not in text(client.get(path))
    for model in apps.get_models():
        assert not any(token in str(row) for row in model._default_manager.values_list()), model
    assert len({sharing.make_link(shared, actor=shared.owner)[1] for _ in range(50)}) == 50


@pytest.mark.parametrize(("days", "lasts"), [("1", 1), ("7", 7), ("30", 30), ("", None)])
def test_a_link_lasts_as_long_as_was_chosen(shared: QuestionSet, days: str, lasts: int | None) -> None:
    path = reverse("set-share", args=[shared.pk])
    browser_of(shared.owner).post(path, {"do": "link", "expires": days})
    link = ShareLink.objects.get()
    if lasts is None:
        assert link.expires_at is None
    else:
        assert abs(link.expires_at - timezone.now() - timedelta(days=lasts)) < timedelta(minutes=1)


def test_a_revoked_link_ends_at_once_with_its_bookmarks(shared: QuestionSet) -> None:
    link, token = make_link(shared)
    reader, owner = browser_of(person("reader")), browser_of(shared.owner)
    reader.post(reverse("set-shared-bookmark", args=[token]))
    assert reader.get(shared.get_absolute_url()).status_code == 200
    owner.post(reverse("set-share", args=[shared.pk]), {"do": "revoke", "link": link.pk})
    assert [reader.get(reverse(name, args=[token])).status_code for name in PAGES] == [404] * 3
    assert reader.get(shared.get_absolute_url()).status_code == 404
    assert "No longer to be seen" in text(reader.get(reverse("bookmarks")))
    assert "Backend screen" not in text(reader.get(reverse("bookmarks")))


def test_a_new_link_revives_the_bookmark(shared: QuestionSet) -> None:
    """Who comes back by another link reads on, instead of meeting the old bookmark."""
    reader = browser_of(person("reader"))
    link, token = make_link(shared)
    reader.post(reverse("set-shared-bookmark", args=[token]))
    sharing.revoke(link)
    answer = reader.post(reverse("set-shared-bookmark", args=[make_link(shared)[1]]), follow=True)
    assert answer.status_code == 200
    assert Bookmark.objects.count() == 1


def test_a_link_of_a_deleted_set_does_not_work(shared: QuestionSet) -> None:
    token = make_link(shared)[1]
    browser_of(shared.owner).post(reverse("set-delete", args=[shared.pk]))
    assert browser_of().get(reverse("set-shared", args=[token])).status_code == 404


def test_views_are_counted_in_batches(shared: QuestionSet) -> None:
    """Looking writes nothing; the batch does, and the owner sees the number."""
    token = make_link(shared)[1]
    reader, path = browser_of(), reverse("set-shared", args=[token])
    for _ in range(3):
        reader.get(path)
    assert ShareLink.objects.get().views == 0
    sharing.views.flush()
    assert ShareLink.objects.get().views == 3
    assert "3 views" in text(browser_of(shared.owner).get(reverse("set-share", args=[shared.pk])))


@pytest.mark.parametrize("name", [*PAGES, "set-shared-bookmark"])
def test_a_shared_page_is_found_kept_and_told_by_nobody(shared: QuestionSet, name: str) -> None:
    answer = browser_of(person("reader")).get(reverse(name, args=[make_link(shared)[1]]))
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", PAGES)
def test_a_shared_page_shows_nothing_else_of_its_owner(shared: QuestionSet, name: str) -> None:
    make_set(shared.owner, "Old code", title="Another set")
    page = text(browser_of().get(reverse(name, args=[make_link(shared, label="For Uwe")[1]])))
    assert "Tell me about a slow page?" in page
    for word in ("zacharias", "Zacharias", "Quill", "Another set", "For Uwe", f"/sets/{shared.pk}/"):
        assert word not in page


def test_restricted_answers_are_hidden_unless_the_link_shows_them(shared: QuestionSet) -> None:
    """Live and frozen, and also when an editor restricted them after the freezing."""
    make_question("Old code")
    late = make_set(shared.owner, "Old code", title="Restricted later")
    kept = make_set(shared.owner, "Slow page", title="Frozen")
    for each in (late, kept):
        freezing.freeze(each, actor=shared.owner)
    rewrite(Question.objects.get(slug="old-code"), visibility="members")
    for question_set, shows in product((shared, kept, late), (False, True)):
        token = make_link(question_set, shows_answers=shows)[1]
        for name in PAGES:
            page = text(browser_of().get(reverse(name, args=[token])))
            assert "Tell me about a" in page
            seen = [secret for secret in SECRETS if secret in page]
            if not shows or name == "set-shared":
                assert seen == [], (question_set, name)
            else:
                assert len(seen) >= 5, (question_set, name)
        assert "a number" in text(
            browser_of(person(f"r{question_set.pk}{shows}")).get(f"/sets/shared/{token}/call/")
        )


def test_restricted_answers_are_hidden_on_every_page_of_a_template(shared: QuestionSet) -> None:
    make_template("First call", Question.objects.get(slug="slow-page"))
    paths = [reverse(f"set-template{end}", args=["first-call"]) for end in ("", "-call", "-print")]
    download = reverse("set-template-download", args=["first-call"])
    paths += [f"{download}?as=csv", f"{download}?as=markdown", f"{paths[0]}?format=json"]
    paths += ["/interviews/slow-page/?format=text&key=1", "/practice/"]
    for path in paths:
        page = text(browser_of().get(path))
        assert [secret for secret in SECRETS if secret in page] == [], path
    assert "bigger server" in text(browser_of(shared.owner).get(download))
