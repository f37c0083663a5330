"""Readers' reports, and the inbox in which editors act on them."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entries.models import LinkCheck, Report
from recruiter_wiki.reports import MOST_PER_HOUR
from search.models import MissedSearch, TermRequest
from sets.models import OfferedQuestion
from tests.admin_forms import editor_client
from tests.factories import make_term

pytestmark = pytest.mark.django_db


def send(client: Client, message: str = "The year is wrong.", entry: str = "term:orm", **more: str):
    """Send a report."""
    return client.post(f"/report/?entry={entry}", {"message": message, "website": "", **more})


def test_a_report_reaches_the_inbox_with_its_entry(client: Client) -> None:
    term = make_term("ORM")
    assert "About “ORM”." in client.get("/report/?entry=term:orm").content.decode()
    answer = send(client)
    assert answer.status_code == 302
    assert "Thank you." in client.get(answer["Location"]).content.decode()
    page = editor_client().get("/admin/inbox/").content.decode()
    assert "The year is wrong." in page
    assert f"/admin/glossary/term/{term.pk}/change/" in page


def test_every_entry_page_leads_to_its_report(client: Client) -> None:
    make_term("ORM")
    assert "/report/?entry=term:orm" in client.get("/glossary/orm/").content.decode()


def test_nothing_of_the_person_is_kept(client: Client) -> None:
    send(client, entry="")
    kept = {field.name for field in Report._meta.get_fields()}
    assert kept == {"id", "path", "kind", "entry_id", "message", "made_at", "done"}
    assert Report.objects.get().path == ""


def test_machines_that_fill_everything_are_thanked_and_forgotten(client: Client) -> None:
    assert send(client, website="http://spam.example").status_code == 302
    assert not Report.objects.exists()


def test_an_empty_report_is_refused_beside_its_field(client: Client) -> None:
    answer = send(client, message=" ")
    assert answer.status_code == 400
    assert "id_message_error" in answer.content.decode()


def test_too_many_reports_wait_and_lose_no_word(client: Client) -> None:
    for number in range(MOST_PER_HOUR):
        assert send(client, f"Report {number}").status_code == 302
    answer = send(client, "One too many")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "One too many</textarea>" in answer.content.decode()
    assert Report.objects.count() == MOST_PER_HOUR
    assert send(Client(REMOTE_ADDR="198.51.100.7"), "Another place").status_code == 302


def test_who_is_signed_in_may_report_more_often_and_by_account(client: Client) -> None:
    client.force_login(User.objects.create_user("ann"))
    for number in range(MOST_PER_HOUR + 1):
        assert send(client, f"Report {number}").status_code == 302
    assert send(Client(), "Same address, another person").status_code == 302


def test_hidden_and_invented_entries_are_reported_as_none(client: Client) -> None:
    make_term("Secret", state="unpublished")
    for entry in ("term:secret", "term:none", "user:1", "term:" + "x" * 500, "set:1", ":", "%00"):
        page = client.get("/report/", {"entry": entry})
        assert page.status_code == 200
        assert "About the wiki." in page.content.decode()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_answered(client: Client, message: str, entry: str) -> None:
    assert client.post("/report/", {"message": message, "website": ""}).status_code in (302, 400, 429)
    assert client.get("/report/", {"entry": entry}).status_code == 200


def test_inbox_ticks_off_with_one_press() -> None:
    rows = [
        ("report", Report.objects.create(message="Wrong")),
        ("request", TermRequest.objects.create(words="Zig")),
        ("offer", OfferedQuestion.objects.create(text={"prompt": "Why?"})),
    ]
    client = editor_client()
    assert "Inbox <b>3</b>" in client.get("/").content.decode()
    for what, row in rows:
        client.post("/admin/inbox/", {"do": f"{what}:{row.pk}"})
        row.refresh_from_db()
        assert row.done
    assert "Inbox <b>" not in client.get("/").content.decode()


def test_inbox_shows_what_is_due_and_marks_it_reviewed() -> None:
    make_term("ORM", reviewed_on="2020-01-01", review_every_months=12)
    client = editor_client()
    assert "Reviewed as it is" in client.get("/admin/inbox/").content.decode()
    said = client.post("/admin/inbox/", {"do": "reviewed:term:orm"}, follow=True).content.decode()
    assert "is reviewed as of today" in said
    page = client.get("/glossary/orm/").content.decode()
    assert f"{date.today():%b %Y}" in page


def test_inbox_shows_missed_searches_and_dead_links_and_forgets_for_reviewers_only() -> None:
    missed = MissedSearch.objects.create(words="zig", times=4)
    LinkCheck.objects.create(url="https://example.org/gone", works=False, result="404")
    editor, reviewer = editor_client(), editor_client("Reviewers")
    page = editor.get("/admin/inbox/").content.decode()
    assert "https://example.org/gone</a>: 404" in page
    assert "zig" in page
    assert editor.post("/admin/inbox/", {"do": f"forget:{missed.pk}"}).status_code == 403
    reviewer.post("/admin/inbox/", {"do": f"forget:{missed.pk}"})
    assert not MissedSearch.objects.exists()


def test_inbox_is_for_editors_and_odd_presses_do_nothing() -> None:
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    assert reader.get("/admin/inbox/").status_code == 302
    assert Client().get("/admin/inbox/").status_code == 302
    staff = Client()
    staff.force_login(User.objects.create_user("staff", is_staff=True))
    assert staff.get("/admin/inbox/").status_code == 403
    editor = editor_client()
    for do in ("", "report:x", "report:99999999999999999999", "reviewed:term:none", "user:1"):
        assert editor.post("/admin/inbox/", {"do": do}).status_code == 302
