"""Reviews: one press says that an entry is right as it is; nothing else counts as a review."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from glossary.models import Term
from tests.admin_forms import (
    add_form,
    change_address,
    change_form,
    editor_client,
    run_action,
    stored,
    versions,
)
from tests.factories import make_guide, make_term

pytestmark = pytest.mark.django_db

BUTTON = "Mark as reviewed today"


def reviewed_address(entry) -> str:
    """Return where the press goes."""
    return change_address(entry).replace("change", "reviewed")


def test_one_press_marks_an_entry_as_reviewed_and_changes_nothing_else() -> None:
    term = make_term("ORM", aliases=["mapper"], reviewed_on="2020-01-01")
    client, before = editor_client(), stored(term)
    page = client.get(change_address(term)).content.decode()
    assert f'form="mark-reviewed">{BUTTON}' in page
    assert f'id="mark-reviewed" method="post" action="{reviewed_address(term)}"' in page
    said = client.post(reviewed_address(term), follow=True).content.decode()
    assert "“ORM” is reviewed as of today." in said
    assert stored(term) == before.model_copy(update={"reviewed_on": date.today()})
    newest = versions(term)[-1]
    assert (newest.reason, str(newest.actor)) == ("Reviewed", "editor")
    assert [(e.object_repr, e.get_change_message()) for e in LogEntry.objects.all()] == [("ORM", "Reviewed.")]
    assert "already reviewed" in client.post(reviewed_address(term), follow=True).content.decode()
    assert (len(versions(term)), LogEntry.objects.count()) == (2, 1)


def test_a_corrected_typo_is_no_review() -> None:
    term = make_term("ORM", reviewed_on="2020-01-01", gist="Maps obejcts.")
    client = editor_client()
    change_form(client, term).fill(gist="Maps objects.").save()
    run_action(client, "glossary/term", "unpublish", term)
    run_action(client, "glossary/term", "publish", term)
    term = Term.objects.get(pk=term.pk)
    assert (term.gist, str(term.reviewed_on), str(term.review_due_on)) == (
        "Maps objects.",
        "2020-01-01",
        "2021-01-01",
    )
    assert term.review_state(date(2022, 6, 1)) == "late"


def test_bulk_actions_stand_in_the_log() -> None:
    one, two = make_term("ORM", reviewed_on="2020-01-01"), make_term("SQL", reviewed_on=date.today())
    client = editor_client()
    assert run_action(client, "glossary/term", "mark_reviewed", one, two) == ["Reviewed today: 1."]
    run_action(client, "glossary/term", "retire", two)
    logged = [(e.object_repr, e.get_change_message()) for e in LogEntry.objects.order_by("pk")]
    assert logged == [("ORM", "Reviewed."), ("SQL", "Retired.")]


def test_reviews_need_the_right_and_a_post() -> None:
    term = make_term("ORM", reviewed_on="2020-01-01")
    staff = User.objects.create_user("staff", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_term"))
    looker = Client()
    looker.force_login(staff)
    assert BUTTON not in looker.get(change_address(term)).content.decode()
    assert looker.post(reviewed_address(term)).status_code == 403
    assert editor_client().get(reviewed_address(term)).status_code == 403
    assert Client().post(reviewed_address(term)).status_code == 302
    assert str(Term.objects.get(pk=term.pk).reviewed_on) == "2020-01-01"


def test_a_new_entry_has_the_interval_of_its_kind() -> None:
    client = editor_client()
    models = ("glossary/term", "skills/skill", "skills/guide", "interviews/question", "interviews/topic")
    months = [add_form(client, model)["review_every_months"] for model in models]
    assert months == ["12", "6", "6", "12", "24"]


def test_a_layer_reviews_its_guide() -> None:
    guide = make_guide(reviewed_on="2020-01-01")
    layer = guide.layers.get()
    client = editor_client()
    assert BUTTON not in client.get(change_address(layer)).content.decode()
    client.post(reviewed_address(layer))
    assert stored(guide).reviewed_on == date.today()
