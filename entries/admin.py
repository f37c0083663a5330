"""How editors change entries: the base of every kind's Admin page. Every save goes through `save_entry`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError as DocumentError

from entries.document import Document
from entries.draft_admin import DraftPages, KeepAsDraft, asks_for_draft
from entries.drafts import newest_number
from entries.files import Place
from entries.form_fields import RowsField
from entries.history import saved_meanwhile
from entries.history_admin import HistoryPages
from entries.inlines import FittingFields
from entries.markdown import TextRefused
from entries.models import Entry, FormerSlug, Page, State
from entries.names import fold
from entries.refusals import (
    DocumentRefused,
    refused_by_database,
    refused_by_document,
    refused_by_rules,
    spoken,
)
from entries.review_admin import ReviewPages
from entries.saving import change_state, forget_entry, referring_to, save_entry
from entries.writing import help_with_writing

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME}: editing"
admin.site.index_title = "What would you like to edit?"


class ChangeForm(forms.ModelForm):
    """A form with a reason for the history, which can show what the Document refused after it was rolled back."""

    refused: Iterable[tuple[Place, str]] = ()

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="What changed and why",
        help_text="One line for the history, for example: corrected the supported versions.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        """Show what was refused, beside its field where there is one."""
        data = super().clean() or self.cleaned_data
        self._refuse_what_was_changed_meanwhile()
        for place, sentence in self.refused:
            field = str(place[0]) if place and place[0] in self.fields else None
            self.add_error(field, spoken(place[1:] if field else place, sentence))
        return data

    def _entry(self) -> Entry | None:
        """Return the saved entry that the form changes."""
        found = (
            getattr(self.instance, "guide", None) if not isinstance(self.instance, Entry) else self.instance
        )
        return found if found and found.pk else None

    def _refuse_what_was_changed_meanwhile(self) -> None:
        """Say what somebody else saved since the form was opened; saving once more is deliberate."""
        entry, base = self._entry(), self.cleaned_data.get("base_version")
        newest = newest_number(entry) if entry and base is not None else base
        if entry is None or newest == base:
            return
        typed: Any = self.data
        self.data = typed.copy()
        self.data[self.add_prefix("base_version")] = str(newest)  # type: ignore[index]
        raise ValidationError(saved_meanwhile(entry, int(base or 0)))


class EntryForm(ChangeForm):
    """The form of an entry; `whole` says what must not be empty in a published one, by the name of the rule."""

    whole: tuple[str, tuple[str, ...]] = ("", ())

    sources = RowsField(
        columns=("title", "url"), help_text="Where dated facts come from, one a line: title | address"
    )

    def clean_name(self) -> str:
        """Refuse the name of another entry of the kind."""
        name: str = self.cleaned_data["name"]
        if self._others().filter(name__iexact=name).exists():
            raise ValidationError(f"There is a {self._meta.model._meta.verbose_name} of this name already.")
        return name

    def clean_slug(self) -> str:
        """Refuse an address that leads to another entry for ever."""
        slug: str = self.cleaned_data["slug"]
        former = FormerSlug.objects.filter(kind=self._meta.model.kind, slug=slug).values("entry_id")
        if self._others().filter(pk__in=former).exists():
            raise ValidationError("This is the old address of another entry and leads there for ever.")
        return slug

    def clean(self) -> dict[str, Any]:
        """Say with the model's words why an entry that is not whole cannot be published."""
        data = super().clean()
        rule, needed = self.whole
        if data.get("state") == State.PUBLISHED and not all(data.get(field) for field in needed):
            rules = self._meta.model._meta.constraints
            self.add_error("state", next(r.violation_error_message for r in rules if r.name == rule))
        return data

    def _others(self) -> QuerySet:
        return self._meta.model._default_manager.exclude(pk=self.instance.pk)


