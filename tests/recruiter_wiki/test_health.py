"""Whether the process lives and is ready."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from recruiter_wiki import views
from tests.reading import text


def test_living_process_answers_without_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_living_process_asks_for_no_session(client: Client, page_memory, django_assert_num_queries) -> None:
    client.cookies["sessionid"] = "a-session-that-nobody-has"
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.status_code == 204
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert page_memory() == 0


@pytest.mark.django_db
def test_ready_says_one_word(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, text(answer)) == (200, "ready")
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]


def test_missing_database_is_one_word_and_details_are_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise OperationalError("connection to db.internal failed\nsecond line")

    monkeypatch.setattr(views, "MigrationExecutor", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, text(answer)) == (503, "database")
    assert int(answer["Retry-After"]) > 0
    assert "db.internal" in caplog.text


@pytest.mark.django_db
def test_missing_migration_is_one_word(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'interviews'")
    answer = client.get("/readyz")
    assert (answer.status_code, text(answer)) == (503, "migrations")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/robots.txt"])
def test_machines_only_ask(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code in (200, 204)
