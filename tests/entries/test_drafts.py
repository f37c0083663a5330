"""Drafts: kept beside what readers see, shown in the form and by a link, returned, thrown away, published."""

from typing import Any

import pytest
from django.test import Client

from entries import content_version
from entries.models import Draft, Version
from glossary.models import Term
from tests.admin_forms import change_address, change_form, editor_client, everything
from tests.factories import make_question, make_skill, make_term, skill_document, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


def act(client: Client, entry: Any, do: str, **more: str) -> str:
    """Press a button of the draft and return the page that follows."""
    draft = Draft.objects.first()
    data = {"do": do, "draft": draft.pk if draft else "", **more}
    answer = client.post(change_address(entry).replace("change", "draft"), data, follow=True)
    return answer.content.decode()


def test_a_draft_changes_nothing_for_readers(editor: Client, client: Client) -> None:
    term = make_term("ORM", gist="Published.", aliases=["mapper"])
    before = everything()
    change_form(editor, term).fill(**{"gist": "Draft.", "aliases-0-name": "other"}).post("_draft")
    assert everything() == before
    assert "Published." in client.get("/glossary/orm/").content.decode()
    assert client.get("/search/", {"q": "other", "format": "json"}).json()["count"] == 0
    draft = Draft.objects.get()
    assert (draft.document["gist"], draft.step) == ("Draft.", "writing")
    assert draft.document["aliases"][0]["name"] == "other"


def test_the_form_shows_the_draft_and_keeps_it_through_further_edits(editor: Client) -> None:
    term = make_term("ORM", gist="Published.", aliases=["mapper", "ORMs"])
    change_form(editor, term).fill(**{"gist": "Draft.", "aliases-0-name": "other"}).post("_draft")
    form = change_form(editor, term)
    assert form["gist"] == "Draft."
    assert form.rows("aliases", "name") == ["other", "ORMs"]
    form.fill(gist="Draft two.").post("_review")
    draft = Draft.objects.get()
    assert [alias["name"] for alias in draft.document["aliases"]] == ["other", "ORMs"]
    assert (draft.document["gist"], draft.step) == ("Draft two.", "in-review")
    assert Term.objects.get().gist == "Published."


def test_a_draft_of_a_term_with_look_alikes_is_kept_again_and_again(editor: Client) -> None:
    native = make_term("React Native")
    term = make_term("React", look_alikes=[(native, "One draws on phones.")])
    change_form(editor, term).fill(gist="Draft one.").post("_draft")
    change_form(editor, term).fill(gist="Draft two.").post("_draft")
    change_form(editor, term).fill(**{"look_alikes-0-difference": "Native draws on phones."}).post("_draft")
    document = Draft.objects.get().document
    assert document["gist"] == "Draft two."
    assert [pair["difference"] for pair in document["look_alikes"]] == ["Native draws on phones."]
    assert "Readers see it now." in act(editor, term, "publish")
    assert [pair.difference for pair in term.look_alikes.all()] == ["Native draws on phones."]


def test_rows_taken_out_of_a_draft_stay_out(editor: Client) -> None:
    term = make_term("ORM", aliases=["mapper"])
    change_form(editor, term).fill(**{"aliases-0-DELETE": True}).post("_draft")
    form = change_form(editor, term)
    assert form.rows("aliases", "name") == []
    form.fill(gist="New.").save()
    term.refresh_from_db()
    assert (term.gist, term.aliases.count(), Draft.objects.count()) == ("New.", 0, 0)


def test_publishing_gives_readers_the_draft_with_its_rows(editor: Client, client: Client) -> None:
    make_skill("Flask")
    skill = store(skill_document("Django", often_with=["skill:flask"]))
    change_form(editor, skill).fill(gist="Draft.", reason="Better words").post("_draft")
    reviewer = editor_client("Reviewers")
    assert "Readers see it now." in act(reviewer, skill, "publish")
    assert "Draft." in client.get("/skills/django/").content.decode()
    newest = Version.objects.filter(kind="skill", entry_id=skill.pk).order_by("-number").first()
    assert newest
    assert newest.actor
    assert (newest.reason, newest.actor.username) == ("Better words, written by editor", "reviewer")
    assert newest.document["often_with"] == ["skill:flask"]
    assert not Draft.objects.exists()


def test_a_returned_draft_shows_its_comment(editor: Client) -> None:
    question = make_question("Slow page")
    change_form(editor, question).fill(prompt="Which page was slow?").post("_review")
    act(editor_client("Reviewers"), question, "return", comment="Too short, please.")
    assert "Too short, please." in editor.get(change_address(question)).content.decode()
    assert change_form(editor, question)["prompt"] == "Which page was slow?"


