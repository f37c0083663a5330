"""What holds for every kind in the Admin: who gets in, what a save keeps, what is refused, and the bulk actions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from entries import content_version
from entries.kinds import all_kinds
from entries.models import FormerSlug, State, Version
from glossary.models import Term
from interviews.models import Question
from skills.models import Guide, Layer
from tests.admin_entries import add_entry, entry_of, fill, model_of
from tests.admin_forms import (
    add_form,
    address,
    change_address,
    change_form,
    editor_client,
    everything,
    run_action,
    stored,
    versions,
)
from tests.factories import (
    guide_document,
    layer,
    page_document,
    question_document,
    red_flag_document,
    set_template_document,
    skill_document,
    store,
    term_document,
    topic_document,
)

pytestmark = pytest.mark.django_db

LINK = {"title": "The docs", "url": "https://docs.example.org/a|b", "kind": "docs", "level": "beginner"}
SOURCES = [{"title": "A book | second edition", "url": "https://example.org/book"}]
PARAGRAPHS = "One *paragraph*.\n\n- a list\n- of two\n\nAnother."
READS = [{"wrote": "Rust | C", "means": "Both.", "ask": "Which more?"}, {"wrote": "Rust", "means": "One."}]

WORLD = {
    "page": page_document("About", body=PARAGRAPHS, sources=SOURCES),
    "sql": term_document("SQL"),
    "term": term_document(
        "ORM",
        aliases=["mapper", {"name": "OR mapper", "case_matters": True}, "ORMs"],
        look_alikes=[("term:sql", "One maps, the other asks.")],
        links=[LINK],
        sources=SOURCES,
        reviewed_on="2026-11-01",
        expansion="Object-relational mapper",
        first_released=1995,
    ),
    "flask": skill_document("Flask"),
    "celery": skill_document("Celery"),
    "skill": skill_document(
        "Django",
        details=PARAGRAPHS,
        plain="One.\n\nTwo.",
        reads=READS,
        main_term="term:sql",
        terms=["term:sql", "term:orm"],
        often_with=["skill:flask", "skill:celery"],
        not_same_as=["skill:celery"],
        links=[LINK, {**LINK, "title": "More", "level": "advanced"}],
    ),
    "guide": guide_document(
        overview=PARAGRAPHS,
        why_language="Easy.\n\nKnown.",
        marker_groups=[{"name": "Web", "area": "backend", "markers": ["Django", "a, b"], "means": "Pages."}],
        reading_rows=READS,
        links=[LINK],
        layers=[
            layer("front", boxes=[("Pages", "skill:flask"), ("ORM", "term:orm")], placements=["skill:flask"]),
            layer(
                "back",
                placements=[{"skill": "skill:django", "tag": "Core", "keywords": ["ORM"], "note": "Here."}],
            ),
            layer("jobs", position="side", wire_down="Do this", wire_up="Done"),
            layer("base", position="base", base_label="All of it"),
        ],
    ),
    "topic": topic_document("Data", guide="guide:python-guide"),
    "question": question_document(
        "Slow page", strong=PARAGRAPHS, skills=["skill:flask", "skill:django"], minutes=7, level="senior"
    ),
    "red-flag": red_flag_document(skills=["skill:django", "skill:flask"]),
    "other-question": question_document("Old bug"),
    "set-template": set_template_document(
        items=[
            {
                "question": "question:old-bug",
                "section": "Warm-up",
                "note": "Let them talk.",
                "must_ask": True,
            },
            {"question": "question:slow-page", "minutes": 9},
        ]
    ),
}
KINDS = [kind.name for kind in all_kinds()]
MODELS = {
    **{kind.name: f"{kind.model._meta.app_label}/{kind.model._meta.model_name}" for kind in all_kinds()},
    "layer": "skills/layer",
}
A_FIELD = {"page": "gist", "term": "gist", "skill": "gist", "guide": "subtitle"}
A_FIELD |= {"topic": "subtitle", "question": "prompt", "red-flag": "sees", "set-template": "gist"}


@pytest.fixture(scope="module")
def keys(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, Any]]:
    """An entry of every kind, published, with all that the kind can hold; tests take back what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        entries = {name: store(document) for name, document in WORLD.items()}
        yield {**entries, "layer": Layer.objects.get(key="back")}
        transaction.set_rollback(True)


@pytest.fixture
def world(keys: dict[str, Any]) -> dict[str, Any]:
    """The same, read anew."""
    return {name: type(entry)._default_manager.get(pk=entry.pk) for name, entry in keys.items()}


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


