"""Queries whose SQL is written once: for a page of related rows, that takes Django longer than PostgreSQL's answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

type Value = str | int


def prepared[M: Model](build: Callable[..., QuerySet[M, Any]]) -> Callable[..., list[Any]]:
    """Make a function that returns a queryset into one that returns its rows, and keep the SQL it comes to.

    Positional arguments are texts or whole numbers that stand in the SQL as parameters; the function must hand them
    on as they are, since it sees them once for all. Keyword arguments decide how the query looks and must be hashable;
    one query is kept for each combination. Raises TypeError when a value is no parameter of the query.
    """
    kept: dict[object, _Kept] = {}

    @wraps(build)
    def rows(*values: Value, **shape: Any) -> list[Any]:
        key = (*(type(value) for value in values), *sorted(shape.items()))
        if key not in kept:
            kept[key] = _Kept(build, values, shape)
        return kept[key].rows(values)

    return rows


class _KeptQuery(Query):
    """A query that knows its SQL."""

    compiler_kept: SQLCompiler

    def get_compiler(
        self, using: Any = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        return self.compiler_kept


class _Kept:
    """A queryset with its SQL and the places of the values among the parameters."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], values: tuple[Value, ...], shape: dict[str, Any]
    ) -> None:
        marks = [_mark(value, number) for number, value in enumerate(values)]
        self.queryset = build(*marks, **shape)
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        self.sql, self.parameters = self.compiler.as_sql()
        self.places = [
            [place for place, parameter in enumerate(self.parameters) if parameter == mark] for mark in marks
        ]
        if not all(self.places):
            raise TypeError(f"{build.__qualname__} does not hand every value on to the query.")

    def rows(self, values: tuple[Value, ...]) -> list[Any]:
        """Return what the database answers for these values."""
        parameters = list(self.parameters)
        for value, places in zip(values, self.places, strict=True):
            for place in places:
                parameters[place] = value
        # Plain copies: Django's own `all()` copies every part of a query, which nobody changes here.
        compiler: Any = SQLCompiler.__new__(type(self.compiler))
        compiler.__dict__.update(self.compiler.__dict__)
        compiler.connection = connections[self.queryset.db]  # each thread has its own
        compiler.as_sql = lambda *args, **options: (self.sql, tuple(parameters))
        query = _KeptQuery.__new__(_KeptQuery)
        query.__dict__.update(self.queryset.query.__dict__, compiler_kept=compiler)
        queryset = self.queryset.__class__(self.queryset.model, query, self.queryset.db)
        for name in ("_iterable_class", "_fields"):  # rows as objects, dictionaries or tuples
            setattr(queryset, name, getattr(self.queryset, name))
        return list(queryset)


def _mark(value: Value, number: int) -> Value:
    """Return something in place of a value that is found again among the parameters."""
    return f"prepared-{number}" if isinstance(value, str) else 7_000_000_000_000_000_000 + number
