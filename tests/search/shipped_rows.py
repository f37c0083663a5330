"""The shipped content as rows: loaded once for a test run, then copied into the module that wants it."""

import fcntl
import pickle
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from entries.loading import load
from entries.models import ContentVersion

APPS = ("entries", "glossary", "skills", "interviews", "search")


def copy_in(kept: Path) -> None:
    """Fill the empty tables from a file that the first caller, in whichever process, makes by the loader."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")  # other tests may take long meanwhile
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_load_and_copy_out()))
    tables: dict[str, bytes] = pickle.loads(kept.read_bytes())
    with connection.cursor() as cursor:
        for model in _models():
            with cursor.copy(f"COPY {_columns(model)} FROM STDIN (FORMAT binary)") as copy:
                copy.write(tables[model._meta.db_table])
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _load_and_copy_out() -> dict[str, bytes]:
    with transaction.atomic(), connection.cursor() as cursor:
        load(settings.BASE_DIR / "content")
        tables = {}
        for model in _models():
            with cursor.copy(f"COPY {_columns(model)} TO STDOUT (FORMAT binary)") as copy:
                tables[model._meta.db_table] = b"".join(bytes(part) for part in copy)
        transaction.set_rollback(True)
    return tables


def _models() -> list[type[Model]]:
    models = [
        model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return [model for model in models if model is not ContentVersion]


def _columns(model: type[Model]) -> str:
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    return f"{model._meta.db_table} ({', '.join(f'"{column}"' for column in columns)})"
