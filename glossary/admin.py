"""Terms in the Admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from entries.change_forms import EntryForm
from entries.inlines import LinkInline, OrderedRows, ordered_inline
from entries.list_admin import ListedEntryAdmin
from entries.names import fold
from glossary.models import FIRST_YEAR, LAST_YEAR, YEAR_REFUSED, Alias, LookAlike, Term, TermLink
from glossary.spellings import TWICE, look_at_spellings, taken


class TermForm(EntryForm):
    """The form of a term."""

    def clean_name(self) -> str:
        """Refuse the name or another spelling of another term."""
        name = super().clean_name()
        return refuse_taken(name, self.instance.pk)

    def clean_first_released(self) -> int | None:
        """Say beside the field what the database would say about the whole term."""
        year: int | None = self.cleaned_data["first_released"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(YEAR_REFUSED)
        return year


class AliasForm(forms.ModelForm):
    """One other spelling of a term."""

    def clean_name(self) -> str:
        """Refuse a spelling that belongs to another term."""
        return refuse_taken(self.cleaned_data["name"], self.instance.term_id)


def refuse_taken(name: str, term_id: int | None) -> str:
    """Return a spelling that is free, or whose it is as an error."""
    for sentence in taken([name], term_id=term_id).values():
        raise ValidationError(sentence)
    return name


class AliasRows(OrderedRows):
    """All other spellings of a term."""

    def clean(self) -> None:
        """Refuse two spellings that count as one, and the name itself as another spelling."""
        super().clean()
        own = fold(self.instance.name)
        seen: set[str] = set()
        for form in self.forms:
            folded = fold(form.cleaned_data.get("name", "")) if form not in self.deleted_forms else ""
            if folded and folded == own:
                form.add_error("name", "This is the name of the term itself; take the row out.")
            elif folded in seen:
                form.add_error("name", TWICE)
            seen |= {folded} - {""}


class TermLinkInline(LinkInline):
    """Curated links of a term."""

    model = TermLink


@admin.register(Term)
class TermAdmin(ListedEntryAdmin):
    """Terms: found by any of their spellings."""

    form = TermForm
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

    def get_urls(self) -> list[URLPattern]:
        """Add the address that says which spellings are taken."""
        view = self.admin_site.admin_view(require_POST(look_at_spellings))
        return [path("spellings/", view, name="glossary_term_spellings"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Let the page ask about spellings while one types."""
        form = super().get_form(request, obj, change, **options)
        if "name" in form.base_fields:
            address = reverse("admin:glossary_term_spellings")
            form.base_fields["name"].widget.attrs["data-spellings"] = address
        return form

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
