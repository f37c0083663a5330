"""Related rows in the form of their entry: in the order of their places, removed by whoever may change the entry."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from entries.form_fields import ParagraphsField, PlaceField, SentenceField
from entries.models import CuratedLink

LONGEST_LINE = 200
"""Characters that an input of one line shows well; longer texts get a box."""


MESSAGES: dict[type[models.Field], str] = {
    models.SlugField: "Use small letters, digits and hyphens, for example: web-server.",
    models.DateField: "Write the day like this: 2026-12-31.",
}
"""What is said about a wrong value where Django's own words do not say what to type."""


class ChosenEntry(AutocompleteSelect):
    """A choice by typing. What can be no key shows nothing; Django's own widget would ask the database for it."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Return the entry that is chosen."""
        return super().optgroups(name, [key for key in value if self._fits(key)], attr)

    def _fits(self, key: str) -> bool:
        try:
            self.field.target_field.to_python(key or None)
        except ValidationError:
            return False
        return True


class FittingFields(admin.options.BaseModelAdmin):
    """Gives every text a field and a box that fit it; `sentences` names text fields that stand on one line."""

    sentences: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        """Return the form field of a model field."""
        if said := MESSAGES.get(type(db_field)):
            options.setdefault("error_messages", {"invalid": said})
        long = type(db_field) is models.CharField and (db_field.max_length or 0) > LONGEST_LINE
        if long or db_field.name in self.sentences:
            return db_field.formfield(form_class=SentenceField, **options)
        if isinstance(db_field, models.TextField):
            options["form_class"] = ParagraphsField
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> Any:
        """Return the form field of a reference: one chooses by typing where `autocomplete_fields` says so."""
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", ChosenEntry(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)


class OrderedRows(forms.BaseInlineFormSet):
    """Rows at the places that were typed; the others keep their order, and a new row without a place goes last.

    The rows are stored anew, so that two of them can change spellings or targets with each other.
    """

    stored_anew = True

    def add_fields(self, form: Any, index: int | None) -> None:
        """Show the places as they are counted, without gaps."""
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count():
            form.initial["order"] = index

    def save(self, commit: bool = True) -> list[Any]:
        """Store all rows in order, if anything about them changed."""
        super().save(commit=False)  # gives new rows their parent and tells the Admin's log what changed
        rows = [form.instance for form in self._in_order()]
        if self.has_changed():
            gone = self.get_queryset() if self.stored_anew else self.deleted_objects
            self.model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
            for place, row in enumerate(rows):
                row.order = place
                if self.stored_anew:
                    row.pk = None
                row.save(force_insert=row.pk is None)
        return rows

    def _in_order(self) -> list[Any]:
        deleted = self.deleted_forms
        kept = [f for f in self.forms if f not in deleted and (f.instance.pk or f.has_changed())]
        moved = {f: f.cleaned_data["order"] for f in kept if _is_moved(f)}
        ordered = [f for f in kept if f not in moved]
        for form in sorted(moved, key=lambda form: moved[form]):
            ordered.insert(moved[form], form)
        return ordered


def _is_moved(form: Any) -> bool:
    return "order" in form.changed_data and form.cleaned_data.get("order") is not None


class RowsInline(FittingFields):
    """What an inline of ordered related rows has, whichever way it is drawn."""

    formset = OrderedRows
    extra = 0
    labels: dict[str, str] = {}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        """Return the form field of a model field: a place for the order, small widgets for the others."""
        if db_field.name == "order":
            return PlaceField()
        if isinstance(db_field, models.URLField):
            options["widget"] = forms.URLInput(attrs={"class": "vURLField"})
        if db_field.name in self.labels:
            options["label"] = self.labels[db_field.name]
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(db_field, models.ForeignKey):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Return the rows with what they refer to, which their titles name."""
        names = [field.name for field in self.model._meta.concrete_fields if field.many_to_one]
        return super().get_queryset(request).select_related(*names)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change an entry may remove its rows; the right to delete is about whole entries."""
        return self.has_change_permission(request, obj)


class LinkInline(RowsInline, admin.TabularInline):
    """Base of the curated links of a kind."""

    fields = ("order", "title", "url", "kind", "level")
    verbose_name = "link"
    model: type[CuratedLink]


def ordered_inline(inline_model: type[models.Model], inline_fields: tuple[str, ...], **options: Any) -> Any:
    """Return a tabular inline for ordered related rows, references chosen by typing."""
    attributes: dict[str, Any] = {"model": inline_model, "fields": ("order", *inline_fields), **options}
    return type(f"{inline_model.__name__}Inline", (RowsInline, admin.TabularInline), attributes)
