"""Who else has an entry open: said on the page, renewed by POST, forgotten after some minutes, never a lock."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from entries.models import Opening
from entries.presence import FORGOTTEN_AFTER
from skills.models import Layer
from tests.admin_forms import change_address, change_form, editor_client, tree, words
from tests.factories import layer, make_guide, make_term

pytestmark = pytest.mark.django_db


def here(client: Client, entry: Any, **data: str) -> Any:
    """Do what the page's script does."""
    return client.post(change_address(entry).replace("change", "here"), data)


def notice(client: Client, entry: Any) -> str:
    """Return what the form says about others, hidden or not."""
    page = tree(change_form(client, entry).html)
    return next(words(e) for e in page.iter("p") if e.get("data-here"))


def test_others_are_named_until_they_leave() -> None:
    term, ann, ben = make_term("ORM"), editor_client(), editor_client("Reviewers")
    assert notice(ann, term) == ""
    assert not Opening.objects.exists(), "looking writes nothing"
    assert here(ben, term).json() == {"said": ""}
    assert "reviewer (since " in here(ann, term).json()["said"]
    assert "has this entry open, too. Whoever saves second" in notice(ann, term)
    assert notice(ann, make_term("SQL")) == ""
    assert here(ben, term, leave="1").status_code == 204
    assert notice(ann, term) == ""


def test_the_time_of_opening_stays_and_old_ones_are_forgotten() -> None:
    term, ann, ben = make_term("ORM"), editor_client(), editor_client("Reviewers")
    here(ben, term)
    first = Opening.objects.get()
    here(ben, term)
    again = Opening.objects.get()
    assert (again.pk, again.since) == (first.pk, first.since)
    assert again.seen_at > first.seen_at
    Opening.objects.update(seen_at=timezone.now() - FORGOTTEN_AFTER - timedelta(seconds=1))
    assert notice(ann, term) == ""
    here(ann, term)
    assert [row.person.username for row in Opening.objects.all()] == ["editor"]


def test_a_layer_counts_as_its_guide() -> None:
    guide, ann, ben = make_guide(layers=[layer("front")]), editor_client(), editor_client("Reviewers")
    page = tree(change_form(ben, Layer.objects.get()).html)
    address = next(e.get("data-here") for e in page.iter("p") if e.get("data-here"))
    assert address == change_address(guide).replace("change", "here")
    ben.post(address)
    assert "reviewer" in notice(ann, guide)
    assert "reviewer" in notice(ann, Layer.objects.get())


def test_it_is_for_editors_and_by_post_only() -> None:
    term, ann = make_term("ORM"), editor_client()
    url = change_address(term).replace("change", "here")
    helper = Client()
    helper.force_login(User.objects.create_user("helper", is_staff=True))
    assert ann.get(url).status_code == 405
    assert helper.post(url).status_code == 403
    assert Client().post(url).status_code == 302
    assert ann.post(url.replace(str(term.pk), "0")).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="editor"))
    assert strict.post(url).status_code == 403
    assert not Opening.objects.exists()
