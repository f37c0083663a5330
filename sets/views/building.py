"""The page on which a set is built, its details, and freezing."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from entries.htmx import render_page
from entries.listing import page_of
from entries.posted import number_in
from interviews.models import Question
from sets import editing, freezing
from sets.forms import ItemForm, SetForm, see_anew, seen, theirs_name
from sets.models import QuestionSet
from sets.sheets import Sheet, sheet_of_set
from sets.views.access import PersonalRequest, editable, personal, readable

PER_PAGE = 40
SUGGESTED = 4


@require_safe
@personal
def build(request: PersonalRequest, pk: int) -> HttpResponse:
    """A set with its questions; who may change it gets the controls."""
    return set_page(request, readable(request, pk))


@require_POST
@personal
def details(request: PersonalRequest, pk: int) -> HttpResponse:
    """Rename or describe a set."""
    question_set = editable(request, pk)
    if request.POST.get("do") == "theirs":
        said = "Kept what was there"
        return (
            set_page(request, question_set, part="details", said=said)
            if request.htmx
            else redirect(question_set)
        )
    form = SetForm(request.POST, instance=question_set)
    if not form.is_valid():
        return set_page(request, QuestionSet.objects.get(pk=pk), part="details", form=form, status=400)
    conflicts = editing.change_details(question_set, form.cleaned_data, seen(form), actor=request.user)
    if conflicts:
        see_anew(form, conflicts)
        return set_page(request, question_set, part="details", form=form, conflicts=conflicts, status=409)
    if request.htmx:
        return set_page(request, question_set, part="details", said="Saved")
    return redirect(question_set)


@personal
def freeze(request: PersonalRequest, pk: int) -> HttpResponse:
    """What changed since the set was frozen, side by side; freeze, thaw, or take today's wording."""
    if request.method != "POST":
        question_set = readable(request, pk)
        context = {
            "title": f"Changes since {question_set.title} was frozen",
            "set": question_set,
            "can_edit": _can_edit(request, question_set),
            "changes": freezing.changes_since(question_set) if question_set.is_frozen else [],
            "crumbs": crumbs(question_set, "Changed since"),
        }
        return render_page(request, "sets/freeze.html", context)
    question_set = editable(request, pk)
    match request.POST.get("do"):
        case "freeze":
            freezing.freeze(question_set, actor=request.user)
            messages.success(request, "Frozen. The wording stays as it is today until you thaw the set.")
        case "thaw":
            freezing.thaw(question_set, actor=request.user)
            messages.success(request, "Thawed. The questions follow the wiki again.")
        case "again":
            chosen = {number_in(text) for text in request.POST.getlist("item")}
            changed = [pk for pk in freezing.changed_since(question_set) if pk in chosen]
            freezing.freeze_again(question_set, changed, actor=request.user)
            messages.success(
                request, "Today's wording is kept now." if changed else "Choose at least one question."
            )
            return redirect("set-freeze", pk)
    return redirect(question_set)


def set_page(
    request: PersonalRequest,
    question_set: QuestionSet,
    *,
    part: str = "changed",
    form: SetForm | None = None,
    bound: ItemForm | None = None,
    conflicts: dict[str, Any] | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a set, or with a part; `bound` is an item's form that could not be stored as it is."""
    sheet = sheet_of_set(question_set, request.user)
    page = page_of(sheet.items, request, PER_PAGE)
    can_edit = _can_edit(request, question_set)
    context = {
        "title": question_set.title,
        "set": question_set,
        "sheet": sheet,
        "page": page,
        "follower": sheet.items[page.end_index()].pk if page.has_next() else "",
        "query": "",
        "rows": _rows(question_set, list(page), bound) if can_edit else [],
        "bound": bound,
        "conflicts": named_conflicts(conflicts or {}, bound or form),
        "form": form or SetForm(instance=question_set, auto_id="details-%s"),
        "can_edit": can_edit,
        "said": said,
        "removed": _removed(question_set) if can_edit else [],
        "news": _news(request, question_set),
        "changed": freezing.changed_since(question_set),
        "missing": sheet.missing(),
        "suggested": _suggested(request, sheet) if can_edit and part != "details" else [],
        "crumbs": crumbs(question_set),
    }
    return render_page(request, "sets/set.html", context, part=part, status=status)


def crumbs(question_set: QuestionSet, *names: str) -> list[dict[str, str]]:
    """Return the way from the list of sets to a page of a set."""
    way = [{"name": "Question sets", "url": reverse("sets")}]
    if not names:
        return [*way, {"name": question_set.title}]
    return [*way, {"name": question_set.title, "url": question_set.get_absolute_url()}, {"name": names[0]}]


def _can_edit(request: PersonalRequest, question_set: QuestionSet) -> bool:
    return QuestionSet.objects.for_editor(request.user).filter(pk=question_set.pk).exists()


def _rows(question_set: QuestionSet, shown: list[Any], bound: ItemForm | None) -> list[tuple[Any, ItemForm]]:
    """Return each shown item with its form."""
    forms = {}
    for item in editing.items_of(question_set).filter(pk__in=[item.pk for item in shown]):
        forms[item.pk] = ItemForm(instance=item, auto_id=f"i{item.pk}-%s")
    if bound is not None:
        forms[bound.instance.pk] = bound
    return [(item, forms[item.pk]) for item in shown if item.pk in forms]


def named_conflicts(conflicts: dict[str, Any], form: Any) -> list[dict[str, Any]]:
    """Return what somebody else stored meanwhile beside what was typed, with the fields' labels."""
    return [
        {
            "field": field,
            "label": form.fields[field].label,
            "theirs": value,
            "yours": form.cleaned_data.get(field),
            "name": theirs_name(field),
            "sent": form.fields[field].prepare_value(value),
        }
        for field, value in conflicts.items()
    ]


def _news(request: PersonalRequest, question_set: QuestionSet) -> list[Any]:
    """Return what others, or this person in another tab, did since the revision that the request saw."""
    seen = number_in(request.POST.get("revision", ""))
    if seen is None:
        return []
    # Of the changes since, the newest may be the one this very request made.
    since = question_set.changes.filter(revision__gt=seen).select_related("actor")
    return [
        change
        for change in since
        if change.revision != question_set.revision or change.actor_id != request.user.pk
    ][:5]


def _removed(question_set: QuestionSet) -> list[Any]:
    """Return the questions that were removed in the last hour, to be brought back with one press."""
    since = timezone.now() - timedelta(hours=1)
    gone = question_set.items.filter(removed_at__gt=since).select_related("question").order_by("-removed_at")
    return [(item, editing.name_of(item)) for item in gone[:3]]


def _suggested(request: PersonalRequest, sheet: Sheet) -> list[Question]:
    """Return a few questions for the areas and stages that the set does not touch yet."""
    areas, levels = sheet.missing()
    asked = [item.question.pk for item in sheet.items if item.question and item.question.pk]
    found = Question.objects.for_reader(request.user).select_related("topic").exclude(pk__in=asked)
    found = found.in_areas([key for key, _ in areas]).order_by("topic__area", "order")
    wanted: dict[str, Question] = {}
    for question in found[:60]:
        if question.level in dict(levels) or not levels:
            wanted.setdefault(question.topic.area, question)
    return list(wanted.values())[:SUGGESTED]
