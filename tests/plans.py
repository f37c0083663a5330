"""How PostgreSQL answers what a page asks: the statements of a request, and the rows read without an index."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from psycopg import ClientCursor


@dataclass(frozen=True)
class Asked:
    """A statement as Django hands it over."""

    sql: str
    values: tuple[Any, ...]


def asked(client: Client, address: str) -> list[Asked]:
    """Return what an address reads from the database; it must answer."""
    found: list[Asked] = []

    def note(execute: Any, sql: str, values: Sequence[Any] | None, many: bool, context: Any) -> Any:
        if "SELECT" in sql[:10]:
            found.append(Asked(sql, tuple(values or ())))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(address)
    assert answer.status_code < 400, address
    return found


def plan_of(statement: Asked) -> dict[str, Any]:
    """Run a statement; return PostgreSQL's account of it.

    It is planned as the site's statements are from their third use on: once, for whatever values come.
    """
    first, *rest = statement.sql.replace("%%", "\0").split("%s")
    numbered = first + "".join(f"${number}{text}" for number, text in enumerate(rest, 1))
    with ClientCursor(connection.connection) as cursor:
        cursor.execute(f"PREPARE looked_at AS {numbered}".replace("\0", "%"))
        try:
            places = f"({', '.join(['%s'] * len(rest))})" if rest else ""
            cursor.execute(
                f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE looked_at{places}",
                statement.values or None,
            )
            found: Any = cursor.fetchone()
        finally:
            cursor.execute("DEALLOCATE looked_at")
    return found[0][0]


def scans(plan: dict[str, Any]) -> dict[str, int]:
    """Return how many rows of each table are read one after the other, without an index."""
    read: Counter[str] = Counter()
    nodes = [plan["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read[node["Relation Name"]] += round(rows * node["Actual Loops"])
    return dict(read)
