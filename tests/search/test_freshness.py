"""Search rows follow every change within its transaction, and can be made anew from nothing."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from entries.loading import load
from entries.models import Entry, State
from entries.saving import change_state, forget_entry
from glossary.models import Term
from search import index
from search.index import Found, rebuild
from search.models import SearchName, SearchRow
from tests.factories import (
    changed,
    make_guide,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
    store,
    term_document,
    topic_document,
    write_content,
)
from tests.search.looking import every_row

pytestmark = pytest.mark.django_db

MAKERS = [make_term, make_skill, make_guide, make_question, make_red_flag]


def spellings(kind: str, slug: str) -> set[str]:
    return set(SearchName.objects.filter(row__kind=kind, row__slug=slug).values_list("text", flat=True))


def edit(entry: Entry, **fields: object) -> Entry:
    """Change fields of an entry as an editor does."""
    return store(changed(entry.its_kind().read(entry), **fields), entry=entry, state=entry.state)


@pytest.mark.parametrize("make", MAKERS)
def test_published_entry_has_one_row_at_once(make) -> None:
    entry = make("Turnip")
    assert [
        (row.kind, row.entry_id, row.slug)
        for row in SearchRow.objects.filter(entry_id=entry.pk, kind=entry.kind)
    ] == [(entry.kind, entry.pk, "turnip")]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("state", [State.UNPUBLISHED, State.RETIRED])
def test_row_goes_and_comes_with_the_state(make, state: str) -> None:
    entry = make("Turnip")
    before = every_row()
    change_state(entry, state, actor=None, reason="Not now")
    assert not SearchRow.objects.filter(kind=entry.kind, slug="turnip").exists()
    change_state(entry, State.PUBLISHED, actor=None, reason="Again")
    assert every_row() == before


@pytest.mark.parametrize("make", MAKERS)
def test_row_goes_with_a_deleted_entry(make) -> None:
    entry = make("Turnip")
    forget_entry(entry)
    entry.delete()
    assert not SearchRow.objects.filter(kind=entry.kind).exists()
    assert not SearchName.objects.filter(row__kind=entry.kind).exists()


@pytest.mark.parametrize("make", MAKERS)
def test_unpublished_entry_never_had_a_row(make) -> None:
    make("Turnip", state=State.UNPUBLISHED)
    assert not SearchRow.objects.filter(slug="turnip").exists()


def test_row_follows_name_address_gist_and_area() -> None:
    term = make_term("Turnip", area="data")
    edit(term, name="Swede", slug="swede", gist="A root.", area="frontend")
    (row,) = SearchRow.objects.all()
    assert (row.name, row.slug, row.gist, row.area) == ("Swede", "swede", "A root.", "frontend")
    assert spellings("term", "swede") == {"Swede"}


def test_new_and_removed_aliases_reach_the_term_and_its_skills() -> None:
    term = make_term("Kubernetes", aliases=["K8s"])
    make_skill("Container herding", main_term=term)
    edit(term, aliases=[{"name": "Kube"}])
    assert spellings("term", "kubernetes") == {"Kubernetes", "Kube"}
    assert spellings("skill", "container-herding") == {"Container herding", "Kubernetes", "Kube"}


def test_skill_takes_nothing_from_a_hidden_main_term() -> None:
    term = make_term("Kubernetes", aliases=["K8s"])
    make_skill("Container herding", main_term=term)
    change_state(term, State.UNPUBLISHED, actor=None, reason="Not now")
    assert spellings("skill", "container-herding") == {"Container herding"}
    change_state(term, State.PUBLISHED, actor=None, reason="Again")
    assert "K8s" in spellings("skill", "container-herding")


def test_skill_forgets_a_deleted_main_term() -> None:
    term = make_term("Kubernetes", aliases=["K8s"])
    make_skill("Container herding", main_term=term)
    forget_entry(term)
    term.delete()
    assert spellings("skill", "container-herding") == {"Container herding"}


def test_questions_follow_their_topic() -> None:
    topic = make_topic("Roots")
    make_question("Slow turnip", topic=topic)
    change_state(topic, State.UNPUBLISHED, actor=None, reason="Not now")
    assert not SearchRow.objects.filter(kind="question").exists()
    change_state(topic, State.PUBLISHED, actor=None, reason="Again")
    assert SearchRow.objects.get(kind="question").area == "data"
    edit(topic, area="frontend")
    assert SearchRow.objects.get(kind="question").area == "frontend"


def test_questions_follow_the_names_of_their_skills() -> None:
    skill = make_skill("Turnips")
    make_question("Slow page", skills=[skill])
    edit(skill, name="Swedes")
    assert "Swedes" in SearchRow.objects.get(kind="question").text
    change_state(skill, State.UNPUBLISHED, actor=None, reason="Not now")
    assert "Swedes" not in SearchRow.objects.get(kind="question").text
    change_state(skill, State.PUBLISHED, actor=None, reason="Again")
    forget_entry(skill)
    skill.delete()
    assert "Swedes" not in SearchRow.objects.get(kind="question").text


def test_rows_follow_the_loader(tmp_path: Path) -> None:
    documents = [term_document("Turnip", aliases=["Neep"]), topic_document("Roots")]
    load(write_content(tmp_path, *documents))
    assert spellings("term", "turnip") == {"Turnip", "Neep"}
    write_content(tmp_path, term_document("Swede", former_slugs=["turnip"]))
    (tmp_path / "terms" / "turnip.yaml").unlink()
    load(tmp_path)
    assert [str(row) for row in SearchRow.objects.all()] == ["term:swede"]
    write_content(tmp_path, term_document("Leek"))
    (tmp_path / "terms" / "swede.yaml").unlink()
    load(tmp_path)
    assert [str(row) for row in SearchRow.objects.all()] == ["term:leek"]


def test_dry_run_of_the_loader_leaves_rows_alone(tmp_path: Path) -> None:
    make_term("Turnip")
    before = every_row()
    load(write_content(tmp_path, term_document("Leek")), dry_run=True)
    assert every_row() == before


def test_change_that_is_rolled_back_leaves_rows_alone() -> None:
    term = make_term("Turnip", aliases=["Neep"])
    make_skill("Digging", main_term=term)
    before = every_row()
    with transaction.atomic():
        edit(term, name="Swede", aliases=[])
        make_term("Leek")
        assert every_row() != before
        transaction.set_rollback(True)
    assert every_row() == before


def test_rebuild_from_nothing_makes_the_same_every_row() -> None:
    term = make_term("Kubernetes", aliases=["K8s", "Kube"], expansion="A helmsman")
    skill = make_skill("Container herding", main_term=term)
    make_question("Slow page", skills=[skill], visibility="members")
    make_red_flag("Never herded")
    make_guide("Herding guide")
    make_term("Hidden", state=State.UNPUBLISHED)
    before = every_row()
    SearchRow.objects.all().delete()
    assert rebuild() == 5
    assert every_row() == before
    SearchRow.objects.update(gist="stale", name="stale")
    SearchName.objects.update(folded="stale")
    call_command("rebuild_search")
    assert every_row() == before


def test_migrations_fill_an_index_that_is_empty_and_no_other() -> None:
    make_term("Turnip")
    before = every_row()
    SearchRow.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert every_row() == before
    SearchRow.objects.update(gist="as it was")
    call_command("migrate", verbosity=0)
    assert SearchRow.objects.get().gist == "as it was"


def test_change_shows_in_the_next_answer(client: Client) -> None:
    term = make_term("Turnip")
    edit(term, gist="Now with a rutabaga.")
    assert "rutabaga" in client.get("/search/", {"q": "turnip"}).content.decode()
    assert "rutabaga" in client.get("/search/suggest/", {"q": "turn"}).content.decode()


def test_admin_delete_takes_the_row_along(admin_client: Client) -> None:
    term = make_term("Turnip")
    admin_client.post(f"/admin/glossary/term/{term.pk}/delete/", {"post": "yes"})
    assert not Term.objects.exists()
    assert not SearchRow.objects.exists()


def test_very_long_texts_fit_the_index() -> None:
    endless = Found(["Leek " * 1_000], "x" * 5_000, "data", [" ".join(f"w{n}" for n in range(500_000))])
    leek = make_term("Leek", state=State.UNPUBLISHED)
    index.store([index.row_of("term", leek, endless)], [endless])
    assert len(SearchRow.objects.get(slug="leek").text) == index.MAX_TEXT