def test_a_draft_can_be_thrown_away(editor: Client) -> None:
    term = make_term("ORM", gist="Published.")
    change_form(editor, term).fill(gist="Draft.").post("_draft")
    assert "The draft is gone" in act(editor, term, "discard")
    assert change_form(editor, term)["gist"] == "Published."
    assert "There is no draft any more." in act(editor, term, "publish")


def test_saving_publishes_what_is_in_the_form_and_ends_the_draft(editor: Client) -> None:
    term = make_term("ORM", gist="Published.")
    change_form(editor, term).fill(gist="Draft.").post("_draft")
    change_form(editor, term).fill(gist="Final.").save()
    assert (Term.objects.get().gist, Draft.objects.count()) == ("Final.", 0)


def test_a_refused_form_keeps_the_draft(editor: Client) -> None:
    term = make_term("ORM", gist="Published.")
    change_form(editor, term).fill(gist="Draft.").post("_draft")
    change_form(editor, term).fill(gist="").refused()
    assert Draft.objects.get().document["gist"] == "Draft."


def test_preview_shows_the_draft_to_whoever_has_the_link(editor: Client, client: Client) -> None:
    term = make_term("ORM", gist="Published.")
    change_form(editor, term).fill(gist="Draft words.", name="ORM two").post("_draft")
    link = editor.get(change_address(term)).content.decode().split('href="/preview/')[1].split('"')[0]
    before = everything()
    answer = client.get(f"/preview/{link}")
    assert "Draft words." in answer.content.decode()
    assert "Readers do not see this text yet." in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert everything() == before
    for address in ("/glossary/orm/", "/glossary/", "/"):
        assert "Draft words." not in client.get(address).content.decode()
    assert client.get(f"/preview/{link[:-3]}x/").status_code == 404
    act(editor, term, "discard")
    assert client.get(f"/preview/{link}").status_code == 404


def test_a_draft_that_names_what_is_gone_says_so_and_stays(editor: Client) -> None:
    celery = make_skill("Celery")
    skill = store(skill_document("Django", often_with=[celery]))
    change_form(editor, skill).fill(gist="Draft.").post("_draft")
    celery.delete()
    assert "Skill:celery does not exist" in editor.get(change_address(skill)).content.decode()
    assert "was not published" in act(editor, skill, "publish")
    assert Draft.objects.exists()


def test_drafts_in_review_are_in_the_inbox(editor: Client) -> None:
    term = make_term("ORM")
    change_form(editor, term).fill(gist="Draft.", reason="A better gist").post("_review")
    assert "A better gist" in editor.get("/admin/inbox/").content.decode()
    assert "Inbox <b>1</b>" in editor.get("/").content.decode()


def test_an_unpublished_entry_needs_no_draft(editor: Client) -> None:
    term = make_term("ORM", state="unpublished")
    page = editor.get(change_address(term)).content.decode()
    assert 'name="_draft"' not in page


def scheduled(editor: Client, entry: Any, at: str) -> str:
    """Keep a draft and schedule it; return what is said."""
    change_form(editor, entry).fill(gist="Draft.").post("_draft")
    return act(editor, entry, "schedule", at=at)


def test_a_scheduled_draft_appears_at_its_time(editor: Client, client: Client) -> None:
    term = make_term("ORM", gist="Published.")
    assert "is published on 01 Dec 2126 at 09:00" in scheduled(editor, term, "2126-12-01T09:00")
    content_version.forget()
    assert "Published." in client.get("/glossary/orm/").content.decode()
    act(editor, term, "schedule", at="2026-01-01T09:00")
    content_version.forget()
    client.get("/glossary/")  # whoever comes first
    assert "Draft." in client.get("/glossary/orm/").content.decode()
    assert not Draft.objects.exists()


def test_a_scheduled_draft_that_cannot_be_published_is_returned_once(editor: Client, client: Client) -> None:
    celery = make_skill("Celery")
    skill = store(skill_document("Django", often_with=[celery]))
    scheduled(editor, skill, "2126-12-01T09:00")
    celery.delete()
    Draft.objects.update(publish_at="2026-01-01T09:00Z")
    content_version.forget()
    assert client.get("/skills/").status_code == 200
    draft = Draft.objects.get()
    assert (draft.step, draft.publish_at) == ("returned", None)
    assert "skill:celery does not exist" in draft.comment.lower()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("at", ["soon", "2026-13-40T99:99"])
def test_an_odd_time_is_refused_with_a_sentence(editor: Client, at: str) -> None:
    assert "Write day and time like this" in scheduled(editor, make_term("ORM"), at)
