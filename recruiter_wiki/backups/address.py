"""The database of the settings, as PostgreSQL's programs understand an address."""

from django.db import connection
from psycopg.conninfo import make_conninfo

SETTINGS_OF_THE_SITE = {"client_encoding", "options", "cursor_factory", "context", "prepare_threshold"}


def conninfo() -> str:
    """Return the address and the role of this process, without the limits that are made for requests."""
    known = connection.get_connection_params()
    return make_conninfo(**{key: value for key, value in known.items() if key not in SETTINGS_OF_THE_SITE})
