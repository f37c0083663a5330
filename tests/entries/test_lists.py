"""Lists of entries in the Admin: out as they are filtered, in after a look, all of it or nothing."""

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import lists
from entries.kinds import kind_named
from entries.list_files import FORMATS, rows_of
from entries.models import ContentVersion, State
from glossary.models import Alias, Term
from tests.admin_forms import editor_client, everything, stored, versions
from tests.entries.invented import documents
from tests.factories import (
    make_question,
    make_skill,
    make_term,
    store,
    term_document,
)
from tests.page_tree import tree

pytestmark = pytest.mark.django_db

TERMS, QUESTIONS = "/admin/glossary/term/", "/admin/interviews/question/"
TERM_DOCUMENTS = documents(kind_named("term"))


def out(client: Client, ending: str = "csv", query: str = "", address: str = TERMS) -> str:
    """Return an export."""
    answer = client.get(f"{address}export.{ending}{query}")
    assert answer.status_code == 200
    return answer.getvalue().decode()


def look(client: Client, content: str | bytes, address: str = TERMS, **more: str) -> Any:
    """Upload a list and return the page that says what it would do."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(f"{address}import/", {"file": SimpleUploadedFile("list.csv", data), **more})


def token(answer: Any) -> str:
    """Return what the page's confirmation sends."""
    fields = tree(answer.content.decode()).iter("input")
    return next((f.get("value", "") for f in fields if f.get("name") == "confirmed"), "")


def confirm(client: Client, answer: Any, address: str = TERMS) -> str:
    """Press “Import this list” and return the page that follows."""
    return client.post(f"{address}import/", {"confirmed": token(answer)}, follow=True).content.decode()


def upload(client: Client, content: str | bytes, address: str = TERMS, **more: str) -> str:
    """Look at a list and import it."""
    return confirm(client, look(client, content, address, **more), address)


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


# Out


def test_export_holds_what_the_change_list_shows(editor: Client) -> None:
    make_term("ORM", aliases=["mapper"])
    make_term("SQL", state=State.RETIRED)
    make_term("Zig", area="backend")
    slugs = [row["slug"] for row in json.loads(out(editor, "json"))]
    assert slugs == ["orm", "sql", "zig"]
    for query, wanted in (
        ("?state__exact=published", ["orm", "zig"]),
        ("?area=backend&o=-1", ["zig"]),
        ("?q=mapper", ["orm"]),
        ("?q=nothing", []),
    ):
        assert [row["slug"] for row in json.loads(out(editor, "json", query))] == wanted, query
        page = editor.get(f"{TERMS}{query}").content.decode()
        assert f'href="{TERMS}export.csv?' in page
    assert editor.get(f"{TERMS}export.csv?none=1").status_code in (302, 400)


def test_chosen_rows_are_exported_by_an_action(editor: Client) -> None:
    make_term("ORM")
    chosen = make_term("SQL")
    answer = editor.post(TERMS, {"action": "export_csv", "_selected_action": [chosen.pk]})
    assert answer["Content-Disposition"] == 'attachment; filename="terms.csv"'
    assert answer["Cache-Control"].startswith("private, no-store")
    assert [line.partition(",")[0] for line in answer.getvalue().decode().splitlines()] == [
        "\ufeffslug",
        "sql",
    ]


