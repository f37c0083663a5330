"""Addresses of the glossary."""

from django.urls import path

from glossary import views

urlpatterns = [
    path("", views.glossary, name="glossary"),
    path("<slug:slug>/", views.term, name="term"),
    path("<slug:slug>/card/", views.term_card, name="term-card"),
]
