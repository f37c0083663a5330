"""Puts our site of the Admin in the place of Django's; apart from apps.py, as Django loads one app from there."""

from django.contrib.admin.apps import AdminConfig


class WikiAdminConfig(AdminConfig):
    """The app of the Admin."""

    default_site = "accounts.admin_site.AdminSite"
