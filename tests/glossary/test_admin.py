"""Terms in the Admin: spellings, look-alikes, the order of rows, and finding a term by whatever it is called."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entries.models import State
from glossary.models import Alias, LookAlike, Term
from tests.admin_entries import fill
from tests.admin_forms import (
    Form,
    add_form,
    address,
    change_form,
    editor_client,
    everything,
    found_by,
    stored,
    versions,
)
from tests.factories import make_skill, make_term, term_document

pytestmark = pytest.mark.django_db

AUTOCOMPLETE = "skills.skillterm.term"


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


def aliases(term: Term) -> list[str]:
    """Return a term's other spellings, in order, and check that the newest version has them, too."""
    names = [alias.name for alias in stored(term).aliases]
    assert [alias["name"] for alias in versions(term)[-1].document["aliases"]] == names
    assert list(Alias.objects.filter(term=term).values_list("order", flat=True)) == list(range(len(names)))
    return names


def placed(form: Form, **places: int | str) -> Form:
    """Type places into rows of aliases, by their name."""
    names = form.rows("aliases", "name")
    return form.fill(**{f"aliases-{names.index(name)}-order": place for name, place in places.items()})


# The order of rows


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"d": 1}, "dabc"),
        ({"a": 3}, "bcad"),
        ({"a": 4, "d": 1}, "dbca"),
        ({"a": 40, "b": 30, "c": 20, "d": 10}, "dcba"),
        ({"d": 2, "b": 3, "c": 4}, "adbc"),
        ({"b": ""}, "abcd"),
        ({"c": 99}, "abdc"),
    ],
)
def test_rows_stand_at_the_places_that_were_typed(places: dict, expected: str, editor: Client) -> None:
    term = make_term("ORM", aliases="abcd")
    form = change_form(editor, term)
    assert form.rows("aliases", "order") == ["1", "2", "3", "4"]
    after = placed(form, **places).save_and_continue()
    assert "".join(after.rows("aliases", "name")) == "".join(aliases(term)) == expected
    assert after.rows("aliases", "order") == ["1", "2", "3", "4"]


def test_a_new_row_goes_last_or_where_it_is_put(editor: Client) -> None:
    term = make_term("ORM", aliases="ab")
    form = change_form(editor, term).add_row("aliases", name="last").add_row("aliases", name="first", order=1)
    form.save()
    assert aliases(term) == ["first", "a", "b", "last"]


def test_an_added_row_that_stays_empty_is_no_row(editor: Client) -> None:
    term = make_term("ORM", aliases="ab")
    before = everything()
    change_form(editor, term).add_row("aliases").add_row("links").save()
    assert everything() == before


def test_a_removed_row_closes_the_gap(editor: Client) -> None:
    term = make_term("ORM", aliases="abc")
    change_form(editor, term).fill(**{"aliases-1-DELETE": True}).save()
    assert aliases(term) == ["a", "c"]


def test_a_place_below_one_is_refused(editor: Client) -> None:
    form = placed(change_form(editor, make_term("ORM", aliases="ab")), b=0)
    assert form.refused().beside["order"] == "Count places from 1."


# Spellings


def test_two_rows_can_change_spellings_with_each_other(editor: Client) -> None:
    term = make_term("ORM", aliases=["mapper", "ORMs"])
    form = change_form(editor, term)
    form.fill(**{"aliases-0-name": "ORMs", "aliases-1-name": "mapper"}).save()
    assert aliases(term) == ["ORMs", "mapper"]


