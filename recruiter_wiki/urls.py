"""The roof's addresses and one include for each app."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from accounts.signing_in import SignOut
from accounts.views import admin_sign_in
from entries.history_admin import deleted_view
from recruiter_wiki import views
from recruiter_wiki.archive_pages import whole_wiki
from recruiter_wiki.changes import ChangesFeed
from recruiter_wiki.inbox import inbox
from recruiter_wiki.preview import preview
from recruiter_wiki.reports import report
from recruiter_wiki.security_txt import security_txt
from recruiter_wiki.sitemaps import SITEMAPS
from recruiter_wiki.writing_help import writing_help


def in_admin(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a page of the Admin that is no model's."""
    return admin.site.admin_view(partial(view, site=admin.site))


urlpatterns = [
    path("", views.home, name="home"),
    path("", include("skills.urls")),
    path("", include("search.urls")),
    path("glossary/", include("glossary.urls")),
    path("interviews/", include("interviews.urls")),
    path("", include("decoder.urls")),
    path("", include("sets.urls")),
    path("changes/", views.changes, name="changes"),
    path("changes/feed/", require_safe(ChangesFeed()), name="changes-feed"),
    path("about/", views.about, name="about"),
    path("about/<slug:slug>/", views.about, name="about-page"),
    path("preview/<str:token>/", preview, name="preview"),
    path("report/", report, name="report"),
    path("preferences/", views.preferences, name="preferences"),
    path("accounts/", include("accounts.urls")),
    path("admin/login/", admin_sign_in),
    path("admin/logout/", SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change")),
    path("admin/inbox/", in_admin(inbox), name="admin-inbox"),
    path("admin/writing/", in_admin(writing_help), name="admin-writing"),
    path("admin/whole-wiki/", in_admin(whole_wiki), name="admin-whole-wiki"),
    path("admin/deleted/", in_admin(deleted_view), name="admin-deleted"),
    path("admin/", admin.site.urls),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *([path("", include("recruiter_wiki.metrics"))] if settings.METRICS else []),
]

handler400 = "recruiter_wiki.errors.bad_request"
handler404 = "recruiter_wiki.errors.page_not_found"
handler500 = "recruiter_wiki.errors.server_error"