# Who gets in


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", MODELS)
def test_pages_answer_for_an_editor(kind: str, world: dict, editor: Client) -> None:
    assert not User.objects.get(username="editor").is_superuser
    for url in (address(MODELS[kind]), address(MODELS[kind], "add/"), change_address(world[kind])):
        assert editor.get(url).status_code == 200, url
    assert editor.get(change_address(world[kind]).replace("change", "delete")).status_code == 403


def test_pages_answer_for_nobody_else(world: dict) -> None:
    everywhere = [
        url
        for kind, model in MODELS.items()
        for url in (address(model), address(model, "add/"), change_address(world[kind]))
    ]
    before = everything()
    reader, helper = Client(), Client()
    member = Client()
    member.force_login(User.objects.create_user("member"))
    helper.force_login(User.objects.create_user("helper", is_staff=True))
    for url in everywhere:
        for client in (reader, member):
            assert client.get(url).status_code == client.post(url, {"name": "x"}).status_code == 302
            assert "/admin/login/" in client.get(url)["Location"]
        assert helper.get(url).status_code == 403
    assert everything() == before


def test_the_first_page_lists_every_kind(editor: Client) -> None:
    page = editor.get("/admin/").content.decode()
    assert all(f'href="{address(model)}"' in page for model in MODELS.values())


# What a save keeps


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", MODELS)
def test_a_form_posted_back_unchanged_changes_nothing(kind: str, world: dict, editor: Client) -> None:
    before = everything()
    after = change_form(editor, world[kind]).save_and_continue()
    assert everything() == before
    assert after.values == change_form(editor, world[kind]).values


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_a_change_makes_one_version(kind: str, world: dict, editor: Client, client: Client) -> None:
    entry, field = world[kind], A_FIELD[kind]
    before, number = versions(entry), content_version.current()
    assert client.get(entry.get_absolute_url()).status_code == 200
    change_form(editor, entry).fill(**{field: "Zyzzyva & others.", "reason": "A clearer word"}).save()
    *old, new = versions(entry)
    assert [v.pk for v in old] == [v.pk for v in before]
    assert (new.number, new.actor.username, new.origin, new.state) == (
        len(before) + 1,
        "editor",
        "admin",
        "published",
    )
    assert new.reason == "A clearer word"
    expected = WORLD[kind].model_copy(update={field: "Zyzzyva & others."})
    assert new.document == expected.model_dump(mode="json") == stored(entry).model_dump(mode="json")
    assert content_version.current() == number + 1
    assert "Zyzzyva &amp; others." in client.get(entry.get_absolute_url()).content.decode()
    entry.refresh_from_db()
    assert (entry.changed_by.username, entry.created_by) == ("editor", None)


def test_a_save_without_reason_says_edited(world: dict, editor: Client) -> None:
    change_form(editor, world["page"]).fill(gist="Another.").save()
    assert versions(world["page"])[-1].reason == "Edited"


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_entry_with_all_its_rows(kind: str, world: dict, editor: Client, client: Client) -> None:
    world[kind].delete() if kind not in ("topic", "guide") else None
    document = WORLD[kind].model_copy(update={"slug": "brand-new", "name": "Brand new"})
    entry = add_entry(editor, document)
    assert stored(entry) == document
    assert (entry.created_by.username, entry.changed_by.username) == ("editor", "editor")
    first, last = versions(entry)[0], versions(entry)[-1]
    assert (first.number, first.actor.username) == (1, "editor")
    assert last.document == document.model_dump(mode="json")
    assert client.get(entry.get_absolute_url()).status_code == 200


def test_a_new_entry_is_hidden_until_it_is_published(editor: Client, client: Client) -> None:
    term = add_entry(editor, term_document("Kafka"), state=State.UNPUBLISHED)
    assert client.get("/glossary/kafka/").status_code == 404
    form = change_form(editor, term)
    assert "View on site" not in form.html
    form = form.fill(state="published").save_and_continue()
    assert client.get("/glossary/kafka/").status_code == 200
    assert "View on site" in form.html
    assert [v.state for v in versions(term)] == ["unpublished", "published"]


def test_owner_is_somebody_who_works_in_the_admin(world: dict, editor: Client) -> None:
    User.objects.create_user("member")
    me = User.objects.get(username="editor")
    form = change_form(editor, world["term"])
    assert ">editor</option>" in form.html
    assert ">member</option>" not in form.html
    form.fill(owner=me.pk).save()
    assert Term.objects.get(name="ORM").owner == me