def test_a_spelling_can_be_removed_and_added_in_one_go(editor: Client) -> None:
    term = make_term("ORM", aliases=["mapper", "ORMs"])
    form = change_form(editor, term).fill(**{"aliases-0-DELETE": True})
    form.add_row("aliases", name="Mapper", case_matters=True).save()
    assert aliases(term) == ["ORMs", "Mapper"]
    assert stored(term).aliases[1].case_matters


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("post gres", "The spelling “Postgres” belongs to the term “PostgreSQL” already."),
        ("postgresql", "The spelling “PostgreSQL” is the name of another term already."),
        ("O.R.M", "This is the name of the term itself"),
        ("MAPPER", "This spelling stands twice"),
        ("!?", "the alias “!?” holds no letter or digit"),
        ("a" * 201, "at most 200 characters"),
    ],
)
def test_a_spelling_that_is_taken_is_refused(typed: str, sentence: str, editor: Client) -> None:
    make_term("PostgreSQL", aliases=["Postgres"])
    term = make_term("ORM", aliases=["mapper"])
    form = change_form(editor, term).add_row("aliases", name="fine").add_row("aliases", name=typed)
    form.add_row("links", title="Docs", url="https://example.org/", kind="docs", level="beginner")
    after = form.fill(gist="Typed before").refused()
    assert sentence.lower() in after.said.lower()
    assert after.rows("aliases", "name") == ["mapper", "fine", typed]
    after.fill(**{"aliases-2-name": "also fine"}).save()
    assert aliases(term) == ["mapper", "fine", "also fine"]


def test_a_spelling_that_is_taken_is_refused_in_a_new_term(editor: Client) -> None:
    make_term("PostgreSQL", aliases=["Postgres"])
    form = fill(add_form(editor, "glossary/term"), term_document("Database", aliases=["DB", "postgres"]))
    assert "belongs to the term “PostgreSQL” already" in form.refused().said
    assert not Term.objects.filter(name="Database").exists()


def test_a_name_that_is_another_terms_spelling_is_refused(editor: Client) -> None:
    make_term("PostgreSQL", aliases=["Postgres"])
    form = fill(add_form(editor, "glossary/term"), term_document("POSTGRES"))
    assert "The spelling “Postgres” belongs to the term “PostgreSQL” already." in form.refused().said


# Look-alikes


def test_a_new_term_with_a_look_alike(editor: Client, client: Client) -> None:
    make_term("SQL")
    document = term_document("ORM", look_alikes=[("term:sql", "One maps, the other asks.")])
    fill(add_form(editor, "glossary/term"), document, state=State.PUBLISHED).save()
    for page in ("/glossary/orm/", "/glossary/sql/"):
        assert "One maps, the other asks." in client.get(page).content.decode()


def test_a_pair_is_kept_once(editor: Client) -> None:
    sql = make_term("SQL")
    orm = make_term("ORM", look_alikes=[(sql, "One maps.")])
    form = change_form(editor, sql).add_row("look_alikes", other=orm.pk, difference="Again.")
    assert "These two terms are a pair already." in form.refused().said
    form = change_form(editor, sql).add_row("look_alikes", other=sql.pk, difference="Itself.")
    assert "A term cannot be mixed up with itself." in form.refused().said
    form = change_form(editor, orm).add_row("look_alikes", other=sql.pk, difference="Twice.")
    assert form.refused().said
    assert LookAlike.objects.count() == 1


def test_look_alikes_can_change_places(editor: Client) -> None:
    term = make_term("ORM", look_alikes=[(make_term(name), f"Not {name}.") for name in ("A1", "B1", "C1")])
    form = change_form(editor, term).fill(**{"look_alikes-2-order": 1}).save_and_continue()
    assert form.rows("look_alikes", "difference") == ["Not C1.", "Not A1.", "Not B1."]
    assert [pair.term for pair in stored(term).look_alikes] == ["term:c1", "term:a1", "term:b1"]


# Finding a term


