"""The inbox: what readers open most is reviewed first, every line has one press to act, and the log knows of it."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from entries.models import LinkCheck, Report
from entries.view_counts import add_views
from search.models import MissedSearch
from tests.admin_forms import classes, editor_client, words
from tests.factories import make_question, make_term
from tests.page_tree import tree

pytestmark = pytest.mark.django_db

URL = "/admin/inbox/"


def press(client: Client, do: str) -> str:
    """Press a button and return the page that follows."""
    return client.post(URL, {"do": do}, follow=True).content.decode()


def lines(client: Client, section: str) -> list[str]:
    """Return the lines of a section."""
    page = tree(client.get(URL).content.decode())
    found = next(s for s in page.iter("section") if s.get("aria-labelledby") == section)
    return [words(line) for line in found.iter("li")]


def test_due_entries_stand_by_views_then_by_age() -> None:
    for name, day in (("Often", "2024-06-01"), ("Old", "2020-01-01"), ("Older", "2019-01-01")):
        make_term(name, reviewed_on=day)
    question = make_question("Seen most", reviewed_on="2024-07-01")
    make_term("Fresh", reviewed_on=date.today())
    often = make_term("Very often", reviewed_on="2025-01-01")
    add_views("skill", {often.pk: 1_000_000})
    add_views("term", {often.pk: 5})
    add_views("question", {question.pk: 12})
    found = [line.partition(",")[0] for line in lines(editor_client(), "d-h")]
    assert found == ["Seen most", "Very often", "Older", "Old", "Often"]


def test_due_entries_of_all_kinds_cost_a_query_each(django_assert_max_num_queries) -> None:
    for number in range(30):
        make_term(f"Term {number}", reviewed_on="2020-01-01")
    client = editor_client()
    with django_assert_max_num_queries(25):
        assert len(lines(client, "d-h")) == 25


def test_a_dead_link_leads_to_its_entry_and_goes_when_it_works() -> None:
    url = "https://example.org/gone"
    link = {"title": "Docs", "url": url, "kind": "docs", "level": "beginner"}
    term = make_term("ORM", links=[link])
    dead = LinkCheck.objects.create(url=url, works=False, result="404", failed_days=3)
    client = editor_client()
    assert "Edit ORM It works" in lines(client, "l-h")[0]
    assert f"/admin/glossary/term/{term.pk}/change/" in client.get(URL).content.decode()
    assert "Taken off the list." in press(client, f"works:{dead.pk}")
    dead.refresh_from_db()
    assert (dead.works, dead.failed_days) == (True, 0)


def test_every_line_has_something_to_press() -> None:
    make_term("ORM", reviewed_on="2020-01-01")
    LinkCheck.objects.create(url="https://example.org/x", works=False)
    Report.objects.create(message="Wrong")
    MissedSearch.objects.create(words="zig", times=4)
    page = tree(editor_client("Reviewers").get(URL).content.decode())
    rows = [li for form in page.iter("form") if "inbox" in classes(form) for li in form.iter("li")]
    assert len(rows) == 4
    assert all(any("button" in classes(e) for e in row.iter()) for row in rows)


def test_what_is_done_in_the_inbox_stands_in_the_log() -> None:
    term = make_term("ORM", reviewed_on="2020-01-01")
    report, missed = Report.objects.create(message="Wrong"), MissedSearch.objects.create(words="zig", times=4)
    client = editor_client("Reviewers")
    for do in (
        f"report:{report.pk}",
        f"forget:{missed.pk}",
        f"reviewed:{term.reference}",
        "report:99",
        "x:1",
    ):
        press(client, do)
    logged = LogEntry.objects.order_by("pk").values_list("object_repr", "action_flag", "user__username")
    assert list(logged) == [("Wrong", 2, "reviewer"), ("zig", 3, "reviewer"), ("ORM", 2, "reviewer")]