def test_export_asks_for_few_rows_at_once(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        make_term(f"Term {number}", former_slugs=[f"old-{number}"])
    monkeypatch.setattr(lists, "AT_ONCE", 3)
    keys = list(Term.objects.values_list("pk", flat=True))
    entries = lists.exported(kind_named("term"), keys)
    with CaptureQueriesContext(connection) as first:
        next(entries)
    with CaptureQueriesContext(connection) as all_others:
        assert len(list(entries)) == 6
    assert len(first) == 5
    assert len(all_others) == 10


# In


@pytest.mark.parametrize("ending", FORMATS)
def test_what_was_exported_changes_nothing_and_cannot_be_confirmed(editor: Client, ending: str) -> None:
    make_term("ORM", aliases=["mapper", {"name": "Mapping", "case_matters": True}], say="o-r-m")
    make_question("=1+1", skills=[make_skill("Django")])
    before = everything()
    for address in (TERMS, QUESTIONS):
        answer = look(editor, out(editor, ending, address=address), address)
        assert "0 created, 0 changed, 1 unchanged, 0 refused" in answer.content.decode()
        assert token(answer) == ""
    assert everything() == before


def test_a_look_shows_each_row_and_one_confirmation_imports_them(editor: Client) -> None:
    orm, sql = make_term("ORM", gist="Old words.", aliases=["mapper"]), make_term("SQL")
    columns = "slug,name,gist,meaning,seen,why,area"
    text = f"{columns}\norm,ORM,New words.,What ORM is and what it is for.,s,w,general\nzig,Zig,G,M,S,W,language\n"
    before = everything()
    answer = look(editor, text, reason="Spring cleaning")
    page = answer.content.decode()
    assert "1 created, 1 changed, 0 unchanged, 0 refused" in page
    assert "<del>Old</del> words." in page
    assert "Row 3: Zig, created" in page
    assert everything() == before
    assert "Imported: 1 created, 1 changed, 0 unchanged." in confirm(editor, answer)
    newest = versions(orm)[-1]
    assert (newest.origin, str(newest.actor), newest.reason) == ("import", "editor", "Spring cleaning")
    assert stored(orm).aliases[0].name == "mapper"
    assert stored(orm).gist == "New words."
    assert Term.objects.get(slug="zig").state == State.UNPUBLISHED
    assert len(versions(sql)) == 1
    logged = LogEntry.objects.order_by("object_repr").values_list(
        "object_repr", "action_flag", "user__username"
    )
    assert list(logged) == [("ORM", 2, "editor"), ("Zig", 1, "editor")]


def test_a_state_is_set_where_a_row_names_one(editor: Client) -> None:
    orm, sql = make_term("ORM"), make_term("SQL")
    upload(editor, "slug,state\norm,retired\nsql,\n")
    assert [Term.objects.get(pk=t.pk).state for t in (orm, sql)] == [State.RETIRED, State.PUBLISHED]
    whole = json.loads(out(editor, "json", "?q=sql"))[0] | {
        "slug": "zig",
        "name": "Zig",
        "state": "published",
    }
    upload(editor, json.dumps([whole]))
    assert Term.objects.get(slug="zig").is_published
    assert Client().get("/glossary/zig/").status_code == 200


def test_new_entries_may_name_each_other_and_spellings_may_move(editor: Client) -> None:
    orm = make_term("ORM", aliases=["mapper"])
    whole = json.loads(out(editor, "json"))[0]
    first = whole | {"slug": "odm", "name": "ODM", "look_alikes": [{"term": "term:zig", "difference": "d"}]}
    rows = [first, whole | {"slug": "zig", "name": "Zig"}, {"slug": "orm", "aliases": []}]
    rows[1]["aliases"] = []
    assert "Imported: 2 created, 1 changed" in upload(editor, json.dumps(rows))
    assert list(Alias.objects.values_list("term__slug", "name")) == [("odm", "mapper")]
    assert stored(orm).aliases == []


def test_many_changes_at_once_are_refused_and_many_unchanged_rows_are_not(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_CHANGED", 2)
    for number in range(3):
        make_term(f"Term {number}")
    assert "3 unchanged" in look(editor, out(editor)).content.decode()
    page = look(editor, "slug,gist\nterm-0,a\nterm-1,a\nterm-2,a\n").content.decode()
    assert "The list would change 3 entries; one import changes 2. Cut it in parts." in page


def test_an_import_raises_the_content_version_once(editor: Client) -> None:
    for number in range(3):
        make_term(f"Term {number}")
    before = ContentVersion.objects.get().number
    upload(editor, "slug,gist\nterm-0,a\nterm-1,a\nterm-2,a\n")
    assert ContentVersion.objects.get().number == before + 1


def test_an_entry_that_changed_meanwhile_stops_the_whole_import(editor: Client) -> None:
    orm, sql = make_term("ORM"), make_term("SQL")
    answer = look(editor, "slug,gist\norm,Mine\nsql,Mine\n")
    store(term_document("SQL", gist="Theirs"), entry=sql)
    before = everything()
    page = confirm(editor, answer)
    assert "“SQL” changed since you looked. Nothing was imported." in page
    assert "<del>Theirs</del>" in page
    assert everything() == before
    assert stored(orm).gist != "Mine"


def test_pressing_twice_imports_once(editor: Client) -> None:
    orm = make_term("ORM")
    answer = look(editor, "slug,gist\norm,Mine\n")
    confirm(editor, answer)
    assert "Nothing was imported" in confirm(editor, answer)
    assert len(versions(orm)) == 2


def test_a_confirmation_is_only_for_who_looked_and_only_as_it_was(editor: Client) -> None:
    make_term("ORM")
    sealed = token(look(editor, "slug,gist\norm,Mine\n"))
    before = everything()
    other = editor_client("Reviewers")
    assert other.post(f"{TERMS}import/", {"confirmed": sealed}).status_code == 403
    assert editor.post(f"{QUESTIONS}import/", {"confirmed": sealed}).status_code == 403
    for forged in ("", "x", sealed[:-1], "x" + sealed):
        page = editor.post(f"{TERMS}import/", {"confirmed": forged}, follow=True).content.decode()
        assert "Choose the file again" in page
    assert everything() == before


def test_lists_are_for_those_who_may_change_entries() -> None:
    make_term("ORM")
    staff = User.objects.create_user("staff", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_term"))
    client = Client()
    client.force_login(staff)
    assert "export.csv" not in client.get(TERMS).content.decode()
    for page in ("export.csv", "export.json", "import/"):
        assert client.get(f"{TERMS}{page}").status_code == 403
        assert Client().get(f"{TERMS}{page}").status_code == 302
    assert client.post(f"{TERMS}import/", {"confirmed": "x"}).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="change_term"))
    page = look(client, "slug,name,gist,meaning,seen,why,area\nzig,Zig,G,M,S,W,language\n").content.decode()
    assert "You may not add entries of this kind." in page


@settings(max_examples=15)
@given(data=st.data())
def test_any_stored_entry_goes_out_and_in_unchanged(editor: Client, data: st.DataObject) -> None:
    """Two exports of one wiki are equal, with an import of the first between them."""
    document = data.draw(TERM_DOCUMENTS)
    for pair in document.look_alikes:
        Term.objects.get_or_create(slug=pair.term.slug, defaults={"name": f"Name of {pair.term.slug}"})
    term = store(document)
    for ending in FORMATS:
        kind = kind_named("term")
        file = "".join(FORMATS[ending](kind, lists.exported(kind, [term.pk])))
        (planned,) = lists.plan(
            kind, rows_of(file.removeprefix("\ufeff"), kind), allowed=lambda *_: "", actor=User()
        )
        assert planned.outcome == "unchanged", planned.reason
    Term.objects.all().delete()
