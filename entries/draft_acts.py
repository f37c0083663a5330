"""What is done to a draft as it was saved: publish it, schedule it, return it, throw it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from entries import drafts, rights
from entries.draft_admin import DraftPages, page_address
from entries.drafts import ChangedSince
from entries.log import log
from entries.models import Draft, Entry
from entries.refusals import DocumentRefused


class DraftActs(DraftPages):
    """Adds the address of what is done to a draft."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address."""
        view = self.admin_site.admin_view(require_POST(self.draft_view))
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_draft"
        return [path("<path:object_id>/draft/", view, name=name), *super().get_urls()]

    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Do to the draft what `do` says, if it still is the one that was looked at."""
        entry = self.entry_named(request, object_id)
        if entry is None:
            raise Http404("There is no such entry.")
        if not rights.may_change(request.user, entry):
            raise PermissionDenied
        draft, do = drafts.draft_of(entry), request.POST.get("do", "")
        if draft is None:
            messages.warning(request, "There is no draft any more.")
        elif not _may(request, do, draft):
            raise PermissionDenied
        elif request.POST.get("draft") != str(draft.pk):
            messages.warning(request, "Somebody saved the draft again meanwhile. Look at it, then decide.")
        elif do == "publish":
            return self._publish(request, entry, draft)
        elif do == "schedule":
            self._schedule(request, entry, draft)
        elif do == "return":
            drafts.hand_back(draft, comment=request.POST.get("comment", "").replace("\x00", ""))
            log(request.user, entry, "The draft was returned with a comment")
            messages.success(request, "The draft is returned with your comment.")
        elif do == "discard":
            drafts.end(draft)
            log(request.user, entry, "The draft was thrown away")
            said = "The draft is gone. Readers' text did not change, and the history still has the draft."
            messages.success(request, said)
        return redirect(page_address(entry, "change"))

    def _schedule(self, request: HttpRequest, entry: Entry, draft: Draft) -> None:
        typed = request.POST.get("at", "")[:40]
        try:
            at = parse_datetime(typed) if typed else None
        except ValueError:  # the 40th of a month
            at = None
        if typed and at is None:
            messages.error(request, "Write day and time like this: 2026-12-01T09:00.")
            return
        if at and timezone.is_naive(at):
            at = timezone.make_aware(at)
        drafts.schedule(draft, at)
        said = (
            f"The draft is published on {at:%d %b %Y at %H:%M} UTC."
            if at
            else "The draft is not scheduled any more."
        )
        log(request.user, entry, said)
        messages.success(request, said)

    def _publish(self, request: HttpRequest, entry: Entry, draft: Draft) -> HttpResponse:
        person: Any = request.user
        try:
            drafts.publish(entry, draft, actor=person)
        except ChangedSince as changed:
            messages.warning(request, f"The draft was not published: {changed} Choose what stays.")
            return redirect(page_address(entry, "together", draft.pk))
        except DocumentRefused as refused:
            messages.error(request, f"The draft was not published: {refused}")
        else:
            messages.success(request, "Readers see it now.")
        return redirect(page_address(entry, "change"))


def _may(request: HttpRequest, do: str, draft: Draft) -> bool:
    if do == "return":
        return rights.may_return(request.user)
    if do == "discard":
        return rights.may_throw_away(request.user, draft)
    return rights.may_publish(request.user, draft)
