"""Addresses of the decoder."""

from django.urls import path

from decoder import views

urlpatterns = [path("decoder/", views.decoder, name="decoder")]
