"""The Admin's pages of an entry's history, and of deleted entries."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from entries import drafts, history, rights
from entries.draft_admin import DraftPages, page_address
from entries.kinds import kind_named
from entries.log import log
from entries.models import Entry, Version
from entries.posted import number_in
from entries.refusals import DocumentRefused, refused_by_database

PER_PAGE = 20


class HistoryPages(DraftPages):
    """Gives an entry's Admin a history with word-level differences, from which any version can be restored."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address that restores a version."""
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/restore/", view, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed what, when and why."""
        entry = self._entry(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(history.versions_of(entry), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {entry}",
            "entry": entry,
            "opts": entry._meta,
            "page": page,
            "steps": history.steps(list(page)),
            "newest": drafts.stored(entry),
            "may_restore": rights.may_change(request.user, entry)
            and rights.may_save(request.user, entry, None),
            "may_change": rights.may_change(request.user, entry),
            "earlier": history.earlier_drafts(entry)[:PER_PAGE],
        }
        return TemplateResponse(request, "admin/entries/history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the entry the content of a version; asks by POST only."""
        entry = self._entry(request, object_id)
        if request.method != "POST" or not rights.may_change(request.user, entry):
            raise PermissionDenied
        if not rights.may_save(request.user, entry, None):
            raise PermissionDenied
        number = number_in(request.POST.get("version", "")) or 0
        version = get_object_or_404(history.versions_of(entry), number=number)
        if request.POST.get("newest") != drafts.stored(entry).token:
            messages.warning(request, "Somebody saved this meanwhile. Look at the new version, then decide.")
            return redirect(page_address(entry, "history"))
        try:
            made = history.restore(entry, version, actor=rights.signed_in(request))
        except DocumentRefused as refused:
            messages.error(request, f"Version {number} was not restored: {refused}")
        except IntegrityError as error:
            messages.error(request, f"Version {number} was not restored: {refused_by_database(error)}")
        else:
            said = "is restored" if made else "is what the entry says already"
            messages.success(request, f"Version {number} {said}.")
            if made:
                log(request.user, entry, f"Version {number} was restored")
        return redirect(page_address(entry, "history"))

    def _entry(self, request: HttpRequest, object_id: str) -> Entry:
        entry = self.entry_named(request, object_id)
        if entry is None:
            raise Http404("There is no such entry.")
        return entry


def deleted_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show deleted entries of the kinds a person may add, and bring one back."""
    found = [version for version in history.deleted_versions()[:200] if _may_add(request, version)]
    if request.method == "POST":
        chosen = next((version for version in found if str(version.pk) == request.POST.get("version")), None)
        if chosen is None:
            raise PermissionDenied
        try:
            entry = history.recover(chosen, actor=rights.signed_in(request))
        except DocumentRefused as refused:
            messages.error(request, f"“{chosen.document['name']}” was not brought back: {refused}")
        except IntegrityError as error:
            messages.error(
                request, f"“{chosen.document['name']}” was not brought back: {refused_by_database(error)}"
            )
        else:
            messages.success(request, f"“{entry}” is back, unpublished, with its history.")
            log(request.user, entry, "Brought back after it was deleted")
            return redirect(page_address(entry, "change"))
        return redirect(request.path)
    context = {**site.each_context(request), "title": "Deleted entries", "versions": found}
    return TemplateResponse(request, "admin/entries/deleted.html", context)


def _may_add(request: HttpRequest, version: Version) -> bool:
    meta = kind_named(version.kind).model._meta
    return request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}")
