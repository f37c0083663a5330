"""What belongs to a person: to take away, and to delete."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from sets.bookmarks import add
from sets.models import Bookmark
from tests.accounts.people import PASSWORD, is_signed_in, make_person, sign_in, signed_in
from tests.factories import make_term
from tests.reading import text

pytestmark = pytest.mark.django_db

DELETE = "/accounts/delete/"


def test_account_page_says_who_one_is_and_leads_on(client: Client) -> None:
    make_person(first_name="Ann", last_name="Lee")
    page = text(signed_in().get("/accounts/"))
    assert "ann@example.org" in page
    assert "Ann Lee" in page
    for address in ("password/", "download/", "delete/", "logout/"):
        assert f'"/accounts/{address}"' in page
    assert "/admin/" not in page


def test_download_holds_ones_own_and_nothing_of_others() -> None:
    make_term("ORM")
    make_term("Queue")
    ann, bob = make_person("ann"), make_person("bob")
    add(ann, "term:orm")
    add(bob, "term:queue")
    answer = signed_in("ann").get("/accounts/download/")
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = answer.json()
    assert data["account"]["username"] == "ann"
    assert data["account"]["email"] == "ann@example.org"
    assert [row["reference"] for row in data["bookmarks"]] == ["term:orm"]
    assert {"sets", "teams", "practice"} <= set(data)
    for foreign in ("bob", "queue", ann.password, "password"):
        assert foreign not in text(answer).lower()


def test_deleting_needs_the_password() -> None:
    make_person()
    client = signed_in()
    assert 'type="password"' in text(client.get(DELETE))
    for form in ({}, {"password": ""}, {"password": "wrong"}):
        answer = client.post(DELETE, form)
        assert answer.status_code == 200
        assert 'class="error-summary"' in text(answer)
    assert User.objects.count() == 1
    assert is_signed_in(client)


def test_deleting_removes_the_person_and_what_is_theirs() -> None:
    make_term("ORM")
    ann, bob = make_person("ann"), make_person("bob")
    add(ann, "term:orm")
    add(bob, "term:orm")
    here, elsewhere = signed_in(), signed_in()
    answer = here.post(DELETE, {"password": PASSWORD})
    assert "Your account is deleted" in text(answer)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Sign in" in text(answer)
    assert list(User.objects.all()) == [bob]
    assert [bookmark.user for bookmark in Bookmark.objects.all()] == [bob]
    assert not is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client()).status_code == 200
    assert Session.objects.count() == 1  # the other browser's, which names nobody any more


def test_person_who_wrote_entries_can_go_and_the_entries_stay() -> None:
    ann = make_person()
    term = make_term("ORM")
    type(term).objects.update(edited_by=ann) if hasattr(term, "edited_by") else None
    assert "deleted" in text(signed_in().post(DELETE, {"password": PASSWORD}))
    assert type(term).objects.filter(pk=term.pk).exists()


def test_only_administrator_stays() -> None:
    make_person("boss", is_superuser=True, is_staff=True)
    make_person("old", is_superuser=True, is_active=False)
    client = signed_in("boss")
    for answer in (client.get(DELETE), client.post(DELETE, {"password": PASSWORD})):
        assert "You are the only administrator" in text(answer)
    make_person("second", is_superuser=True)
    client.post(DELETE, {"password": PASSWORD})
    assert not User.objects.filter(username="boss").exists()


def test_nothing_is_deleted_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    make_term("ORM")
    add(make_person(), "term:orm")
    client = signed_in()
    client.raise_request_exception = False

    def fails(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(User, "delete", fails)
    assert client.post(DELETE, {"password": PASSWORD}).status_code == 500
    assert Bookmark.objects.count() == User.objects.count() == 1
