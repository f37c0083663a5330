"""Queries whose SQL is kept answer as if they were built anew each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from entries.prepared import prepared
from glossary.models import Term
from tests.factories import make_term

pytestmark = pytest.mark.django_db


@prepared
def named(name: str) -> QuerySet[Term]:
    """Terms of a name."""
    return Term.objects.filter(name=name)


@prepared
def other_than(pk: int, *, published: bool) -> QuerySet[Term]:
    """Terms but one, as objects."""
    terms = Term.objects.published() if published else Term.objects.all()
    return terms.exclude(Q(pk=pk) | Q(pk=pk, slug="x")).order_by("pk")


@prepared
def names_after(pk: int) -> QuerySet[Term, dict[str, str]]:
    """Names of terms that were stored later."""
    return Term.objects.filter(pk__gt=pk).order_by("pk").values("name")


@prepared
def forgetful(name: str) -> QuerySet[Term]:
    """A query that decides something by a value instead of asking for it."""
    return Term.objects.filter(name="ORM" if name else "")


def test_each_call_asks_for_its_own_values() -> None:
    orm, git = make_term(name="ORM"), make_term(name="Git")
    assert (named("ORM"), named("Git"), named("Zod")) == ([orm], [git], [])
    assert other_than(orm.pk, published=False) == [git]
    assert other_than(git.pk, published=False) == [orm]


def test_each_look_of_a_query_is_its_own() -> None:
    orm = make_term(name="ORM")
    hidden = make_term(name="Git", state="unpublished")
    assert other_than(orm.pk, published=True) == []
    assert other_than(orm.pk, published=False) == [hidden]


def test_rows_follow_the_database_and_are_new_objects() -> None:
    orm = make_term(name="ORM")
    first = named("ORM")[0]
    Term.objects.filter(pk=orm.pk).update(gist="Changed.")
    assert named("ORM")[0].gist == "Changed."
    assert named("ORM")[0] is not first


def test_rows_may_be_dictionaries() -> None:
    orm = make_term(name="ORM")
    make_term(name="Git")
    assert names_after(orm.pk) == [{"name": "Git"}]


def test_a_value_is_never_part_of_the_statement() -> None:
    make_term(name="ORM")
    assert named("ORM' OR '1'='1") == []


def test_a_value_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(TypeError, match="forgetful does not hand every value on"):
        forgetful("ORM")


@pytest.mark.django_db(transaction=True)
def test_threads_use_their_own_connections() -> None:
    make_term(name="ORM")

    def look(_: int) -> int:
        try:
            return len(named("ORM"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look, range(20))) == [1] * 20
