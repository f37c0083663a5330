"""What readers looked for and did not find, for editors."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from search.models import MissedSearch, TermRequest


@admin.register(MissedSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    """Searches without result, the most frequent first."""

    list_display = ("words", "times", "last_at")
    search_fields = ("words",)
    ordering = ("-times", "words")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds them by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes them."""
        return False


@admin.register(TermRequest)
class TermRequestAdmin(admin.ModelAdmin):
    """Words readers asked for."""

    list_display = ("words", "note", "asked_at", "done")
    list_filter = ("done",)
    actions = ("mark_done",)

    @admin.action(description="Mark as done", permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen words off the list."""
        self.message_user(request, f"Done: {queryset.update(done=True)}.")
