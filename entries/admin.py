"""How editors change entries: the base of every kind's Admin page. Every save goes through `save_entry`."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from entries import rights
from entries.change_forms import EntryForm
from entries.draft_acts import DraftActs
from entries.history_admin import HistoryPages
from entries.inlines import FittingFields
from entries.models import Page, State
from entries.names import fold
from entries.presence_admin import PresencePages
from entries.refusals import DocumentRefused, refused_by_database
from entries.review_admin import ReviewPages
from entries.saving import change_state, forget_entry, referring_to
from entries.state_actions import StateActions
from entries.together_admin import TogetherPages
from entries.typed import Typed, checked, store, with_rows
from entries.writing import help_with_writing

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME}: editing"
admin.site.index_title = "What would you like to edit?"


class EntryAdmin(
    DraftActs,
    TogetherPages,
    PresencePages,
    HistoryPages,
    ReviewPages,
    StateActions,
    FittingFields,
    admin.ModelAdmin,
):
    """Base of every kind's Admin page."""

    form = EntryForm
    list_display: tuple[str, ...] = ("name", "state", "review_due_on", "changed_on")
    list_filter: tuple[str, ...] = ("state", "reviewed_on")
    search_fields: tuple[str, ...] = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields: tuple[str, ...] = ("created_at", "created_by", "changed_at", "changed_by")
    list_per_page = 50
    show_full_result_count = False
    own_fields: tuple[Any, ...] = ()
    """The kind's own fields, in the order of its form."""

    class Media:
        css = {"all": ["admin/entries.css"]}
        js = ["admin/reader-view.js", "admin/writing.js", "admin/ordering.js", "admin/here.js"]

    @admin.display(description="changed", ordering="changed_at")
    def changed_on(self, obj: Any) -> date:
        """Return the day of the last change."""
        return obj.changed_at.date()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return name and texts first, then state and review, then what is only shown."""
        review = ["state", ("reviewed_on", "review_every_months"), "owner", "sources"]
        shown = [("created_at", "created_by"), ("changed_at", "changed_by")] if obj else []
        return [
            (None, {"fields": ["name", "slug", *self.own_fields]}),
            ("State and review", {"fields": review}),
            ("History", {"fields": ["reason", "base", *shown]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Hand the form what a refused Document said."""
        form = super().get_form(request, obj, change, **options)
        form.refused = getattr(request, "refused", ())
        help_with_writing(form)
        form.base_fields["base"].initial = getattr(request, "shown", "")
        if "state" in form.base_fields and not rights.may_publish(request.user):
            now = obj.state if obj else State.UNPUBLISHED
            hidden = {State.PUBLISHED} if now != State.PUBLISHED else set(State) - {State.PUBLISHED}
            field = form.base_fields["state"]
            field.choices = [(value, label) for value, label in State.choices if value not in hidden]
        return form

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find what readers find, too, by the folding rule: `k8s`, `node js` and `NodeJS` find their entries."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if not fold(search_term) or not hasattr(queryset, "matching"):
            return found, doubled
        both = Q(pk__in=found.values("pk")) | Q(pk__in=queryset.matching(search_term).values("pk"))
        return queryset.filter(both), False

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> Any:
        """Offer as owners those who work in the Admin."""
        if db_field.name == "owner":
            options["queryset"] = get_user_model()._default_manager.filter(is_staff=True, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new entry with the interval of its kind."""
        months = getattr(self.model, "review_months", None)
        return {"review_every_months": months, **super().get_changeform_initial_data(request)}

    def view_on_site(self, obj: Any) -> str | None:
        """Return the address for readers, if they see the entry."""
        return obj.get_absolute_url() if obj.is_published else None

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; when something is refused, roll back and show the form again with everything that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DocumentRefused as refused:
            request.refused = refused.problems
        except IntegrityError as error:
            request.refused = refused_by_database(error).problems
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the entry's own fields and who made a new one."""
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the related rows, then take the whole entry through `save_entry`."""
        super().save_related(request, form, formsets, change)
        entry, reason = self.entry_of(form.instance), form.cleaned_data.get("reason", "")
        if getattr(request, "only_read", False):
            entry = with_rows(entry)
            said = self.construct_change_message(request, form, formsets, not change)
            raise Typed(checked(entry), form.instance, entry, reason, said)
        store(entry, request, reason)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete an entry; its versions stay, and entries that named it change by it."""
        referring, reason = referring_to(obj), f"The {obj.its_kind().label} “{obj}” was deleted"
        forget_entry(obj)
        super().delete_model(request, obj)
        for entry in referring:
            now = type(entry)._default_manager.get(pk=entry.pk)
            change_state(now, now.state, actor=request.user, reason=reason)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete several entries."""
        for entry in queryset:
            self.delete_model(request, entry)


@admin.register(Page)
class PageAdmin(EntryAdmin):
    """Pages about the wiki."""

    own_fields = ("gist", "order", "body")