# Addresses


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_address_leaves_a_redirect(kind: str, world: dict, editor: Client, client: Client) -> None:
    entry = world[kind]
    old = entry.get_absolute_url()
    change_form(editor, entry).fill(slug="moved").save()
    assert list(FormerSlug.objects.values_list("kind", "slug", "entry_id")) == [
        (kind, WORLD[kind].slug, entry.pk)
    ]
    assert versions(entry)[-1].document["former_slugs"] == [WORLD[kind].slug]
    entry.refresh_from_db()
    new = entry.get_absolute_url()
    assert client.get(new).status_code == 200
    if kind not in ("red-flag", "page"):  # one has no page of its own, the other was the first page
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
    before = everything()
    change_form(editor, entry).save()
    assert everything() == before


def test_an_old_address_is_not_given_away(world: dict, editor: Client) -> None:
    change_form(editor, world["term"]).fill(slug="mapper").save()
    form = fill(add_form(editor, "glossary/term"), term_document("Other"), slug="orm")
    assert "old address of another entry" in form.refused().beside["slug"]
    change_form(editor, world["term"]).fill(slug="orm").save()
    assert [row.slug for row in FormerSlug.objects.all()] == ["mapper"]


# What is refused


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("kind", "field", "typed", "sentence"),
    [
        ("page", "slug", "About_us", "use small letters, digits and single hyphens"),
        ("page", "reviewed_on", "1999-01-01", "greater than or equal to 2000-01-01"),
        (
            "page",
            "sources",
            "The book | ftp://example.org/",
            "Row 1, url: must be a full address that begins with",
        ),
        ("page", "sources", "The book", "Line 1 must read: title | url"),
        ("page", "body", "Text <script>alert(1)</script>", "unsafe HTML '<script>'"),
        ("page", "body", "# First level", "write ## or more"),
        ("page", "body", "[here](javascript:alert(1))", "Bad address 'javascript:alert(1'"),
        ("page", "body", "word " * 14_000, "longer than 65,536 characters"),
        ("page", "body", "> " * 30 + "deep", "nests more than 20 lists or quotes"),
        ("page", "body", "a\x01b", "invisible control characters"),
        ("page", "gist", "a\u2028b", "Must not hold invisible control characters."),
        ("skill", "details", "```\nno end", "is not closed"),
        ("skill", "keywords", "a" * 41, "Row 1: is longer than 40 characters."),
        ("skill", "junior", "a" * 1_001, "Row 1: is longer than 1000 characters."),
        ("skill", "reads", f"{'a' * 201} | b", "Row 1, wrote: is longer than 200 characters."),
        ("skill", "symbol", "a ", "This"),
        ("skill", "diagram", "shape: cards", "Caption: the field is missing."),
        ("guide", "judging", "Name | Text | Third", "Line 1 must read: name | text"),
        (
            "guide",
            "marker_groups",
            "Web | moon | Django | Pages.",
            "Row 1, area: is 'moon'; allowed: frontend",
        ),
        ("guide", "order", "1000", "less than or equal to 999"),
        ("question", "listen_for", " \n ", "This field is required."),
        ("question", "weak", "<b>bold</b>", "unsafe HTML '<b>'"),
        ("red-flag", "innocent", "", "This field is required."),
    ],
)
def test_a_refused_change_shows_all_that_was_typed(
    kind: str, field: str, typed: str, sentence: str, world: dict, editor: Client
) -> None:
    form = change_form(editor, world[kind]).fill(**{field: typed, "reason": "I tried"})
    if kind in ("skill", "guide"):
        form.add_row("links", **{**LINK, "title": "Typed before"})
    if field == "symbol":
        form.fill(symbol="")
    after = form.refused()
    assert sentence in after.beside[field]
    assert after["reason"] == "I tried"
    if kind in ("skill", "guide"):
        assert after.rows("links", "title")[-1] == "Typed before"


def test_a_refused_new_entry_shows_all_that_was_typed(world: dict, editor: Client) -> None:
    document = WORLD["skill"].model_copy(update={"slug": "other", "name": "Other"})
    form = fill(add_form(editor, "skills/skill"), document).fill(details="<i>unsafe")
    after = form.refused()
    assert "Unsafe HTML '<i>'" in after.beside["details"]
    assert len(after.rows("skill_terms", "term")) == 2
    after.fill(details="Safe.").save()
    assert stored(entry_of("skill:other")).terms == document.terms


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_another_entry_is_refused(kind: str, world: dict, editor: Client) -> None:
    rows = {"terms", "aliases", "look_alikes", "links", "often_with", "not_same_as", "skills"}
    keep = {name: [] for name in rows & set(type(WORLD[kind]).model_fields)}
    document = WORLD[kind].model_copy(update={"slug": "other", "name": WORLD[kind].name.upper(), **keep})
    after = fill(add_form(editor, model_of(document)), document).refused()
    assert "of this name already" in after.beside["name"]


