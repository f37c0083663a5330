"""The address to which an open form says every minute that it is open, and which answers who else is there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path

from entries import presence, rights
from entries.draft_admin import DraftPages


class PresencePages(DraftPages):
    """Adds the address."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address."""
        view = self.admin_site.admin_view(self.here_view)
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_here"
        return [path("<path:object_id>/here/", view, name=name), *super().get_urls()]

    def here_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that somebody has the entry open, or with `leave` that the page was closed; say who else has it."""
        entry = self.entry_named(request, object_id)
        person: Any = request.user
        if entry is None:
            raise Http404("There is no such entry.")
        if not rights.may_change(person, entry):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if "leave" in request.POST:
            presence.leave(entry, person)
            return HttpResponse(status=204)
        presence.renew(entry, person)
        return JsonResponse({"said": presence.said_of(presence.others_at(entry, person))})
