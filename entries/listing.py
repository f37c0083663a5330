"""What every list page shares: the words typed into a filter, pages, and the answer as JSON."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, JsonResponse
from django.utils.http import urlencode

from entries.document import Document
from entries.kinds import kind_named
from entries.models import Entry

MAX_TEXT = 200
PER_PAGE_JSON = 100


class FilterForm(forms.Form):
    """Base of the filters: input that fits nothing is ignored, never an error page."""

    def cleaned(self, field: str) -> Any:
        """Return a field's value, or its empty value when what was given does not fit."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        empty: Any = [] if isinstance(self.fields[field], forms.MultipleChoiceField) else ""
        return self.cleaned_data.get(field) or empty


class WordsField(forms.CharField):
    """Free text to look for: control characters and runs of signs are dropped, the rest is cut to 200 characters."""

    def to_python(self, value: Any) -> str:
        """Return the words as they are looked for."""
        return clean_words(str(value or ""))

    def validate(self, value: Any) -> None:
        """Accept everything."""

    def run_validators(self, value: Any) -> None:
        """Accept everything; Django's own check would refuse NUL instead of dropping it."""


def clean_words(text: str) -> str:
    """Return typed text without control characters, long runs of one sign collapsed, cut to MAX_TEXT characters."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", " ", text)
    text = re.sub(r"([^\w\s+#])\1{2,}", r"\1\1", text)
    return " ".join(text[: MAX_TEXT * 4].split())[:MAX_TEXT]


def page_of(entries: QuerySet | Sequence, request: HttpRequest, per_page: int) -> Page:
    """Return the page that `?page=` asks for; nonsense gives the first, too large a number the last."""
    return Paginator(entries, per_page).get_page(request.GET.get("page"))


def query_without(request: HttpRequest, *names: str) -> str:
    """Return the query string without some fields, ready to add to: empty, or ending in `&`."""
    fields = [(name, value) for name, values in request.GET.lists() if name not in names for value in values]
    return f"{urlencode(fields)}&" if fields else ""


def wants_json(request: HttpRequest) -> bool:
    """Whether the read interface is asked for."""
    return request.GET.get("format") == "json"


def summary_json(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    """Return what lists say about an entry."""
    data = {
        "kind": entry.kind,
        "name": entry.name,
        "slug": entry.slug,
        "url": request.build_absolute_uri(entry.get_absolute_url()),
        "summary": entry.summary,
    }
    if (spelled := getattr(entry, "alias_names", None)) is not None:
        data["aliases"] = spelled
    return data


def list_json(
    entries: QuerySet, request: HttpRequest, each: Callable[[Any, HttpRequest], dict[str, Any]] = summary_json
) -> JsonResponse:
    """Answer with a page of a list: `count` is the whole, `next` the address of the following page or null."""
    page = page_of(entries, request, PER_PAGE_JSON)
    following = None
    if page.has_next():
        query = f"{query_without(request, 'page')}page={page.next_page_number()}"
        following = request.build_absolute_uri(f"{request.path}?{query}")
    results = [each(entry, request) for entry in page]
    return JsonResponse({"count": page.paginator.count, "next": following, "results": results})


def entry_json(entry: Entry, request: HttpRequest) -> JsonResponse:
    """Answer with one entry: what lists say, and its published fields as this reader may see them."""
    prefetch_related_objects([entry], *entry.its_kind().related)
    fields = _public_data(entry.its_kind().read(entry))
    for field in ("slug", "name", "former_slugs"):
        fields.pop(field, None)
    fields = {field: value for field, value in fields.items() if value not in ("", [], None)}
    return JsonResponse(summary_json(entry, request) | {"fields": fields})


def _public_data(document: Document) -> dict[str, Any]:
    """Return a Document as plain data without what names an entry that readers do not see."""
    data = document.plain_data()
    references = document.references()
    seen: set[str] = set()
    for kind in {reference.kind for _, reference in references}:
        slugs = {reference.slug for _, reference in references if reference.kind == kind}
        published = kind_named(kind).model._default_manager.published().filter(slug__in=slugs)
        seen |= {f"{kind}:{slug}" for slug in published.values_list("slug", flat=True)}
    for place in reversed([place for place, reference in references if reference not in seen]):
        # A row of a list goes as a whole, for example a box with its label; from the last to the first.
        row = max((at for at, key in enumerate(place) if isinstance(key, int)), default=0)
        holder: Any = data
        for key in place[:row]:
            holder = holder[key]
        del holder[place[row]]
    return data


def options(pairs: Iterable[tuple[str, str]], everything: str) -> list[tuple[str, str]]:
    """Return choices for a select, with the empty one first."""
    return [("", everything), *pairs]