@pytest.fixture
def spelled() -> None:
    """Terms with many spellings."""
    make_term("Kubernetes", aliases=["k8s"])
    make_term("Node.js", aliases=["NodeJS"])
    make_term("Go", aliases=["Golang"])
    make_term("Django", aliases=["DRF stack"])
    make_term("MongoDB", expansion="Humongous database")
    make_term("C++", aliases=["CPP"])
    make_term("C#", aliases=["C Sharp"])


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("k8s", ["Kubernetes"]),
        ("K8", ["Kubernetes"]),
        ("kubernetes", ["Kubernetes"]),
        ("node js", ["Node.js"]),
        ("NODE.JS", ["Node.js"]),
        ("nodejs", ["Node.js"]),
        ("golang", ["Go"]),
        ("go", ["Go", "Django", "MongoDB"]),
        ("c++", ["C++"]),
        ("c#", ["C#"]),
        ("c sharp", ["C#"]),
        ("cpp", ["C++"]),
        ("drf stack", ["Django"]),
        ("humongous", ["MongoDB"]),
        ("haskell", []),
    ],
)
def test_a_term_is_found_by_any_spelling(typed: str, found: list[str], spelled: None, editor: Client) -> None:
    assert found_by(editor, AUTOCOMPLETE, typed) == found
    page = editor.get(address("glossary/term"), {"q": typed}).content.decode()
    names = Term.objects.values_list("name", flat=True)
    listed = [name for name in names if f">{name}</a>" in page]
    assert sorted(listed) == sorted(found)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("typed", ["'", "%", "_", "\\", "[", "a" * 10_000, "\u202e", "!?", "  "])
def test_anything_can_be_typed_into_the_search(typed: str, spelled: None, editor: Client) -> None:
    assert isinstance(found_by(editor, AUTOCOMPLETE, typed), list)
    assert editor.get(address("glossary/term"), {"q": typed}).status_code == 200


def test_the_list_keeps_its_own_order_and_filters_while_searching(spelled: None, editor: Client) -> None:
    query = {"q": "o", "o": "-1", "state__exact": "published"}
    page = editor.get(address("glossary/term"), query).content.decode()
    places = [page.index(f">{name}</a>") for name in ("Node.js", "MongoDB", "Go", "Django")]
    assert places == sorted(places)
    assert (
        ">Go</a>"
        not in editor.get(address("glossary/term"), query | {"state__exact": "retired"}).content.decode()
    )


def test_two_thousand_terms_take_ten_queries(editor: Client, django_assert_max_num_queries) -> None:
    terms = [Term(name=f"Term {n}", slug=f"term-{n}", folded=f"term{n}", area="data") for n in range(2_000)]
    Term.objects.bulk_create(terms)
    Alias.objects.bulk_create(Alias(term=term, name=f"Alias {n}") for n, term in enumerate(terms))
    for query in (
        {},
        {"q": "alias 19"},
        {"p": "30"},
        {"o": "-3", "area__exact": "data"},
        {"q": "term", "p": "2"},
    ):
        with django_assert_max_num_queries(10):
            assert editor.get(address("glossary/term"), query).status_code == 200
    with django_assert_max_num_queries(10):
        assert found_by(editor, AUTOCOMPLETE, "alias 1999") == ["Term 1999"]


def test_a_skill_with_many_terms_opens_with_few_queries(
    editor: Client, django_assert_max_num_queries
) -> None:
    """Each chosen reference takes a query of its own, and no more."""
    skill = make_skill("Django", terms=[make_term(f"Term {n}") for n in range(30)])
    with django_assert_max_num_queries(50):
        change_form(editor, skill)


# The list of terms


@pytest.mark.parametrize("many", [200, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("query", ["", "?q=word-77", "?state__exact=published&p=1", "?o=-4"])
def test_the_list_costs_the_same_however_many_terms(editor: Client, many: int, query: str) -> None:
    make_term("ORM")
    fields = [field.column for field in Term._meta.concrete_fields if not field.primary_key]
    own = {"name": "'Word-' || n", "slug": "'word-' || n", "folded": "'word' || n"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO glossary_term ({', '.join(fields)})"
            f" SELECT {', '.join(own.get(field, field) for field in fields)}"
            " FROM glossary_term, generate_series(1, %s) AS n",
            [many],
        )
    with CaptureQueriesContext(connection) as asked:
        answer = editor.get(f"/admin/glossary/term/{query}")
    assert answer.status_code == 200
    assert len(asked) <= 10
    assert answer.content.count(b'class="action-select"') <= 100
