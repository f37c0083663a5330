"""What a database holds, as numbers that can be compared: rows and a hash for each table."""

import psycopg
from psycopg import sql
from pydantic import BaseModel, ConfigDict

SAME_TEXT = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1; " \
    "SET LOCAL bytea_output = 'hex'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL xmloption = 'content'"  # fmt: skip
"""With these settings a row has the same text on every server."""


class Table(BaseModel):
    """The rows of one table."""

    model_config = ConfigDict(extra="forbid")

    name: str
    columns: list[str]
    """Those that are stored; what PostgreSQL generates may differ in its next version."""

    rows: int
    digest: str
    """SHA-256 over the sorted SHA-256 of all rows as text."""


class Contents(BaseModel):
    """What stands beside a backup, as JSON."""

    model_config = ConfigDict(extra="forbid")

    format: int
    made_at: str
    postgresql: int
    """The server's version, such as 180006."""

    sha256: str = ""
    """Of the backup's file."""

    extensions: list[str]
    migrations: list[str]
    """The applied ones, as `app.name`."""

    tables: list[Table]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


def tables_of(connection: psycopg.Connection) -> list[str]:
    """Return the names of all tables of the schema `public`, those of extensions left out."""
    found = connection.execute(
        """
        SELECT c.relname FROM pg_catalog.pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::pg_catalog.regnamespace
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        ORDER BY c.relname COLLATE "C"
        """
    )
    return [name for (name,) in found]


def table_now(connection: psycopg.Connection, name: str) -> Table:
    """Count and hash the rows of one table, in the transaction of the connection; SAME_TEXT must be set."""
    found = connection.execute(
        """
        SELECT attname FROM pg_catalog.pg_attribute
        WHERE attrelid = %s::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        ORDER BY attname COLLATE "C"
        """,
        [sql.Identifier("public", name).as_string(connection)],
    )
    columns = [column for (column,) in found]
    counted = connection.execute(digest_query(name, columns)).fetchone()
    assert counted
    return Table(name=name, columns=columns, rows=counted[0], digest=counted[1])


def digest_query(name: str, columns: list[str]) -> sql.Composed:
    """Return the query for number and hash of a table's rows; the same rows in any order have the same hash."""
    return sql.SQL(
        "SELECT count(*), encode(sha256(coalesce(string_agg(row_hash, ''::bytea ORDER BY row_hash), ''::bytea)), 'hex')"
        " FROM (SELECT sha256(convert_to(ROW({})::text, 'UTF8')) AS row_hash FROM {}) AS hashes"
    ).format(sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("public", name))


def extensions_of(connection: psycopg.Connection) -> list[str]:
    """Return the extensions that the database has besides the built-in language."""
    found = connection.execute(
        "SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
    )
    return [name for (name,) in found]


def migrations_of(connection: psycopg.Connection) -> list[str]:
    """Return the applied migrations as `app.name`, the oldest first; none before the first one."""
    if "django_migrations" not in tables_of(connection):
        return []
    found = connection.execute("SELECT app, name FROM public.django_migrations ORDER BY id")
    return [f"{app}.{name}" for app, name in found]
