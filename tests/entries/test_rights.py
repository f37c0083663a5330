"""Who may do what to an entry: every group with every verb, what the page offers, and what Django's log says of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse
from django.test import Client

from entries.drafts import draft_of, keep
from entries.models import Draft
from glossary.models import Term
from tests.admin_forms import Form, address, change_address, change_form, editor_client, everything
from tests.entries.two_editors import act, restore
from tests.factories import make_term, store, term_document

pytestmark = pytest.mark.django_db

PEOPLE = ["reader", "no group", "viewer", "editor who may not publish", "editor", "reviewer"]


def person(kind: str) -> tuple[Client, User]:
    """Return a browser in which somebody is signed in."""
    user = User.objects.create_user("somebody", is_staff=kind != "reader")
    if kind == "viewer":
        user.user_permissions.add(Permission.objects.get(codename="view_term"))
    if "editor" in kind or kind == "reviewer":
        user.groups.add(Group.objects.get(name="Reviewers" if kind == "reviewer" else "Editors"))
    if kind == "editor who may not publish":
        Group.objects.get(name="Editors").permissions.remove(Permission.objects.get(codename="publish_own"))
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client, user


def form_of(term: Term, **typed: str) -> dict[str, list[str]]:
    """Return what the form of a term would send, as an administrator sees it."""
    root = Client()
    root.force_login(User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("root"))
    return change_form(root, term).fill(**typed).values


def posts(button: str, **typed: str) -> Callable[[Client, Term], HttpResponse]:
    """Return the verb that sends the form with a button."""

    def verb(client: Client, term: Term) -> HttpResponse:
        return client.post(change_address(term), {**form_of(term, **typed), button: ["1"]})

    return verb


def acts(do: str, **more: str) -> Callable[[Client, Term], HttpResponse]:
    """Return the verb that presses a button of the draft."""

    def verb(client: Client, term: Term) -> HttpResponse:
        draft = draft_of(term)
        data = {"do": do, "draft": draft.pk if draft else "", **more}
        return client.post(change_address(term).replace("change", "draft"), data)

    return verb


def bulk(action: str) -> Callable[[Client, Term], HttpResponse]:
    """Return the verb that runs an action on the list."""

    def verb(client: Client, term: Term) -> HttpResponse:
        return client.post(address("glossary/term"), {"action": action, "_selected_action": [str(term.pk)]})

    return verb


def restores(client: Client, term: Term) -> HttpResponse:
    """Restore the first version."""
    return client.post(change_address(term).replace("change", "restore"), {"version": 1, "newest": "v2"})


WRITERS = {"editor who may not publish", "editor", "reviewer"}
PUBLISHERS = {"editor", "reviewer"}
REVIEWERS = {"reviewer"}
VERBS: dict[str, tuple[str, Any, set[str], str]] = {
    "see the form": ("", lambda c, t: c.get(change_address(t)), WRITERS | {"viewer"}, ""),
    "save a draft": ("", posts("_draft", gist="New."), WRITERS, "The draft was saved"),
    "send to review": ("", posts("_review", gist="New."), WRITERS, "The draft was sent to review"),
    "save": ("", posts("_save", gist="New."), PUBLISHERS, "Changed"),
    "restore": ("", restores, PUBLISHERS, "Version 1 was restored"),
    "publish own": ("own", acts("publish"), PUBLISHERS, "Published a draft"),
    "schedule own": ("own", acts("schedule", at="2126-01-01T09:00"), PUBLISHERS, "is published on 01 Jan"),
    "throw own away": ("own", acts("discard"), WRITERS, "The draft was thrown away"),
    "return own": ("own", acts("return", comment="No."), REVIEWERS, "The draft was returned"),
    "publish another's": ("another's", acts("publish"), REVIEWERS, "Published a draft"),
    "schedule another's": ("another's", acts("schedule"), REVIEWERS, "not scheduled"),
    "throw another's away": ("another's", acts("discard"), REVIEWERS, "The draft was thrown away"),
    "return another's": ("another's", acts("return", comment="No."), REVIEWERS, "The draft was returned"),
    "save over another's": ("another's", posts("_save", gist="New."), REVIEWERS, "Changed"),
    "go on with another's": ("another's", posts("_draft", gist="New."), WRITERS, "The draft was saved"),
    "publish what two wrote": ("shared", acts("publish"), REVIEWERS, "Published a draft"),
    "retire": ("", bulk("retire"), PUBLISHERS, "Retired"),
    "mark reviewed": ("", bulk("mark_reviewed"), PUBLISHERS, "Reviewed"),
    "edit unpublished": ("unpublished", posts("_save", gist="New."), WRITERS, "Changed"),
    "publish unpublished": ("unpublished", posts("_save", state="published"), PUBLISHERS, "Changed"),
    "publish unpublished with the button for drafts": (
        "unpublished",
        posts("_draft", state="published"),
        PUBLISHERS,
        "Changed",
    ),
    "delete": (
        "",
        lambda c, t: c.post(change_address(t).replace("change", "delete"), {"post": "yes"}),
        REVIEWERS,
        "",
    ),
}
"""What is done -> the world it needs, how, who may, and what Django's log says."""

