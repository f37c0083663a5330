"""The database that migrations make, made once: workers, and later runs of the same program, copy it."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection

from tests.once import alone, fingerprint

PREFIX = f"template_{sha256(str(settings.BASE_DIR).encode()).hexdigest()[:8]}_"
"""Of this checkout's own: a server may have the databases of others, and those of tests that are running."""


def migrated() -> str:
    """Return the name of an empty database of this program, on the server of the tests."""
    with alone("template"):
        return _found_or_made(PREFIX + fingerprint())


def _found_or_made(name: str) -> str:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = {row[0] for row in cursor.fetchall()}
        for other in found - {name}:
            cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
    if name not in found:
        _migrate(f"{name}_new")
        with connection._nodb_cursor() as cursor:  # it appears whole or not at all
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _migrate(name: str) -> None:
    own: dict[str, Any] = connection.settings_dict
    before, wanted = own["NAME"], own["TEST"]["NAME"]
    own["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        own["NAME"], own["TEST"]["NAME"] = before, wanted
