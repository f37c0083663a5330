"""Whose spelling is whose: a name or alias stands for one term only, by the folding rule."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Value
from django.http import HttpRequest, JsonResponse

from entries.names import fold
from entries.posted import number_in
from glossary.models import Alias, Term

MOST, LONGEST = 200, 200
"""Spellings that are looked at together, and characters of each."""

NO_TERM = Value("", output_field=models.CharField())
"""Beside a name, where an alias has the term it belongs to."""

TWICE = "This spelling stands twice; capital letters, spaces and hyphens do not count."


def taken(spellings: Iterable[str], *, term_id: int | None) -> dict[str, str]:
    """Return a sentence for each folded spelling that belongs to another term than `term_id`; one query."""
    wanted = {fold(spelling) for spelling in spellings} - {""}
    own = term_id or 0  # no row has the number 0
    names = (
        Term.objects.order_by()
        .exclude(pk=own)
        .filter(folded__in=wanted)
        .values_list("folded", "name", NO_TERM)
    )
    aliases = Alias.objects.order_by().exclude(term=own).filter(folded__in=wanted)
    return {
        folded: f"The spelling “{name}” belongs to the term “{term}” already."
        if term
        else f"The spelling “{name}” is the name of another term already."
        for folded, name, term in names.union(
            aliases.values_list("folded", "name", "term__name"), all=True
        ).order_by()
    }


def look_at_spellings(request: HttpRequest) -> JsonResponse:
    """Answer while an editor types: for each `spelling` what is wrong with it, or nothing; `term` is its term's key."""
    spellings = [text[:LONGEST].replace("\x00", "") for text in request.POST.getlist("spelling")[:MOST]]
    said = taken(spellings, term_id=number_in(request.POST.get("term", "")))
    problems, seen = [], set()
    for spelling in spellings:
        folded = fold(spelling)
        problems.append(said.get(folded, TWICE if folded in seen else ""))
        seen |= {folded} - {""}
    return JsonResponse({"problems": problems})
