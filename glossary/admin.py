"""Terms in the Admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import HttpRequest

from entries.inlines import LinkInline, OrderedRows, ordered_inline
from entries.list_admin import ListedEntryAdmin
from entries.names import fold
from glossary.models import Alias, LookAlike, Term, TermLink


class AliasForm(forms.ModelForm):
    """One other spelling of a term."""

    def clean_name(self) -> str:
        """Refuse a spelling that belongs to another term."""
        name: str = self.cleaned_data["name"]
        others = Alias.objects.exclude(term=self.instance.term_id).select_related("term")
        if holder := others.filter(folded=fold(name)).first():
            raise ValidationError(f"The spelling “{holder}” belongs to the term “{holder.term}” already.")
        return name


class AliasRows(OrderedRows):
    """All other spellings of a term."""

    def clean(self) -> None:
        """Refuse two spellings that count as one."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            folded = fold(form.cleaned_data.get("name", "")) if form not in self.deleted_forms else ""
            if folded in seen:
                form.add_error(
                    "name", "This spelling stands twice; capital letters, spaces and hyphens do not count."
                )
            seen |= {folded} - {""}


class TermLinkInline(LinkInline):
    """Curated links of a term."""

    model = TermLink


@admin.register(Term)
class TermAdmin(ListedEntryAdmin):
    """Terms: found by any of their spellings."""

    list_display = ("name", "area", "state", "review_due_on", "changed_on")
    list_filter = ("state", "area", "reviewed_on")
    search_fields = ("name", "slug", "expansion", "gist")
    search_help_text = "Finds names and all other spellings: k8s, node js, NodeJS."
    sentences = ("meaning", "seen", "why")
    own_fields = (
        "expansion",
        ("case_matters", "only_beside_others"),
        "area",
        "gist",
        "meaning",
        "seen",
        "why",
        "say",
        "first_released",
    )
    inlines = (
        ordered_inline(
            Alias, ("name", "case_matters", "only_beside_others"), form=AliasForm, formset=AliasRows
        ),
        ordered_inline(
            LookAlike,
            ("other", "difference"),
            fk_name="term",
            autocomplete_fields=("other",),
            verbose_name="look-alike",
            labels={"other": "Mixed up with", "difference": "What tells them apart, for both pages"},
        ),
        TermLinkInline,
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Put the term that is spelled so first: `go` before `Django`."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        folded = fold(search_term)
        alias = Alias.objects.filter(term=OuterRef("pk"), folded=folded)
        place = Case(When(folded=folded, then=Value(0)), When(Exists(alias), then=Value(1)), default=Value(2))
        order = queryset.query.order_by or self.get_ordering(request)
        return found.annotate(spelled=place).order_by("spelled", *order) if folded else found, doubled
