"""“This is wrong or unclear”: what readers tell the editors, without an account and without JavaScript."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import Attempt
from entries.htmx import render_page
from entries.kinds import all_kinds, kind_named
from entries.models import Entry, Report
from entries.posted import TrappedForm
from entries.rate_limits import address_of

MOST_PER_HOUR = 6
"""Reports of one network address without an account."""

MOST_OF_ACCOUNT = 60
"""Reports of somebody who is signed in, from wherever."""

MOST_OF_ALL = 200
"""Reports of all together."""


class ReportForm(forms.ModelForm, TrappedForm):
    """What is wrong."""

    class Meta:
        model = Report
        fields = ["message"]
        labels = {"message": "What is wrong or unclear?"}
        help_texts = {
            "message": "The editors see these words and the page, nothing about you. No names of people."
        }


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Take a report about the entry that `?entry=kind:slug` names, or about the wiki as a whole."""
    entry = reported_entry(request.GET.get("entry", ""))
    form = ReportForm(request.POST or None)
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = _seconds_to_wait(request)
        if not wait:
            _store(form, entry)
            return HttpResponseRedirect(f"{reverse('report')}?{_query(entry)}done=1")
    context: dict[str, Any] = {
        "title": "Report a mistake",
        "description": "Tell the editors what is wrong or unclear. No account is needed.",
        "form": form,
        "entry": entry,
        "wait": (wait + 59) // 60,
        "done": request.GET.get("done") == "1",
        "crumbs": [{"name": "Report a mistake"}],
    }
    status = 429 if wait else 400 if form.is_bound else 200
    response = render_page(request, "recruiter_wiki/report.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def reported_entry(reference: str) -> Entry | None:
    """Return the published entry of a reference, or None."""
    kind, _, slug = reference.partition(":")
    if kind not in {known.name for known in all_kinds()} or len(slug) > 80:
        return None
    return kind_named(kind).model._default_manager.published().filter(slug=slug).first()


def _seconds_to_wait(request: HttpRequest) -> int:
    if request.user.is_authenticated:
        key, most = f"account {request.user.pk}", MOST_OF_ACCOUNT
    else:
        key, most = address_of(request) or "unknown", MOST_PER_HOUR
    spend = Attempt.objects.spend
    return spend("report", key, most=most) or spend("report", "everybody", most=MOST_OF_ALL)


def _store(form: ReportForm, entry: Entry | None) -> None:
    if form.by_machine():
        return
    if entry:
        form.instance.kind, form.instance.entry_id = entry.kind, entry.pk
        form.instance.path = entry.get_absolute_url()
    form.save()


def _query(entry: Entry | None) -> str:
    return f"entry={entry.reference}&" if entry else ""
