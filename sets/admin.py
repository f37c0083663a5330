"""Ready templates in the Admin, and questions that were offered to the editors. People's own sets are not shown."""

from django.contrib import admin
from django.http import HttpRequest

from entries.admin import EntryAdmin
from entries.inlines import ordered_inline
from sets.models import OfferedQuestion, SetTemplate, SetTemplateItem


@admin.register(SetTemplate)
class SetTemplateAdmin(EntryAdmin):
    """Templates with their questions in order."""

    list_display = ("name", "role", "order", "state", "changed_on")
    list_filter = ("state", "area")
    search_fields = ("name", "slug", "role")
    own_fields = ("gist", "role", "purpose", ("area", "order"))
    inlines = (
        ordered_inline(
            SetTemplateItem,
            ("question", "section", "note", "minutes", "must_ask"),
            autocomplete_fields=("question",),
            verbose_name="question",
        ),
    )


@admin.register(OfferedQuestion)
class OfferedQuestionAdmin(admin.ModelAdmin):
    """Offered questions: read them, make an entry of the good ones, tick them off."""

    list_display = ("__str__", "offered_at", "done")
    list_editable = ("done",)
    list_filter = ("done",)
    readonly_fields = ("text", "offered_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers offer them."""
        return False
