"""Terms in the Admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from entries.admin import EntryAdmin, LinkInline, ordered_inline
from entries.names import fold
from glossary.models import Alias, LookAlike, Term, TermLink


class TermLinkInline(LinkInline):
    """Curated links of a term."""

    model = TermLink


@admin.register(Term)
class TermAdmin(EntryAdmin):
    """Terms: found by any of their spellings."""

    list_display = ("name", "area", "state", "reviewed_on", "review_due_on", "changed_at")
    list_filter = ("state", "area", "reviewed_on")
    search_fields = ("name", "slug", "aliases__name", "expansion")
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
        ordered_inline(Alias, ("name", "case_matters", "only_beside_others")),
        ordered_inline(LookAlike, ("other", "difference"), fk_name="term", autocomplete_fields=("other",)),
        TermLinkInline,
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[Any, bool]:
        """Find by the folding rule first: `k8s`, `node js` and `NodeJS` find their terms."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        folded = fold(search_term)
        if folded:
            spelled = queryset.filter(folded__startswith=folded) | queryset.filter(aliases__folded__startswith=folded)
            found, doubled = found | spelled, True
        return found, doubled
