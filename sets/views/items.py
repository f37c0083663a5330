"""The questions of a set: adding them from anywhere, writing one's own, changing, moving and removing them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from entries.htmx import render_page
from interviews.models import Question
from sets import editing
from sets.forms import ItemForm, OwnQuestionForm, seen
from sets.models import QuestionSet, SetItem
from sets.views.access import PersonalRequest, editable, item_of, personal
from sets.views.building import crumbs, set_page

OFFERED_SETS = 8


@personal
def add(request: PersonalRequest) -> HttpResponse:
    """Put a question of the bank into a set: the sets one may change, last used first."""
    slug = request.POST.get("question") or request.GET.get("question", "")
    question = (
        Question.objects.for_reader(request.user).select_related("topic").filter(slug=slug[:80]).first()
    )
    if question is None:
        messages.error(request, "This question is not in the wiki any more.")
        return redirect("questions")
    said = ""
    if request.method == "POST" and (pk := request.POST.get("set", "")).isdecimal() and len(pk) < 18:
        question_set = editable(request, int(pk))
        try:
            new = editing.add_questions(question_set, [question], actor=request.user)
            said = (
                f"Added to “{question_set.title}”."
                if new
                else f"“{question_set.title}” has this question already."
            )
        except editing.SetFull as full:
            said = str(full)
        if not request.htmx:
            messages.success(request, said)
            return redirect(question_set)
    sets = QuestionSet.objects.for_editor(request.user).order_by("-changed_at", "-pk")[:OFFERED_SETS]
    having = SetItem.objects.filter(
        question=question, removed_at__isnull=True, question_set__in=sets.values("pk")
    )
    context = {
        "title": "Add to a set",
        "question": question,
        "sets": list(sets),
        "having": set(having.values_list("question_set", flat=True)),
        "said": said,
        "crumbs": [{"name": "Questions", "url": reverse("questions")}, {"name": "Add to a set"}],
    }
    return render_page(request, "sets/add.html", context, part="choose")


@personal
def own(request: PersonalRequest, pk: int, item: int | None = None) -> HttpResponse:
    """Write a question of one's own into a set, or change its words."""
    question_set = editable(request, pk)
    written = item_of(question_set, item) if item else None
    if written and not written.is_own:
        return redirect(question_set)
    form = OwnQuestionForm(request.POST or None, initial=written.text if written else None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = editing.write_own(
                question_set, form.text(), actor=request.user, item=written, offer=form.cleaned_data["offer"]
            )
        except editing.SetFull as full:
            form.add_error(None, str(full))
        else:
            return HttpResponseRedirect(f"{question_set.get_absolute_url()}#item-{stored.pk}")
    title = "Change your question" if written else "A question of your own"
    context = {"title": title, "set": question_set, "form": form, "crumbs": crumbs(question_set, title)}
    return render_page(request, "sets/own.html", context, status=400 if form.is_bound else 200)


@require_POST
@personal
def item(request: PersonalRequest, pk: int, item: int) -> HttpResponse:
    """Change one question of a set: its fields, or `do` one of up, down, before, remove, restore, add."""
    question_set = editable(request, pk)
    if item == 0:
        return _add(request, question_set)
    chosen = item_of(question_set, item)
    do = request.POST.get("do", "")
    if do in ("up", "down", "before"):
        before = request.POST.get("before", "")
        target = int(before) if before.isdecimal() and len(before) < 18 else None
        by = {"up": -1, "down": 1}.get(do, 0)
        editing.move_item(
            chosen, by=by, before=target, to_end=do == "before" and target is None, actor=request.user
        )
        said = f"Moved “{editing.name_of(chosen)}”"
    elif do == "remove":
        editing.remove_item(chosen, actor=request.user)
        said = f"Removed “{editing.name_of(chosen)}”"
    elif do == "restore":
        editing.restore_item(chosen, actor=request.user)
        said = f"Brought back “{editing.name_of(chosen)}”"
    elif do == "theirs":
        said = "Kept what was there"
    else:
        return _change(request, question_set, chosen)
    return _answer(request, question_set, said, f"#item-{chosen.pk}")


def _add(request: PersonalRequest, question_set: QuestionSet) -> HttpResponse:
    question = (
        Question.objects.for_reader(request.user).filter(slug=request.POST.get("question", "")[:80]).first()
    )
    try:
        added = editing.add_questions(question_set, [question] if question else [], actor=request.user)
    except editing.SetFull as full:
        messages.error(request, str(full))
        return redirect(question_set)
    name = question.name if question else "the question"
    return _answer(request, question_set, f"Added “{name}”" if added else "The set has it already", "")


def _change(request: PersonalRequest, question_set: QuestionSet, chosen: SetItem) -> HttpResponse:
    form = ItemForm(request.POST, instance=chosen, auto_id=f"i{chosen.pk}-%s")
    if not form.is_valid():
        chosen.refresh_from_db()
        return set_page(request, question_set, bound=form, part="refused", status=400)
    wanted, before = dict(form.cleaned_data), seen(form)
    conflicts = editing.change_item(chosen, wanted, before, actor=request.user)
    if conflicts:
        chosen.refresh_from_db()
        form = _seen_anew(request, form, conflicts)
        return set_page(request, question_set, bound=form, conflicts=conflicts, part="refused", status=409)
    if request.htmx:
        kept = ItemForm(instance=chosen, auto_id=f"i{chosen.pk}-%s")
        return set_page(request, question_set, bound=kept, part="saved", said="Saved")
    return HttpResponseRedirect(
        f"{question_set.get_absolute_url()}?{request.GET.urlencode()}#item-{chosen.pk}"
    )


def _seen_anew(request: PersonalRequest, form: ItemForm, conflicts: dict[str, Any]) -> ItemForm:
    """Return the form with what was typed, as seen after the other change: storing it once more is deliberate."""
    data = request.POST.copy()
    for field, value in conflicts.items():
        data[form.add_initial_prefix(field)] = str(value)
    again = ItemForm(data, instance=form.instance, auto_id=f"i{form.instance.pk}-%s")
    again.is_valid()
    return again


def _answer(request: PersonalRequest, question_set: QuestionSet, said: str, place: str) -> HttpResponse:
    question_set.refresh_from_db()
    if request.htmx:
        return set_page(request, question_set, said=said)
    messages.success(request, f"{said}.")
    return HttpResponseRedirect(f"{question_set.get_absolute_url()}?{request.GET.urlencode()}{place}")
