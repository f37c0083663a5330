"""Drafts in the Admin: save one, send it to review, return it, publish it, preview it, throw it away."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from entries import drafts
from entries.document import Document
from entries.inlines import ANEW
from entries.models import Draft, Entry, State
from entries.refusals import DocumentRefused, refused_by_database

PREVIEW_SALT = "preview"
STEPS = {"_draft": Draft.Step.WRITING, "_review": Draft.Step.IN_REVIEW}
"""Buttons of the form that keep a draft, and the step it is in then."""


class KeepAsDraft(Exception):
    """What was typed is a draft: whatever the Admin wrote is rolled back."""

    def __init__(self, document: Document, note: str) -> None:
        super().__init__("keep as draft")
        self.document, self.note = document, note


class DraftPages(admin.ModelAdmin):
    """Lets editors of published entries work on a draft that readers do not see."""

    has_drafts = True
    change_form_template = "admin/entries/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the address of what is done to a draft."""
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_draft"
        view = self.admin_site.admin_view(self.draft_view)
        return [path("<path:object_id>/draft/", view, name=name), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the draft where there is one; keep what was typed as a draft when that was asked for."""
        entry = self.model._default_manager.filter(pk=object_id).first() if self._known(object_id) else None
        draft = drafts.draft_of(entry) if entry and self.has_drafts else None
        context = {
            **(extra_context or {}),
            "draft": draft,
            "draft_steps": self.has_drafts and entry is not None and entry.state == State.PUBLISHED,
            "preview": preview_address(entry) if draft and entry else "",
        }
        show = super().changeform_view
        if request.method == "POST":
            if draft:
                request.POST = _with_new_rows(request.POST)  # type: ignore[assignment]
            try:
                response = show(request, object_id, form_url, context)
            except KeepAsDraft as kept:
                return self._keep(request, entry, kept)
            if draft and entry and isinstance(response, HttpResponseRedirect):
                draft.delete()
            return response
        if not draft or not entry:
            return show(request, object_id, form_url, context)
        try:
            with drafts.as_if(entry, draft):
                response = show(request, object_id, form_url, context)
                response.render() if hasattr(response, "render") else None
                return response
        except DocumentRefused as refused:
            messages.error(
                request, f"The draft cannot be shown in the form: {refused} You see what readers see."
            )
            return show(request, object_id, form_url, context)

    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Publish, return or throw away a draft; `do` says which."""
        entry = get_object_or_404(self.model, pk=object_id)
        if request.method != "POST" or not self.has_change_permission(request, entry):
            raise PermissionDenied
        draft, do = drafts.draft_of(entry), request.POST.get("do")
        if draft is None:
            messages.warning(request, "There is no draft any more.")
        elif do == "publish":
            self._publish(request, entry, draft)
        elif do == "schedule":
            self._schedule(request, draft)
        elif do == "return":
            drafts.hand_back(draft, comment=request.POST.get("comment", "").replace("\x00", ""))
            messages.success(request, "The draft is returned with your comment.")
        elif do == "discard":
            draft.delete()
            messages.success(request, "The draft is gone. Readers' text did not change.")
        return redirect(self._address(entry))

    def _schedule(self, request: HttpRequest, draft: Draft) -> None:
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
        messages.success(request, said)

    def _publish(self, request: HttpRequest, entry: Entry, draft: Draft) -> None:
        try:
            drafts.publish(entry, draft, actor=request.user)  # type: ignore[arg-type]
        except DocumentRefused as refused:
            messages.error(request, f"The draft was not published: {refused}")
        except IntegrityError as error:
            messages.error(request, f"The draft was not published: {refused_by_database(error)}")
        else:
            messages.success(request, "Readers see it now.")

    def _keep(self, request: HttpRequest, entry: Entry | None, kept: KeepAsDraft) -> HttpResponse:
        assert entry is not None
        step = next(step for button, step in STEPS.items() if button in request.POST)
        drafts.keep(entry, kept.document, actor=request.user, step=step, note=kept.note)  # type: ignore[arg-type]
        sent = "sent to review" if step == Draft.Step.IN_REVIEW else "saved"
        messages.success(
            request, f"The draft is {sent}. Readers see the published text until it is published."
        )
        return redirect(self._address(entry))

    def _address(self, entry: Entry) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk])

    def _known(self, object_id: str | None) -> bool:
        return bool(object_id) and str(object_id).isdecimal() and len(str(object_id)) < 18


def asks_for_draft(request: HttpRequest) -> bool:
    """Whether one of the buttons was pressed that keep a draft."""
    return any(button in request.POST for button in STEPS)


def preview_address(entry: Entry) -> str:
    """Return the address under which anybody sees the entry's draft for a week."""
    return reverse("preview", args=[signing.dumps([entry.kind, entry.pk], salt=PREVIEW_SALT)])


def _with_new_rows(posted: QueryDict) -> QueryDict:
    """Return what was posted with all related rows as new ones: those of a draft are not in the database."""
    data = posted.copy()
    for key in list(data):
        if key.endswith("-INITIAL_FORMS"):
            prefix = key.removesuffix("-INITIAL_FORMS")
            data[key] = "0"
            data[f"{prefix}-{ANEW}"] = "1"
            for name in [name for name in data if re.fullmatch(rf"{re.escape(prefix)}-\d+-id", name)]:
                data[name] = ""
    return data