class EntryAdmin(DraftPages, HistoryPages, ReviewPages, FittingFields, admin.ModelAdmin):
    """Base of every kind's Admin page."""

    form = EntryForm
    list_display: tuple[str, ...] = ("name", "state", "review_due_on", "changed_on")
    list_filter: tuple[str, ...] = ("state", "reviewed_on")
    search_fields: tuple[str, ...] = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields: tuple[str, ...] = ("created_at", "created_by", "changed_at", "changed_by")
    actions: tuple[str, ...] | None = ("publish", "unpublish", "retire", "mark_reviewed")
    list_per_page = 50
    show_full_result_count = False
    own_fields: tuple[Any, ...] = ()
    """The kind's own fields, in the order of its form."""

    class Media:
        css = {"all": ["admin/entries.css"]}
        js = ["admin/reader-view.js", "admin/writing.js", "admin/ordering.js"]

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
            ("History", {"fields": ["reason", "base_version", *shown]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Hand the form what a refused Document said."""
        form = super().get_form(request, obj, change, **options)
        form.refused = getattr(request, "refused", ())
        entry = self.entry_of(obj) if obj else None
        help_with_writing(form)
        form.base_fields["base_version"].initial = newest_number(entry) if entry else None
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
        if self.has_drafts and change and asks_for_draft(request):
            raise KeepAsDraft(checked(_with_rows(entry)), reason)
        store(entry, request, reason)

    def entry_of(self, obj: Any) -> Entry:
        """Return the entry that a saved object belongs to: itself, or for a layer its guide."""
        return obj

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

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Show the chosen entries to readers."""
        self._to_state(request, queryset, State.PUBLISHED, "Published")

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Hide the chosen entries from readers."""
        self._to_state(request, queryset, State.UNPUBLISHED, "Unpublished")

    @admin.action(description="Retire", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen entries out of the wiki without deleting them."""
        self._to_state(request, queryset, State.RETIRED, "Retired")

    def _to_state(self, request: HttpRequest, queryset: QuerySet, state: State, word: str) -> None:
        done = 0
        for entry in queryset:
            try:
                if state == State.PUBLISHED:
                    publishable(entry)
                change_state(entry, state, actor=request.user, reason=word)
                self.log_change(request, entry, f"{word}.")
                done += 1
            except DocumentRefused as refused:
                self.message_user(request, f"{entry}: {refused}", messages.ERROR)
        if done:
            self.message_user(request, f"{word}: {done}.")


def publishable(entry: Entry) -> None:
    """Do nothing if an entry may be published; raises DocumentRefused."""
    before, entry.state = entry.state, State.PUBLISHED
    try:
        entry.validate_constraints()
    except ValidationError as error:
        raise refused_by_rules(error) from error
    finally:
        entry.state = before
    checked(entry)


def checked(entry: Entry) -> Document:
    """Return what is stored of an entry as a Document that obeys all rules of its kind; raises DocumentRefused."""
    kind = entry.its_kind()
    try:
        document = kind.document.model_validate(kind.read(entry).model_dump(mode="json", warnings=False))
    except DocumentError as error:
        raise refused_by_document(error) from error
    if problems := [(place, sentence) for _, place, sentence in kind.check([document])]:
        raise DocumentRefused(problems)
    return document


def _with_rows(entry: Entry) -> Any:
    """Return an entry anew, with the rows its Document is made of."""
    return type(entry)._default_manager.prefetch_related(*entry.its_kind().related).get(pk=entry.pk)


def store(entry: Entry, request: HttpRequest, reason: str) -> None:
    """Read what the Admin wrote as a Document, check it, and save it as one change; raises DocumentRefused."""
    entry = _with_rows(entry)
    try:
        save_entry(entry, checked(entry), actor=request.user, reason=reason or "Edited")
    except TextRefused as error:
        raise DocumentRefused([((), str(error))]) from error
    except ValidationError as error:
        raise refused_by_rules(error) from error


@admin.register(Page)
class PageAdmin(EntryAdmin):
    """Pages about the wiki."""

    own_fields = ("gist", "order", "body")
