"""Addresses of the question bank."""

from django.urls import path

from interviews import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("red-flags/", views.red_flags, name="red-flags"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/", views.question, name="question"),
]
