"""Ready templates: public, used as they are or copied into a set of one's own."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from entries.addresses import entry_or_404
from entries.htmx import render_page
from entries.listing import entry_json, list_json, wants_json
from sets import editing
from sets.models import SetTemplate, SetTemplateItem
from sets.sheets import sheet_of_template
from sets.views.access import PersonalRequest, personal


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """All ready templates."""
    found = SetTemplate.objects.for_reader(request.user)
    if wants_json(request):
        return list_json(found, request)
    with_items = found.prefetch_related(
        Prefetch("items", queryset=SetTemplateItem.objects.select_related("question"))
    )
    context = {
        "title": "Ready question sets",
        "description": "Ready sets of interview questions for developers: print them or take them on a call.",
        "templates": list(with_items),
        "crumbs": [{"name": "Ready question sets"}],
    }
    return render_page(request, "sets/templates.html", context)


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """One ready template with its questions in order."""
    entry = template_or_404(request, slug)
    if wants_json(request):
        return entry_json(entry, request)
    context = {
        "title": entry.name,
        "description": entry.gist,
        "entry": entry,
        "sheet": sheet_of_template(entry, request.user),
        "crumbs": [{"name": "Ready question sets", "url": reverse("set-templates")}, {"name": entry.name}],
    }
    return render_page(request, "sets/template.html", context)


@require_POST
@personal
def copy(request: PersonalRequest, slug: str) -> HttpResponse:
    """Make a set of one's own from a template."""
    made = editing.copy_template(template_or_404(request, slug), owner=request.user)
    messages.success(request, "This is your own set now. Change it as you like.")
    return redirect(made)


def template_or_404(request: HttpRequest, slug: str) -> SetTemplate:
    """Return a template readers see; raises Http404."""
    items = SetTemplateItem.objects.order_by("order", "pk")
    return entry_or_404(
        SetTemplate.objects.for_reader(request.user).prefetch_related(Prefetch("items", queryset=items)), slug
    )
