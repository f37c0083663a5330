"""Addresses of question sets, bookmarks, teams and practice."""

from django.urls import path

from sets.views import bookmarks, building, items, practice, sets, sharing, sheets, teams, templates

urlpatterns = [
    path("sets/", sets.sets, name="sets"),
    path("sets/new/", sets.new, name="set-new"),
    path("sets/add/", items.add, name="set-add"),
    path("sets/templates/", templates.templates, name="set-templates"),
    path("sets/templates/<slug:slug>/", templates.template, name="set-template"),
    path("sets/templates/<slug:slug>/call/", sheets.template_call, name="set-template-call"),
    path("sets/templates/<slug:slug>/print/", sheets.template_print, name="set-template-print"),
    path("sets/templates/<slug:slug>/download/", sheets.template_download, name="set-template-download"),
    path("sets/templates/<slug:slug>/copy/", templates.copy, name="set-template-copy"),
    path("sets/shared/<str:token>/", sheets.shared, name="set-shared"),
    path("sets/shared/<str:token>/call/", sheets.shared_call, name="set-shared-call"),
    path("sets/shared/<str:token>/print/", sheets.shared_print, name="set-shared-print"),
    path("sets/shared/<str:token>/bookmark/", bookmarks.shared, name="set-shared-bookmark"),
    path("sets/<int:pk>/", building.build, name="set"),
    path("sets/<int:pk>/details/", building.details, name="set-details"),
    path("sets/<int:pk>/own/", items.own, name="set-own"),
    path("sets/<int:pk>/items/<int:item>/", items.item, name="set-item"),
    path("sets/<int:pk>/items/<int:item>/own/", items.own, name="set-item-own"),
    path("sets/<int:pk>/freeze/", building.freeze, name="set-freeze"),
    path("sets/<int:pk>/share/", sharing.share, name="set-share"),
    path("sets/<int:pk>/copy/", sets.copy, name="set-copy"),
    path("sets/<int:pk>/delete/", sets.delete, name="set-delete"),
    path("sets/<int:pk>/restore/", sets.restore, name="set-restore"),
    path("sets/<int:pk>/call/", sheets.call, name="set-call"),
    path("sets/<int:pk>/print/", sheets.print_sheet, name="set-print"),
    path("sets/<int:pk>/download/", sheets.download, name="set-download"),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("bookmarks/toggle/", bookmarks.toggle, name="bookmark"),
    path("bookmarks/<int:pk>/", bookmarks.note, name="bookmark-note"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("practice/", practice.practice, name="practice"),
]
