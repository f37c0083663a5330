"""A database that says nothing keeps one thread waiting, not all of them, and not for long.

The real thing, with a PostgreSQL that is paused, is in tests/faults/test_database_away.py.
"""

import time

import psycopg
import pytest
from django.db import connection

from recruiter_wiki.postgresql import waiting
from recruiter_wiki.postgresql.waiting import Connection, Outage


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let silence and rest be short."""
    monkeypatch.setattr(waiting, "SILENCE", 0.02)
    monkeypatch.setattr(waiting, "REST", 0.1)


def fail(outage: Outage, seconds: float) -> None:
    """Try to connect, in vain after some time."""
    try:
        with outage.attempt():
            time.sleep(seconds)
            raise psycopg.OperationalError("no answer")
    except psycopg.OperationalError as error:
        assert str(error) == "no answer"  # noqa: PT017 - the block above does more than raise


def test_silent_server_is_asked_by_one_thread_at_a_time(impatient: None) -> None:
    outage = Outage()
    fail(outage, 0.03)
    assert outage.is_on
    with pytest.raises(psycopg.OperationalError, match="a moment ago"), outage.attempt():
        pass
    time.sleep(0.12)
    with outage.attempt(), pytest.raises(psycopg.OperationalError, match="a moment ago"), outage.attempt():
        pass
    assert not outage.is_on
    with outage.attempt(), outage.attempt():
        pass


def test_server_that_refuses_at_once_may_be_asked_again_at_once(impatient: None) -> None:
    outage = Outage()
    fail(outage, 0)
    assert not outage.is_on
    with outage.attempt():
        pass


@pytest.mark.django_db(transaction=True)
def test_statement_that_is_not_answered_is_given_up_and_its_connection_closed() -> None:
    connection.ensure_connection()
    info = connection.connection.info
    with Connection.connect(info.dsn, password=info.password or None) as own:
        own.answer_within, own.outage = 0.2, Outage()
        assert own.execute("SELECT 1").fetchone() == (1,)
        began = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="silent"):
            own.execute("SELECT pg_sleep(5)")
        assert time.monotonic() - began < 2
        assert own.closed
        assert own.outage.is_on


@pytest.mark.django_db(transaction=True)
def test_error_of_a_statement_stays_what_it_is() -> None:
    connection.ensure_connection()
    info = connection.connection.info
    with Connection.connect(info.dsn, password=info.password or None, autocommit=True) as own:
        own.answer_within, own.outage = 5.0, Outage()
        with pytest.raises(psycopg.errors.QueryCanceled):
            own.execute("SET statement_timeout = 50; SELECT pg_sleep(5)")
        assert not own.closed
        assert not own.outage.is_on