ALL = [(verb, kind) for verb in VERBS for kind in PEOPLE]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("verb", "kind"), ALL, ids=[f"{kind}: {verb}" for verb, kind in ALL])
def test_who_may_do_what(verb: str, kind: str) -> None:
    needs, do, may, said = VERBS[verb]
    client, user = person(kind)
    term = make_term("ORM", gist="First.", state="unpublished" if needs == "unpublished" else "published")
    if verb == "restore":
        term = store(term_document("ORM", gist="Second."), entry=term)
    other = User.objects.create_user("other")
    if needs in ("own", "another's", "shared"):
        for actor in {"own": [user], "another's": [other], "shared": [other, user]}[needs]:
            keep(term, term_document("ORM", gist="Draft."), actor=actor, step="writing")
    before, drafts = everything(), list(Draft.ever.values())
    answer = do(client, term)
    allowed = kind in may
    log = list(LogEntry.objects.filter(user=user))
    if allowed:
        assert answer.status_code in (200, 302)
        assert said in " ".join(str(row) + row.get_change_message() for row in log), log
        return
    inside = kind not in ("reader",)
    if verb not in ("retire", "mark reviewed"):  # Django shows the list again when an action is not offered
        assert answer.status_code == (403 if inside else 302)
    assert (everything(), list(Draft.ever.values())) == (before, drafts)
    assert log == []


def buttons(form: Form) -> set[str]:
    """Return the buttons that a page shows."""
    names = ("_save", "_continue", "_draft", "_review")
    acts = ("publish", "schedule", "return", "discard")
    return {name for name in names if f'name="{name}"' in form.html} | {
        do for do in acts if f'name="do" value="{do}"' in form.html
    }


ALWAYS = {"_draft", "_review"}
SAVING = {"_save", "_continue"}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("kind", "plain", "own", "others"),
    [
        ("viewer", set(), set(), set()),
        ("editor who may not publish", ALWAYS, ALWAYS | {"discard"}, ALWAYS),
        ("editor", ALWAYS | SAVING, ALWAYS | SAVING | {"publish", "schedule", "discard"}, ALWAYS),
        (
            "reviewer",
            *[ALWAYS | SAVING] * 1,
            *[ALWAYS | SAVING | {"publish", "schedule", "return", "discard"}] * 2,
        ),
    ],
)
def test_the_page_shows_the_buttons_that_may_be_pressed(
    kind: str, plain: set[str], own: set[str], others: set[str]
) -> None:
    client, user = person(kind)
    term, document = make_term("ORM"), term_document("ORM", gist="Draft.")
    assert buttons(change_form(client, term)) == plain
    keep(term, document, actor=user, step="writing")
    assert buttons(change_form(client, term)) == own
    Draft.objects.update(actor=User.objects.create_user("other"))
    assert buttons(change_form(client, term)) == others


def test_who_may_not_publish_is_not_offered_it() -> None:
    client, _ = person("editor who may not publish")
    page = client.get(address("glossary/term")).content.decode()
    assert 'value="publish"' not in page
    new = client.get(address("glossary/term", "add/")).content.decode()
    assert 'value="published"' not in new
    term = store(term_document("ORM", gist="Second."), entry=make_term("ORM"))
    history = client.get(change_address(term).replace("change", "history")).content.decode()
    assert "Restore version" not in history
    assert restore(client, term, 1).status_code == 403


def test_a_scheduled_draft_is_in_the_log_of_who_wrote_it(client: Client) -> None:
    ann, term = editor_client(), make_term("ORM", gist="First.")
    change_form(ann, term).fill(gist="Draft.").post("_draft")
    act(ann, term, "schedule", at="2026-01-01T09:00")
    client.get("/glossary/")
    assert Term.objects.get().gist == "Draft."
    assert [row.change_message for row in LogEntry.objects.order_by("pk")][-1] == "Published a draft"
