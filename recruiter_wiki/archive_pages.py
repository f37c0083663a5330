"""The Admin's page for the whole wiki as one zip, for administrators."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from entries.archive import ArchiveRefused, pack, unpacked
from entries.checking import ContentRefused
from entries.loading import load

MOST_SHOWN = 200


class ArchiveForm(forms.Form):
    """A zip to load; unless told so, only what it would change is shown."""

    archive = forms.FileField(label="Zip of content files")
    for_good = forms.BooleanField(
        required=False,
        label="Load it",
        help_text="Left empty, you only see what would change. Entries that are not in the zip are retired.",
    )


def whole_wiki(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Give out all published content, or show what a zip would change, or load it."""
    if not (request.user.is_active and request.user.is_superuser):
        raise PermissionDenied
    if request.GET.get("download"):
        headers = {
            "Content-Disposition": 'attachment; filename="wiki.zip"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(pack(), content_type="application/zip", headers=headers)
    form = ArchiveForm(request.POST or None, request.FILES or None)
    lines: list[str] = []
    if request.method == "POST" and form.is_valid():
        lines = _load(form)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "The whole wiki",
        "form": form,
        "lines": lines[:MOST_SHOWN],
        "more": max(0, len(lines) - MOST_SHOWN),
    }
    status = 400 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "admin/entries/whole_wiki.html", context, status=status)


def _load(form: ArchiveForm) -> list[str]:
    """Return the loader's report, or none where the form says what is wrong."""
    for_good: bool = form.cleaned_data["for_good"]
    try:
        with unpacked(form.cleaned_data["archive"]) as directory:
            try:
                report = load(directory, dry_run=not for_good)
            except ContentRefused as refused:
                raise ArchiveRefused(
                    " ".join(line.removeprefix(f"{directory}/") for line in refused.mistakes[:20])
                ) from refused
    except ArchiveRefused as refused:
        form.add_error("archive", str(refused))
        return []
    return [*report.lines(), "Loaded." if for_good else "Nothing was changed: this is what would happen."]
