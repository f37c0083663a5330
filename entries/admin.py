"""How editors change entries: the base of every kind's Admin page. Every save goes through `save_entry`."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError as DocumentError

from entries.form_fields import RowsField
from entries.markdown import TextRefused
from entries.models import CuratedLink, Entry, Page, State
from entries.saving import change_state, forget_entry, save_entry


class DocumentRefused(Exception):
    """What was typed makes no valid Document; `sentences` say what to change."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class RefusableForm(forms.ModelForm):
    """A form that can show what the Document refused after its rows were written and rolled back."""

    refused: list[str] = []

    def clean(self) -> dict[str, Any]:
        """Add the refused Document's sentences as errors."""
        for sentence in self.refused:
            self.add_error(None, sentence)
        return super().clean() or self.cleaned_data


class EntryForm(RefusableForm):
    """The form of an entry, with the reason that goes into its history."""

    reason = forms.CharField(
        max_length=300,
        required=False,
        label="What changed and why",
        help_text="One line for the history, for example: corrected the supported versions.",
        widget=forms.TextInput(attrs={"size": 90}),
    )
    sources = RowsField(columns=("title", "url"), help_text="Where dated facts come from, one a line: title | address")


class LinkInline(admin.TabularInline):
    """Base of the curated links of a kind."""

    extra = 0
    fields = ("order", "title", "url", "kind", "level")
    ordering = ("order",)
    model: type[CuratedLink]


class EntryAdmin(admin.ModelAdmin):
    """Base of every kind's Admin page."""

    form = EntryForm
    list_display: tuple[str, ...] = ("name", "state", "reviewed_on", "review_due_on", "changed_at")
    list_filter: tuple[str, ...] = ("state", "reviewed_on")
    search_fields: tuple[str, ...] = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields: tuple[str, ...] = ("owner",)
    readonly_fields: tuple[str, ...] = ("created_at", "created_by", "changed_at", "changed_by")
    actions = ("publish", "unpublish", "retire", "mark_reviewed")
    list_per_page = 50
    show_full_result_count = False
    own_fields: tuple[Any, ...] = ()
    """The kind's own fields, in the order of its form."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return name and texts first, then state and review, then what is only shown."""
        return [
            (None, {"fields": ["name", "slug", *self.own_fields]}),
            ("State and review", {"fields": ["state", "reviewed_on", "review_every_months", "owner", "sources"]}),
            ("History", {"fields": ["reason", *self.readonly_fields]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Hand the form what a refused Document said."""
        form = super().get_form(request, obj, change, **options)
        form.refused = getattr(request, "refused", [])
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; when the Document is refused, roll back and show the form again with everything that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DocumentRefused as refused:
            request.refused = refused.sentences  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the related rows, then take the whole entry through `save_entry`."""
        super().save_related(request, form, formsets, change)
        store(self.entry_of(form.instance), request, form.cleaned_data.get("reason", ""))

    def entry_of(self, obj: Any) -> Entry:
        """Return the entry that a saved object belongs to: itself, or for a layer its guide."""
        return obj

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete an entry; its versions stay."""
        forget_entry(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete several entries; their versions stay."""
        for entry in queryset:
            forget_entry(entry)
        super().delete_queryset(request, queryset)

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

    @admin.action(description="Mark as reviewed today", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Record a review of the chosen entries as they are."""
        for entry in queryset:
            document = entry.its_kind().read(entry).model_copy(update={"reviewed_on": date.today()})
            save_entry(entry, document, actor=request.user, reason="Reviewed")
        self.message_user(request, f"Reviewed today: {queryset.count()}.")

    def _to_state(self, request: HttpRequest, queryset: QuerySet, state: str, word: str) -> None:
        done = 0
        for entry in queryset:
            try:
                with transaction.atomic():
                    entry.state = state
                    entry.full_clean()
                    change_state(type(entry)._default_manager.get(pk=entry.pk), state, actor=request.user, reason=word)
                done += 1
            except ValidationError as error:
                self.message_user(request, f"{entry}: {' '.join(error.messages)}", messages.ERROR)
        self.message_user(request, f"{word}: {done}.")


def store(entry: Entry, request: HttpRequest, reason: str) -> None:
    """Read what the Admin wrote as a Document, check it, and save it as one change; raises DocumentRefused."""
    kind = entry.its_kind()
    entry = type(entry)._default_manager.prefetch_related(*kind.related).get(pk=entry.pk)
    try:
        document = kind.document.model_validate(kind.read(entry).model_dump(mode="json", warnings=False))
        save_entry(entry, document, actor=request.user, reason=reason or "Edited")
    except DocumentError as error:
        sentences = [f"{_field(e)}: {e['msg'].removeprefix('Value error, ')}." for e in error.errors()]
        raise DocumentRefused(sentences) from error
    except TextRefused as error:
        raise DocumentRefused([str(error)]) from error
    except ValidationError as error:
        raise DocumentRefused(error.messages) from error


def _field(problem: Any) -> str:
    place = [str(p + 1) if isinstance(p, int) else str(p).replace("_", " ") for p in problem["loc"]]
    return " ".join(place).capitalize() or "The entry"


def ordered_inline(inline_model: type[Model], inline_fields: tuple[str, ...], **options: Any) -> Any:
    """Return a tabular inline for ordered related rows, references chosen by typing."""
    attributes: dict[str, Any] = {
        "model": inline_model,
        "fields": (*inline_fields, "order"),
        "ordering": ("order",),
        "extra": 0,
        **options,
    }
    return type(f"{inline_model.__name__}Inline", (admin.TabularInline,), attributes)


@admin.register(Page)
class PageAdmin(EntryAdmin):
    """Pages about the wiki."""

    own_fields = ("gist", "order", "body")
