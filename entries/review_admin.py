"""Reviews in the Admin: an entry is marked as reviewed by one press, without an edit."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from entries import rights
from entries.draft_admin import DraftPages, page_address
from entries.reviews import mark_reviewed


class ReviewPages(DraftPages):
    """Lets editors say that an entry is right as it is: one entry on its page, or several in the list."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address that marks an entry as reviewed."""
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_reviewed"
        view = self.admin_site.admin_view(self.reviewed_view)
        return [path("<path:object_id>/reviewed/", view, name=name), *super().get_urls()]

    def reviewed_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Mark one entry as reviewed today; asks by POST only."""
        entry = self.entry_named(request, object_id)
        if entry is None:
            raise Http404("There is no such entry.")
        allowed = rights.may_change(request.user, entry) and rights.may_save(request.user, entry, None)
        if request.method != "POST" or not allowed:
            raise PermissionDenied
        done = self._reviewed(request, entry)
        messages.success(request, f"“{entry}” is {'' if done else 'already '}reviewed as of today.")
        return redirect(page_address(entry, "change"))

    @admin.action(description="Mark as reviewed today", permissions=["publish"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Record a review of the chosen entries as they are."""
        number = sum(self._reviewed(request, entry) for entry in queryset)
        self.message_user(request, f"Reviewed today: {number}.")

    def _reviewed(self, request: HttpRequest, entry: Any) -> bool:
        done = mark_reviewed(entry, actor=rights.signed_in(request))
        if done:
            self.log_change(request, entry, "Reviewed.")
        return done
