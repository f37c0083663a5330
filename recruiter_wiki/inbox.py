"""The editors' inbox: what readers reported and asked for, and what is due, each with one press to act."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from entries.kinds import all_kinds, kind_named
from entries.link_checking import entries_with_links
from entries.models import Draft, Entry, LinkCheck, Report
from entries.posted import number_in
from entries.reviews import mark_reviewed
from entries.rights import may_publish, signed_in
from entries.view_counts import most_viewed
from search.models import MissedSearch, TermRequest
from sets.models import OfferedQuestion

SHOWN = 25
TICKED = {"report": Report, "request": TermRequest, "offer": OfferedQuestion}
"""What is ticked off when it is done."""


def waiting(user: AbstractBaseUser | AnonymousUser) -> int:
    """Return how much waits for this editor: reports, asked-for terms, offered questions, drafts; one query."""
    if not isinstance(user, User) or not user.has_perm("entries.change_report"):
        return 0
    reviews = Draft.objects.filter(step=Draft.Step.IN_REVIEW).order_by().values_list("pk")
    others = [
        model._default_manager.filter(done=False).order_by().values_list("pk") for model in TICKED.values()
    ]
    return reviews.union(*others, all=True).count()


def inbox(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what waits; `do` says what was pressed: done, forget, works, reviewed."""
    if not request.user.has_perm("entries.change_report"):
        raise PermissionDenied
    if request.method == "POST":
        _act(request)
        return redirect("admin-inbox")
    today = date.today()
    context = {
        **site.each_context(request),
        "title": "Inbox",
        "drafts": [(row, _entry_of(row)) for row in Draft.objects.exclude(step=Draft.Step.WRITING)[:SHOWN]],
        "reports": [(row, _entry_of(row)) for row in Report.objects.filter(done=False)[:SHOWN]],
        "requests": TermRequest.objects.filter(done=False)[:SHOWN],
        "offers": OfferedQuestion.objects.filter(done=False)[:SHOWN],
        "missed": MissedSearch.objects.all()[:SHOWN],
        "due": due_entries(today)[:SHOWN],
        "dead": _dead_links(),
        "today": today,
        "may_review": may_publish(request.user),
    }
    return TemplateResponse(request, "admin/entries/inbox.html", context)


def due_entries(today: date) -> list[Entry]:
    """Return published entries whose review is due, each with its `views`; one query for each kind.

    What readers open most stands first, then what is overdue the longest.
    """
    found: list[Any] = []
    for kind in all_kinds():
        found += most_viewed(kind.model._default_manager.due_for_review(today))[:SHOWN]
    return sorted(found, key=lambda entry: (-entry.views, entry.review_due_on or today, entry.name))


def _dead_links() -> list[tuple[LinkCheck, list[Entry]]]:
    """Return links that fail, each with the entries to edit."""
    dead = list(LinkCheck.objects.filter(works=False).order_by("url")[:SHOWN])
    holders = entries_with_links([link.url for link in dead])
    return [(link, holders.get(link.url, [])) for link in dead]


def _act(request: HttpRequest) -> None:
    what, _, pk = request.POST.get("do", "").partition(":")
    if what == "reviewed":
        _mark_reviewed(request, pk)
        return
    model: Any = {**TICKED, "forget": MissedSearch, "works": LinkCheck}.get(what)
    row = model._default_manager.filter(pk=number_in(pk) or 0).first() if model else None
    if row is None:
        return
    if what == "forget":
        _allow(request, "search.delete_missedsearch")
        _log(request, row, DELETION, "Forgotten in the inbox.")
        row.delete()
        messages.success(request, "Taken off the list. It comes back when somebody searches for it again.")
    elif what == "works":
        _allow(request, "entries.change_linkcheck")
        LinkCheck.objects.filter(pk=row.pk).update(
            works=True, failed_days=0, result="An editor says it works."
        )
        _log(request, row, CHANGE, "Marked as working in the inbox.")
        messages.success(request, "Taken off the list. It comes back when it fails on several days again.")
    else:
        model._default_manager.filter(pk=row.pk).update(done=True)
        _log(request, row, CHANGE, "Done in the inbox.")
        messages.success(request, "Done.")


def _mark_reviewed(request: HttpRequest, reference: str) -> None:
    name, _, slug = reference.partition(":")
    if name not in {kind.name for kind in all_kinds()}:
        return
    kind = kind_named(name)
    meta = kind.model._meta
    _allow(request, f"{meta.app_label}.change_{meta.model_name}")
    if not may_publish(request.user):
        raise PermissionDenied
    entry: Any = kind.model._default_manager.prefetch_related(*kind.related).filter(slug=slug[:80]).first()
    if entry and mark_reviewed(entry, actor=signed_in(request)):
        _log(request, entry, CHANGE, "Reviewed.")
        messages.success(request, f"“{entry}” is reviewed as of today.")


def _allow(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def _log(request: HttpRequest, row: Model, flag: int, message: str) -> None:
    """Note in Django's log what was done, as the Admin's own pages do."""
    user: Any = request.user
    LogEntry.objects.log_actions(user.pk, [row], flag, message, single_object=True)


def _entry_of(report: Report | Draft) -> Entry | None:
    if not report.kind or report.kind not in {kind.name for kind in all_kinds()}:
        return None
    return kind_named(report.kind).model._default_manager.filter(pk=report.entry_id).first()
