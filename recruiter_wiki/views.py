"""Pages of the roof: home, recent changes, about, preferences, health, and what machines read."""

import logging
from datetime import date

from django import forms
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from entries.addresses import entry_or_404
from entries.htmx import render_page
from entries.listing import entry_json, page_of, wants_json
from entries.models import Page
from entries.posted import own_address
from recruiter_wiki import dashboard
from recruiter_wiki.changes import describe, recent_changes
from recruiter_wiki.context import THEMES
from recruiter_wiki.errors import first_line

log = logging.getLogger(__name__)
YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The dashboard: search, what is here, guides with their layers, term of the day, recent changes."""
    guides = dashboard.guides()
    largest = max(guides, key=lambda guide: len(guide.layer_rows), default=None)
    context = {
        "title": "Home",
        "description": "Developer skills in plain English: what a word on a résumé means and what to ask.",
        "counts": dashboard.counts(),
        "guides": guides,
        "stack": largest,
        "term": dashboard.term_of_the_day(date.today()),
        "often": dashboard.often_looked_up(),
        "changes": dashboard.latest_changes(),
        **dashboard.personal(request.user),
    }
    return render_page(request, "recruiter_wiki/home.html", context)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed lately, paged."""
    page = page_of(recent_changes(), request, 50)
    context = {
        "title": "Recent changes",
        "description": "New and corrected entries of the wiki.",
        "page": page,
        "changes": [describe(version) for version in page],
        "crumbs": [{"name": "Recent changes"}],
        "query": "",
    }
    return render_page(request, "recruiter_wiki/changes.html", context)


@require_safe
def about(request: HttpRequest, slug: str = "about") -> HttpResponse:
    """A page about the wiki itself."""
    entry = entry_or_404(Page.objects.for_reader(request.user), slug)
    if wants_json(request):
        return entry_json(entry, request)
    context = {
        "title": entry.name,
        "description": entry.gist,
        "entry": entry,
        "canonical_path": entry.get_absolute_url(),
        "pages": Page.objects.for_reader(request.user).only("name", "slug", "order"),
        "crumbs": [{"name": entry.name}]
        if slug == "about"
        else [{"name": "About", "url": reverse("about")}, {"name": entry.name}],
    }
    return render_page(request, "recruiter_wiki/about.html", context)


class PreferencesForm(forms.Form):
    """How a reader wants to see the wiki; kept in cookies of this browser."""

    theme = forms.ChoiceField(
        choices=[(theme, theme.capitalize()) for theme in THEMES], widget=forms.RadioSelect
    )
    slash = forms.ChoiceField(choices=[("on", "On"), ("off", "Off")], widget=forms.RadioSelect)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Theme and the `/` switch; nothing about the person is kept."""
    initial = {"theme": request.COOKIES.get("theme", "auto"), "slash": request.COOKIES.get("slash", "on")}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        target = own_address(request, form.cleaned_data["next"], default=reverse("preferences"))
        response = HttpResponseRedirect(target)
        for name in ("theme", "slash"):
            response.set_cookie(
                name,
                form.cleaned_data[name],
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=not settings.LOCAL,
            )
        return response
    context = {
        "title": "Your view",
        "description": "Light or dark, and whether the key / jumps to search.",
        "form": form,
        "crumbs": [{"name": "Your view"}],
    }
    return render_page(
        request, "recruiter_wiki/preferences.html", context, status=400 if form.is_bound else 200
    )


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 204 while the process lives."""
    return HttpResponse(status=204)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ready", or 503 with one word: database or migrations; details are in the log."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        log.error("not ready, database: %s", first_line(error))
        return HttpResponse("database", status=503, content_type="text/plain", headers={"Retry-After": "5"})
    if missing:
        log.error("not ready, %d migrations missing", len(missing))
        return HttpResponse("migrations", status=503, content_type="text/plain", headers={"Retry-After": "5"})
    return HttpResponse("ready", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /preferences/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
