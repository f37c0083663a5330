"""Addresses of search."""

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search/ask/", views.ask_for_term, name="ask-for-term"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
