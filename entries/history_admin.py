"""The Admin's pages of an entry's history, and of deleted entries."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from entries import history
from entries.kinds import kind_named
from entries.models import Version
from entries.refusals import DocumentRefused, refused_by_database

PER_PAGE = 20


class HistoryPages(admin.ModelAdmin):
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
        entry = get_object_or_404(self.model, pk=object_id)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        page = Paginator(history.versions_of(entry), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {entry}",
            "entry": entry,
            "opts": self.model._meta,
            "page": page,
            "steps": history.steps(list(page)),
            "newest": page.paginator.count,
            "may_restore": self.has_change_permission(request, entry),
        }
        return TemplateResponse(request, "admin/entries/history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the entry the content of a version; asks by POST only."""
        entry = get_object_or_404(self.model, pk=object_id)
        if request.method != "POST" or not self.has_change_permission(request, entry):
            raise PermissionDenied
        number = request.POST.get("version", "")
        known = number.isdecimal() and len(number) < 9
        version = get_object_or_404(history.versions_of(entry), number=int(number) if known else 0)
        try:
            made = history.restore(entry, version, actor=request.user)  # type: ignore[arg-type]
        except DocumentRefused as refused:
            messages.error(request, f"Version {number} was not restored: {refused}")
        except IntegrityError as error:
            messages.error(request, f"Version {number} was not restored: {refused_by_database(error)}")
        else:
            said = "is restored" if made else "is what the entry says already"
            messages.success(request, f"Version {number} {said}.")
        meta = self.model._meta
        return redirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[entry.pk]))


def deleted_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show deleted entries of the kinds a person may add, and bring one back."""
    found = [version for version in history.deleted_versions()[:200] if _may_add(request, version)]
    if request.method == "POST":
        chosen = next((version for version in found if str(version.pk) == request.POST.get("version")), None)
        if chosen is None:
            raise PermissionDenied
        try:
            entry = history.recover(chosen, actor=request.user)  # type: ignore[arg-type]
        except DocumentRefused as refused:
            messages.error(request, f"“{chosen.document['name']}” was not brought back: {refused}")
        except IntegrityError as error:
            messages.error(
                request, f"“{chosen.document['name']}” was not brought back: {refused_by_database(error)}"
            )
        else:
            messages.success(request, f"“{entry}” is back, unpublished, with its history.")
            meta = entry._meta
            return redirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk]))
        return redirect(request.path)
    context = {**site.each_context(request), "title": "Deleted entries", "versions": found}
    return TemplateResponse(request, "admin/entries/deleted.html", context)


def _may_add(request: HttpRequest, version: Version) -> bool:
    meta = kind_named(version.kind).model._meta
    return request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}")
