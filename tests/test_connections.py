"""A kept connection is checked without a query, and replaced when the server has closed it."""

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_server_closed_is_replaced() -> None:
    connection.ensure_connection()
    ours = connection.connection.info
    assert connection.is_usable()
    with psycopg.connect(ours.dsn, password=ours.password or None) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.backend_pid])
    assert not connection.is_usable()
    connection.close()
    assert not connection.is_usable()
    connection.ensure_connection()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_notice_is_no_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN wake_up")
    ours = connection.connection.info
    with psycopg.connect(ours.dsn, password=ours.password or None, autocommit=True) as other:
        other.execute("NOTIFY wake_up")
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_checking_a_good_connection_asks_the_server_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    before = connection.connection.info.transaction_status, _statements()
    assert connection.is_usable()
    assert (connection.connection.info.transaction_status, _statements()) == before


def _statements() -> tuple:
    ours = connection.connection.info
    with psycopg.connect(ours.dsn, password=ours.password or None) as other:
        found = other.execute(
            "SELECT query, query_start FROM pg_stat_activity WHERE pid = %s", [ours.backend_pid]
        )
        return found.fetchone() or ()
