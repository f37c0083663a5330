"""Lists in the Admin: export of what the change list shows or of chosen rows, and import with a look before it."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from entries import lists, rights
from entries.admin import EntryAdmin
from entries.kinds import Kind
from entries.list_columns import columns_of
from entries.list_files import (
    CONTENT_TYPES,
    FORMATS,
    MOST_BYTES,
    MOST_ROWS,
    ListRefused,
    rows_of,
    text_of,
)
from entries.models import Entry
from entries.refusals import DocumentRefused

SALT = "import of a list"
HOUR = 3600
"""Seconds for which a look can be confirmed."""

LARGEST_LOOK = 2_400_000
"""Characters in which a confirmation sends the list back; Django takes no form much larger."""


class ListForm(forms.Form):
    """A list to look at."""

    file = forms.FileField(label="List (CSV or JSON)", allow_empty_file=True)
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="What changes and why",
        help_text="One line for the history of every entry that changes.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            return text_of(file.read(MOST_BYTES + 1))
        except ListRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class ListedEntryAdmin(EntryAdmin):
    """Base of the kinds that are exported and imported as lists, by those who may change them."""

    change_list_template = "admin/entries/change_list.html"
    actions = (*(EntryAdmin.actions or ()), "export_csv", "export_json")

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of exports and of the import."""
        meta = self.model._meta
        name = f"{meta.app_label}_{meta.model_name}"
        exports = [
            path(
                f"export.{ending}",
                self.admin_site.admin_view(self.export_view),
                {"ending": ending},
                f"{name}_{ending}",
            )
            for ending in FORMATS
        ]
        into = path("import/", self.admin_site.admin_view(self.import_view), name=f"{name}_import")
        return [*exports, into, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer lists to those who may use them."""
        context = {**(extra_context or {}), "has_lists": self.has_change_permission(request)}
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponse | StreamingHttpResponse:
        """Export all entries that the change list would show with the same filters, in its order."""
        if request.method not in ("GET", "HEAD") or not self.has_change_permission(request):
            raise PermissionDenied
        try:
            return self._export(self.get_changelist_instance(request).queryset, ending)
        except IncorrectLookupParameters:
            messages.error(request, "The list has no such filter. Choose one here.")
            return redirect(self._list_address())

    @admin.action(description="Export as CSV", permissions=["change"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        """Export the chosen entries for a spreadsheet."""
        return self._export(queryset, "csv")

    @admin.action(description="Export as JSON", permissions=["change"])
    def export_json(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        """Export the chosen entries for a script."""
        return self._export(queryset, "json")

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a list would change; then, by one confirmed POST, change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "confirmed" in request.POST:
            return self._confirmed(request)
        form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
        if not form.is_valid():
            return self._import_page(request, form)
        return self._look(request, form, form.cleaned_data["file"], form.cleaned_data["reason"])

    def why_not(self, request: HttpRequest, entry: Entry | None, state: str) -> str:
        """Return why somebody may not save an entry (None for a new one) in a state, or nothing."""
        if entry is None and not self.has_add_permission(request):
            return "You may not add entries of this kind."
        if entry and not self.has_change_permission(request, entry):
            return "You may not change this entry."
        if not rights.may_save(request.user, entry, None, state=state):
            return "Readers would see this at once, and a reviewer publishes it."
        return ""

    def _look(self, request: HttpRequest, form: ListForm, text: str, reason: str) -> HttpResponse:
        try:
            rows = rows_of(text, self._kind)
            planned = lists.plan(
                self._kind, rows, allowed=self._allowed(request), actor=cast(User, request.user)
            )
            look = _sealed(request, self._kind, text, reason, lists.bases(planned))
        except ListRefused as refused:
            form.add_error("file", str(refused))
            return self._import_page(request, form)
        counts = {
            name: sum(p.outcome == name for p in planned)
            for name in ("created", "changed", "unchanged", "refused")
        }
        context = {
            "planned": sorted(planned, key=lambda p: p.outcome != "refused"),
            "counts": counts,
            "look": look if not counts["refused"] and counts["created"] + counts["changed"] else "",
            "reason": reason,
        }
        return self._import_page(request, form, **context)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        """Import what was looked at, checked again: neither the form nor the database is taken to be as it was."""
        form = ListForm()
        try:
            look = signing.loads(request.POST["confirmed"], salt=SALT, max_age=HOUR)
        except signing.BadSignature:
            messages.error(
                request, "This look is over an hour old, or was changed on its way. Choose the file again."
            )
            return redirect(request.path)
        if look["user"] != request.user.pk or look["kind"] != self._kind.name:
            raise PermissionDenied
        reason = look["reason"] or "Imported from a list"
        try:
            rows = rows_of(look["text"], self._kind)
            done = lists.carry_out(
                self._kind,
                rows,
                look["bases"],
                allowed=self._allowed(request),
                actor=cast(User, request.user),
                reason=reason,
            )
        except lists.ListChanged as changed:
            messages.error(request, f"{changed} Below is what the list would do now.")
            return self._look(request, form, look["text"], look["reason"])
        except (DocumentRefused, ListRefused) as refused:
            messages.error(request, f"Nothing was imported. {refused}")
            return self._look(request, form, look["text"], look["reason"])
        self._log(request, done, reason)
        return redirect(self._list_address())

    def _log(self, request: HttpRequest, done: list[lists.Planned], reason: str) -> None:
        """Note in Django's log what was imported, and say it."""
        said = []
        for outcome, flag in (("created", ADDITION), ("changed", CHANGE)):
            entries: Any = [p.written for p in done if p.outcome == outcome and p.written]
            if entries:
                LogEntry.objects.log_actions(
                    cast(User, request.user).pk, entries, flag, f"Import of a list: {reason}"
                )
            said.append(f"{len(entries)} {outcome}")
        unchanged = sum(p.outcome == "unchanged" for p in done)
        messages.success(request, f"Imported: {', '.join(said)}, {unchanged} unchanged.")

    def _import_page(self, request: HttpRequest, form: ListForm, **more: Any) -> HttpResponse:
        meta = self.model._meta
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {meta.verbose_name_plural}",
            "opts": meta,
            "form": form,
            "columns": columns_of(self._kind.document),
            "most_rows": MOST_ROWS,
            "most_changed": lists.MOST_CHANGED,
            "most_megabytes": MOST_BYTES // 2**20,
            **more,
        }
        status = 400 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/entries/import.html", context, status=status)

    def _export(self, queryset: QuerySet, ending: str) -> StreamingHttpResponse:
        entries = lists.exported(self._kind, list(queryset.values_list("pk", flat=True)))
        name = f"{self._kind.folder}.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        chunks = FORMATS[ending](self._kind, entries)
        return StreamingHttpResponse(chunks, content_type=CONTENT_TYPES[ending], headers=headers)

    def _allowed(self, request: HttpRequest) -> lists.Allowed:
        return lambda entry, state: self.why_not(request, entry, state)

    def _list_address(self) -> str:
        return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist")

    @property
    def _kind(self) -> Kind:
        return self.model.its_kind()


def _sealed(request: HttpRequest, kind: Kind, text: str, reason: str, bases: dict[str, int]) -> str:
    """Return a look for the form that confirms it: only the same person can, and only as it was."""
    look = {"user": request.user.pk, "kind": kind.name, "text": text, "reason": reason, "bases": bases}
    sealed = signing.dumps(look, salt=SALT, compress=True)
    if len(sealed) > LARGEST_LOOK:
        raise ListRefused("The list is too large to be confirmed at once. Import it in parts.")
    return sealed
