"""The site of the Admin, which asks for the second factor itself."""

from django.contrib import admin
from django.http import HttpRequest

from accounts import second_factor


class AdminSite(admin.AdminSite):
    """Django's own, closed to sessions in which the second factor was not given."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may enter: the Admin asks again, once for each request, and does not trust the session."""
        if not super().has_permission(request):
            return False
        known = vars(request)
        if "opens_admin" not in known:
            known["opens_admin"] = second_factor.opens_admin(request)
        return known["opens_admin"]
