"""The forms of entries in the Admin: with a reason for the history, and with what a Document refused."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from entries.files import Place
from entries.form_fields import RowsField
from entries.models import FormerSlug, State
from entries.refusals import spoken


class OpenedField(forms.CharField):
    """What the form was opened with, see `entries.drafts.Opened`; it says nothing about the entry."""

    def __init__(self) -> None:
        super().__init__(max_length=30, required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Stay out of what Django's log says."""
        return False


class ChangeForm(forms.ModelForm):
    """A form with a reason for the history, which can show what the Document refused after it was rolled back."""

    refused: Iterable[tuple[Place, str]] = ()

    base = OpenedField()

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
        for place, sentence in self.refused:
            field = str(place[0]) if place and place[0] in self.fields else None
            self.add_error(field, spoken(place[1:] if field else place, sentence))
        return data


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
