"""The shipped content as rows: loaded once, then copied in wherever a test wants the whole wiki.

Loading takes most of a minute, copying less than a second.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from entries import content_version
from entries.loading import load
from entries.models import ContentVersion
from tests.once import once_for_this_program

APPS = ("entries", "glossary", "skills", "interviews", "sets", "search")


class Rows(NamedTuple):
    """All tables of the wiki: what COPY takes for each, and what sets their sequences afterwards."""

    tables: dict[str, bytes]
    sequences: list[str]


def shipped_rows() -> Rows:
    """Return the rows that the loader makes of content/."""
    return once_for_this_program("shipped_rows", _load_and_copy_out)


def copy_in(cursor: Any, rows: Rows) -> None:
    """Fill empty tables by a cursor of psycopg or Django, whose role owns them."""
    for table, data in rows.tables.items():
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(data)
    for statement in rows.sequences:
        cursor.execute(statement)
    cursor.execute("ANALYZE")  # nobody else can do it before the transaction ends


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Fill the database with the shipped content for one module; it is gone afterwards."""
    with django_db_blocker.unblock():
        rows = shipped_rows()
        with transaction.atomic():
            with connection.cursor() as cursor:
                copy_in(cursor, rows)
            yield
            transaction.set_rollback(True)
    content_version.forget()


def _load_and_copy_out() -> Rows:
    assert connection.settings_dict["NAME"].startswith("test_")  # pytest makes it for marked tests only
    with transaction.atomic(), connection.cursor() as cursor:
        load(settings.BASE_DIR / "content")
        tables = {}
        for model in _models():
            with cursor.copy(f"COPY {_columns(model)} TO STDOUT (FORMAT binary)") as copy:
                tables[_columns(model)] = b"".join(bytes(part) for part in copy)
        transaction.set_rollback(True)
    content_version.forget()
    return Rows(tables, connection.ops.sequence_reset_sql(no_style(), _models()))


def _models() -> list[type[Model]]:
    models = [
        model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return [model for model in models if model is not ContentVersion]  # its one row comes with the migration


def _columns(model: type[Model]) -> str:
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    return f"{model._meta.db_table} ({', '.join(f'"{column}"' for column in columns)})"