# Bulk actions


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_bulk_actions(kind: str, world: dict, editor: Client, client: Client) -> None:
    entry, model = world[kind], MODELS[kind]
    document = stored(entry)
    assert run_action(editor, model, "unpublish", entry) == ["Unpublished: 1."]
    assert run_action(editor, model, "publish", entry) == ["Published: 1."]
    assert run_action(editor, model, "retire", entry) == ["Retired: 1."]
    assert run_action(editor, model, "publish", entry) == ["Published: 1."]
    assert stored(entry) == document
    assert [(v.state, v.reason) for v in versions(entry)[1:]] == [
        ("unpublished", "Unpublished"),
        ("published", "Published"),
        ("retired", "Retired"),
        ("published", "Published"),
    ]
    assert {v.actor.username for v in versions(entry)[1:]} == {"editor"}


def test_bulk_actions_show_on_the_next_page(world: dict, editor: Client, client: Client) -> None:
    for action, status in (("retire", 404), ("publish", 200), ("unpublish", 404)):
        run_action(editor, "glossary/term", action, world["term"], world["sql"])
        assert client.get("/glossary/orm/").status_code == client.get("/glossary/sql/").status_code == status


def test_marking_as_reviewed(world: dict, editor: Client) -> None:
    assert run_action(editor, "glossary/term", "mark_reviewed", world["term"], world["sql"]) == [
        "Reviewed today: 2."
    ]
    for term in (world["term"], world["sql"]):
        term.refresh_from_db()
        assert term.reviewed_on == date.today()
        assert term.review_due_on > date.today()
        assert (versions(term)[-1].reason, versions(term)[-1].actor.username) == ("Reviewed", "editor")
    assert stored(world["term"]) == WORLD["term"].model_copy(update={"reviewed_on": date.today()})


def test_an_entry_that_obeys_no_rule_can_be_retired_but_not_published(world: dict, editor: Client) -> None:
    Term.objects.filter(pk=world["term"].pk).update(area="moon", state="unpublished", meaning="")
    said = run_action(editor, "glossary/term", "publish", world["term"], world["sql"])
    assert said[0].startswith("ORM: Meaning: is empty. Area: is 'moon'; allowed: frontend, ")
    assert said[1:] == ["Published: 1."]
    assert versions(world["term"])[-1].state == "published"
    assert run_action(editor, "glossary/term", "retire", world["term"]) == ["Retired: 1."]


# Deleting


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", KINDS)
def test_deleting_takes_an_entry_out_of_the_wiki_and_keeps_its_versions(
    kind: str, world: dict, client: Client
) -> None:
    reviewer, entry = editor_client("Reviewers"), world[kind]
    if kind == "topic":
        Question.objects.all().delete()
    url, kept, number = entry.get_absolute_url(), versions(entry), content_version.current()
    client.get(url)
    change_form(reviewer, entry).fill(slug="moved").save()
    answer = reviewer.post(change_address(entry).replace("change", "delete"), {"post": "yes"})
    assert answer.status_code == 302
    assert [v.pk for v in versions(entry)][: len(kept)] == [v.pk for v in kept]
    assert not type(entry).objects.filter(pk=entry.pk).exists()
    assert not FormerSlug.objects.filter(kind=kind).exists()
    assert content_version.current() > number
    if kind != "red-flag":
        assert (
            client.get(url).status_code
            == client.get(url.replace(WORLD[kind].slug, "moved")).status_code
            == 404
        )
    else:
        assert WORLD[kind].name not in client.get(url).content.decode()


def test_what_named_a_deleted_entry_changes_by_it(world: dict, editor: Client) -> None:
    reviewer = editor_client("Reviewers")
    answer = run_action(reviewer, "glossary/term", "delete_selected", world["term"], post="yes")
    assert answer == ["Successfully deleted 1 term."]
    for kind in ("skill", "guide"):
        newest = versions(world[kind])[-1]
        assert (newest.reason, newest.actor.username) == ("The term “ORM” was deleted", "reviewer")
        assert newest.document == stored(world[kind]).model_dump(mode="json")
        assert "term:orm" not in str(newest.document)
        before = everything()
        change_form(editor, world[kind]).save()
        assert everything() == before
    assert len(versions(world["sql"])) == len(versions(world["flask"])) == 1


def test_an_editor_deletes_rows_but_no_entries(world: dict, editor: Client) -> None:
    form = change_form(editor, world["guide"])
    form.fill(**{"links-0-DELETE": True, "layers-2-DELETE": True}).save()
    assert [layer.key for layer in stored(world["guide"]).layers] == ["front", "back", "base"]
    assert "Delete selected" not in editor.get(address("skills/guide")).content.decode()
    assert Guide.objects.exists()
    assert Version.objects.filter(kind="guide").count() == 2
