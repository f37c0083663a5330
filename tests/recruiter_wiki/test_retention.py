"""What is not kept for ever goes by one command, and nothing else does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Attempt
from entries.models import Opening, Report
from recruiter_wiki import retention
from search.models import MissedSearch, TermRequest
from sets.models import Bookmark, OfferedQuestion, QuestionSet, SetChange, SetItem, ShareLink

pytestmark = pytest.mark.django_db


def store_all(at: datetime) -> None:
    """Store one row of each kind whose term began at this time."""
    owner = User.objects.create(username=f"lead {at}")
    kept = QuestionSet.objects.create(owner=owner, title="Kept")
    Session.objects.create(session_key=f"{at:%f%H%M%S%Y%m%d}", session_data="", expire_date=at)
    failed = AccessAttempt.objects.create(username=str(at), failures_since_start=1)
    AccessAttempt.objects.filter(pk=failed.pk).update(attempt_time=at)
    Attempt.objects.create(key="x", at=at)
    Opening.objects.create(kind="term", entry_id=1, person=owner, seen_at=at)
    QuestionSet.objects.create(owner=owner, title="Deleted", deleted_at=at)
    SetItem.objects.create(question_set=kept, minutes=1, position=1, removed_at=at)
    SetChange.objects.create(question_set=kept, revision=1, what="moved", made_at=at)
    ShareLink.objects.create(question_set=kept, token_hash=f"e{at}", expires_at=at)
    ShareLink.objects.create(question_set=kept, token_hash=f"r{at}", revoked_at=at)
    Report.objects.create(message="x", done=True, made_at=at)
    TermRequest.objects.create(words="x", done=True, asked_at=at)
    OfferedQuestion.objects.create(text={}, done=True, offered_at=at)
    MissedSearch.objects.create(words=str(at), last_at=at)


def store_what_stays(at: datetime) -> None:
    """Store old rows that have no term: what is not done, works, or belongs to somebody."""
    owner = User.objects.create(username="somebody")
    kept = QuestionSet.objects.create(owner=owner, title="Old", created_at=at, changed_at=at)
    SetItem.objects.create(question_set=kept, minutes=1, position=1)
    link = ShareLink.objects.create(question_set=kept, token_hash="works", created_at=at)
    noted = ShareLink.objects.create(question_set=kept, token_hash="noted", revoked_at=at)
    for n, each in enumerate((link, noted)):
        Bookmark.objects.create(user=owner, kind="set", target_id=n, link=each, note="Mine", created_at=at)
    Report.objects.create(message="x", made_at=at)
    TermRequest.objects.create(words="x", asked_at=at)
    OfferedQuestion.objects.create(text={}, offered_at=at)


def counts() -> dict[str, int]:
    """Return the number of rows of every model that has a term."""
    models: list[Any] = [term.over(timezone.now()).model for term in retention.TERMS]
    return {model.__name__: model.objects.count() for model in [*models, Bookmark]}


def test_what_is_over_goes_and_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    old, now = timezone.now() - timedelta(days=366), timezone.now()
    store_what_stays(old)
    store_all(now + timedelta(hours=1))
    before = counts()
    store_all(old)
    call_command("clean_up")
    after = counts()
    assert after == before | {"QuestionSet": before["QuestionSet"] + 1}  # the set that all of it hung on
    told = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert told == {term.name: "2" if "links" in term.name else "1" for term in retention.TERMS}
    call_command("clean_up")
    assert counts() == after
    assert capsys.readouterr().out == "Nothing has reached its term.\n"


def test_batches_reach_everything(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable
) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    Attempt.objects.bulk_create(Attempt(key=str(n), at=timezone.now() - timedelta(days=1)) for n in range(25))
    with django_assert_max_num_queries(len(retention.TERMS) + 10):
        assert [n for _, n in retention.remove_what_is_over(timezone.now()) if n] == [25]


def test_busy_rows_are_left_for_the_next_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store_all(timezone.now() - timedelta(days=366))

    delete = QuerySet.delete

    def refuse(rows: QuerySet) -> Any:
        if rows.model is QuestionSet:
            raise OperationalError("canceling statement due to lock timeout")
        return delete(rows)

    monkeypatch.setattr(QuerySet, "delete", refuse)
    call_command("clean_up")
    told = capsys.readouterr()
    assert told.err == "deleted question sets: in use just now, left for the next time\n"
    assert "searches without result: 1\n" in told.out
