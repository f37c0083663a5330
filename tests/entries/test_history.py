"""The history of an entry: what changed, going back to any version, and deleted entries that come back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from entries.differences import side_by_side
from entries.history import deleted_versions, document_of, steps, versions_of
from entries.models import Version
from glossary.models import Term
from tests.admin_forms import change_address, change_form, editor_client
from tests.factories import guide_document, layer, make_skill, make_term, skill_document, store, term_document

pytestmark = pytest.mark.django_db


def history_of(client: Client, entry: Any) -> str:
    """Return the page of an entry's history."""
    return client.get(change_address(entry).replace("change", "history")).content.decode()


def restore(client: Client, entry: Any, number: int) -> Any:
    """Press “Restore” beside a version."""
    data = {"version": number, "newest": f"v{versions_of(entry)[0].number}"}
    return client.post(change_address(entry).replace("change", "restore"), data, follow=True)


def test_history_says_who_changed_which_words_and_why() -> None:
    term = make_term("ORM", gist="Maps rows to objects.")
    client = editor_client()
    change_form(client, term).fill(gist="Maps rows to classes.", reason="Clearer").save()
    page = history_of(client, term)
    assert "Version 2: Clearer" in page
    assert "editor, " in page
    assert "<del>objects.</del>" in page
    assert "<ins>classes.</ins>" in page


def test_a_change_of_the_content_files_is_shown_as_such() -> None:
    term = make_term("ORM")
    Version.objects.filter(entry_id=term.pk, kind="term").update(origin="loader", actor=None)
    assert "Content files" in history_of(editor_client(), term)


def test_any_version_comes_back_with_its_rows_in_order() -> None:
    flask, celery = make_skill("Flask"), make_skill("Celery")
    first = skill_document("Django", often_with=["skill:flask", "skill:celery"], terms=[make_term("ORM")])
    skill = store(first)
    second = skill_document("Django", often_with=[celery], gist="Other.")
    skill = store(second, entry=skill)
    client = editor_client()
    restore(client, skill, 1)
    assert document_of(versions_of(skill)[0]).model_dump() == first.model_dump()
    restore(client, skill, 2)
    assert [v.origin for v in versions_of(skill)[:2]] == ["restore", "restore"]
    assert document_of(versions_of(skill)[0]).model_dump() == second.model_dump()
    assert flask.pk


def test_a_guide_comes_back_with_layers_boxes_and_skills() -> None:
    make_skill("Django")
    first = guide_document(layers=[layer("front"), layer("back", placements=["skill:django"])])
    guide = store(first)
    guide = store(first.model_copy(update={"layers": first.layers[:1]}), entry=guide)
    restore(editor_client(), guide, 1)
    assert guide.its_kind().read(type(guide).objects.get(pk=guide.pk)).model_dump() == first.model_dump()


def test_a_version_that_names_what_is_gone_is_refused_with_a_sentence() -> None:
    celery = make_skill("Celery")
    skill = store(skill_document("Django", often_with=[celery]))
    skill = store(skill_document("Django"), entry=skill)
    celery.delete()
    said = restore(editor_client(), skill, 1).content.decode()
    assert "Skill:celery does not exist" in said
    assert versions_of(skill).count() == 2


def test_a_deleted_entry_comes_back_unpublished_with_its_history() -> None:
    term = make_term("ORM", aliases=["mapper", "ORMs"])
    client, pk = editor_client("Reviewers"), term.pk
    client.post(change_address(term).replace("change", "delete"), {"post": "yes"})
    assert not Term.objects.filter(pk=pk).exists()
    (gone,) = deleted_versions()
    page = client.post("/admin/deleted/", {"version": gone.pk}, follow=True).content.decode()
    assert "is back, unpublished" in page
    term = Term.objects.get(pk=pk)
    assert (term.state, list(term.aliases.values_list("name", flat=True))) == (
        "unpublished",
        ["mapper", "ORMs"],
    )
    assert not deleted_versions().exists()
    assert len(steps(list(versions_of(term)))) == versions_of(term).count() == 2


def test_a_deleted_entry_whose_address_was_taken_stays_away_and_says_why() -> None:
    term = make_term("ORM")
    client = editor_client("Reviewers")
    client.post(change_address(term).replace("change", "delete"), {"post": "yes"})
    store(term_document("ORM"))
    (gone,) = deleted_versions()
    page = client.post("/admin/deleted/", {"version": gone.pk}, follow=True).content.decode()
    assert "another entry has this address now" in page


def test_history_is_for_editors_and_restoring_needs_a_post() -> None:
    term = make_term("ORM")
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    for address in (change_address(term).replace("change", "history"), "/admin/deleted/"):
        assert reader.get(address).status_code == 302
        assert Client().get(address).status_code == 302
    assert editor_client().get(change_address(term).replace("change", "restore")).status_code == 403


def test_long_texts_are_compared_in_time() -> None:
    before = "\n".join(f"line {n} of many words in a row" for n in range(3_000))
    part = side_by_side("Body", before, before.replace("line 7 ", "line seven "))
    assert "<ins>line seven of many words in a row\n</ins>" in part.after


def test_words_are_escaped_in_a_difference() -> None:
    part = side_by_side("Gist", "<b>old</b>", "<script>")
    assert part.after == "<ins>&lt;script&gt;</ins>"
