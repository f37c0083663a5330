"""The editors' inbox: what readers reported and asked for, and what is due, each with one press to act."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from entries.kinds import all_kinds, kind_named
from entries.models import Draft, Entry, LinkCheck, Report
from entries.saving import save_entry
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
    """Show what waits; `do` ticks one off, forgets a search, or marks an entry as reviewed today."""
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
        "dead": LinkCheck.objects.filter(works=False).order_by("url")[:SHOWN],
        "today": today,
    }
    return TemplateResponse(request, "admin/entries/inbox.html", context)


def due_entries(today: date) -> list[Entry]:
    """Return published entries whose review is due, the longest overdue first; one query for each kind."""
    found = [
        entry for kind in all_kinds() for entry in kind.model._default_manager.due_for_review(today)[:SHOWN]
    ]
    return sorted(found, key=lambda entry: (entry.review_due_on or today, entry.name))


def _act(request: HttpRequest) -> None:
    what, _, pk = request.POST.get("do", "").partition(":")
    if what in TICKED and pk.isdecimal() and len(pk) < 18:
        TICKED[what]._default_manager.filter(pk=int(pk)).update(done=True)
        messages.success(request, "Done.")
    elif what == "forget" and pk.isdecimal() and len(pk) < 18:
        if not request.user.has_perm("search.delete_missedsearch"):
            raise PermissionDenied
        MissedSearch.objects.filter(pk=int(pk)).delete()
        messages.success(request, "Taken off the list. It comes back when somebody searches for it again.")
    elif what == "reviewed":
        _mark_reviewed(request, pk)


def _mark_reviewed(request: HttpRequest, reference: str) -> None:
    name, _, slug = reference.partition(":")
    if name not in {kind.name for kind in all_kinds()}:
        return
    kind = kind_named(name)
    meta = kind.model._meta
    if not request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
        raise PermissionDenied
    entry: Any = kind.model._default_manager.prefetch_related(*kind.related).filter(slug=slug[:80]).first()
    if entry:
        document = kind.read(entry).model_copy(update={"reviewed_on": date.today()})
        save_entry(entry, document, actor=request.user, reason="Reviewed")  # type: ignore[arg-type]
        messages.success(request, f"“{entry}” is reviewed as of today.")


def _entry_of(report: Report | Draft) -> Entry | None:
    if not report.kind or report.kind not in {kind.name for kind in all_kinds()}:
        return None
    return kind_named(report.kind).model._default_manager.filter(pk=report.entry_id).first()
