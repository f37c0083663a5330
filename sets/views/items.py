"""The questions of a set: adding them from anywhere, writing one's own, changing, moving and removing them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from entries.htmx import render_page
from entries.markdown import TextRefused
from entries.posted import number_in
from interviews.models import Question
from sets import editing
from sets.bookmarks import is_slug
from sets.forms import ItemForm, OwnQuestionForm, see_anew, seen
from sets.models import QuestionSet, SetItem
from sets.own_questions import add_own, rewrite_own, words_of
from sets.views.access import PersonalRequest, editable, item_of, personal
from sets.views.building import crumbs, named_conflicts, set_page

OFFERED_SETS = 8


@personal
def add(request: PersonalRequest) -> HttpResponse:
    """Put a question of the bank into a set: the sets one may change, last used first."""
    question = _asked(request)
    if question is None:
        messages.error(request, "This question is not in the wiki any more.")
        return redirect("questions")
    said = ""
    pk = number_in(request.POST.get("set", ""))
    if pk is not None:
        question_set = editable(request, pk)
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
    if (written and not written.is_own) or request.POST.get("do") == "theirs":
        return redirect(question_set)
    form = OwnQuestionForm(request.POST or None, initial=words_of(written) if written else None)
    conflicts: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        offer, stored = form.cleaned_data["offer"], written
        try:
            if written:
                conflicts = rewrite_own(written, form.text(), seen(form), actor=request.user, offer=offer)
            else:
                stored = add_own(question_set, form.text(), actor=request.user, offer=offer)
        except (editing.SetFull, TextRefused) as refused:
            form.add_error(None, str(refused))
        else:
            if stored and not conflicts:
                return HttpResponseRedirect(f"{question_set.get_absolute_url()}#item-{stored.pk}")
            see_anew(form, conflicts)
    title = "Change your question" if written else "A question of your own"
    context = {
        "title": title,
        "set": question_set,
        "form": form,
        "written": written,
        "conflicts": named_conflicts(conflicts, form),
        "crumbs": crumbs(question_set, title),
    }
    status = 409 if conflicts else 400 if form.is_bound else 200
    return render_page(request, "sets/own.html", context, status=status)


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
        target = number_in(request.POST.get("before", ""))
        by = {"up": -1, "down": 1}.get(do, 0)
        editing.move_item(
            chosen, by=by, before=target, to_end=do == "before" and target is None, actor=request.user
        )
        said = f"Moved “{editing.name_of(chosen)}”"
    elif do == "remove":
        editing.remove_item(chosen, actor=request.user)
        said = f"Removed “{editing.name_of(chosen)}”"
    elif do == "restore":
        try:
            editing.restore_item(chosen, actor=request.user)
            said = f"Brought back “{editing.name_of(chosen)}”"
        except editing.SetFull as full:
            said = str(full).rstrip(".")
    elif do == "theirs":
        said = "Kept what was there"
    else:
        return _change(request, question_set, chosen)
    return _answer(request, question_set, said, f"#item-{chosen.pk}")


def _asked(request: PersonalRequest) -> Question | None:
    """Return the question of the bank that form or address names."""
    slug = request.POST.get("question") or request.GET.get("question", "")
    known = Question.objects.for_reader(request.user).select_related("topic")
    return known.filter(slug=slug).first() if is_slug(slug) else None


def _add(request: PersonalRequest, question_set: QuestionSet) -> HttpResponse:
    question = _asked(request)
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
        see_anew(form, conflicts)
        return set_page(request, question_set, bound=form, conflicts=conflicts, part="refused", status=409)
    if request.htmx:
        see_anew(form, {})
        return set_page(request, question_set, bound=form, part="saved", said="Saved")
    return HttpResponseRedirect(
        f"{question_set.get_absolute_url()}?{request.GET.urlencode()}#item-{chosen.pk}"
    )


def _answer(request: PersonalRequest, question_set: QuestionSet, said: str, place: str) -> HttpResponse:
    question_set.refresh_from_db()
    if request.htmx:
        answer = set_page(request, question_set, said=said)
        # “Keep theirs” stands in a form whose answers usually fill one line of it.
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#questions", "outerHTML"
        return answer
    messages.success(request, f"{said}.")
    return HttpResponseRedirect(f"{question_set.get_absolute_url()}?{request.GET.urlencode()}{place}")
