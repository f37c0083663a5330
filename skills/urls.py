"""Addresses of guides and skills."""

from django.urls import path

from skills import guide_views, views

urlpatterns = [
    path("guides/", guide_views.guides, name="guides"),
    path("guides/<slug:slug>/", guide_views.guide, name="guide"),
    path("guides/<slug:slug>/print/", guide_views.guide_print, name="guide-print"),
    path("skills/", views.skills, name="skills"),
    path("skills/<slug:slug>/", views.skill, name="skill"),
    path("compare/", views.compare, name="compare"),
]
