"""A person's sets, a new one, copies, and deleting with a way back."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from entries.htmx import render_page
from entries.listing import page_of, query_without
from interviews.forms import QuestionFilter
from interviews.models import Question, QuestionQuerySet
from sets import editing
from sets.bookmarks import is_slug
from sets.forms import NewSetForm
from sets.models import QuestionSet
from sets.views.access import PersonalRequest, editable, personal, readable

PER_PAGE = 30
FILTERS = ("q", "layer", "guide", "topic", "skill", "level")


@require_safe
@personal
def sets(request: PersonalRequest) -> HttpResponse:
    """The person's own sets and those of the person's teams, last changed first."""
    kept = Q(items__removed_at__isnull=True, items__isnull=False)
    found = QuestionSet.objects.in_reach_of(request.user).select_related("owner", "team")
    found = found.annotate(number=Count("items", filter=kept), minutes=Sum("items__minutes", filter=kept))
    found = found.order_by("-changed_at", "-pk")  # grouping drops the order of the model
    page = page_of(found, request, PER_PAGE)
    context = {
        "title": "Question sets",
        "page": page,
        "query": query_without(request, "page"),
        "changeable": set(
            QuestionSet.objects.for_editor(request.user)
            .filter(pk__in=[row.pk for row in page])
            .values_list("pk", flat=True)
        ),
        "deleted": QuestionSet.objects.undeletable_by(request.user).order_by("-deleted_at")[:5],
        "crumbs": [{"name": "Question sets"}],
    }
    return render_page(request, "sets/sets.html", context)


@personal
def new(request: PersonalRequest) -> HttpResponse:
    """A new set: empty, or of the questions that the address names or that fit its filters."""
    questions, title = chosen_questions(request)
    form = NewSetForm(request.POST or None, user=request.user, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = editing.create_set(request.user, **data, questions=questions)
        except editing.SetFull as full:
            form.add_error(None, str(full))
        else:
            messages.success(
                request, "The set is ready. Put the questions in order and say how long each takes."
            )
            return redirect(made)
    context = {
        "title": "New question set",
        "form": form,
        "questions": questions[:50],
        "number": len(questions),
        "crumbs": [{"name": "Question sets", "url": reverse("sets")}, {"name": "New"}],
    }
    return render_page(request, "sets/new.html", context, status=400 if form.is_bound else 200)


@require_POST
@personal
def copy(request: PersonalRequest, pk: int) -> HttpResponse:
    """Copy a set into a private one of one's own."""
    copied = editing.copy_set(readable(request, pk), owner=request.user)
    messages.success(request, "This is your own copy. Changes here do not touch the other set.")
    return redirect(copied)


@require_POST
@personal
def delete(request: PersonalRequest, pk: int) -> HttpResponse:
    """Delete a set; the list offers to bring it back."""
    gone = editable(request, pk)
    editing.delete_set(gone, actor=request.user)
    messages.success(request, f"“{gone.title}” is deleted. You can bring it back below for 30 days.")
    return redirect("sets")


@require_POST
@personal
def restore(request: PersonalRequest, pk: int) -> HttpResponse:
    """Bring a deleted set back."""
    found = get_object_or_404(QuestionSet.objects.undeletable_by(request.user), pk=pk)
    editing.restore_set(found, actor=request.user)
    return redirect(found)


def chosen_questions(request: PersonalRequest) -> tuple[list[Question], str]:
    """Return the questions an address asks for, with a title for their set.

    `?questions=a,b` names them, `?bookmarks=1` takes the bookmarked ones, the filters of the bank those that fit.
    At most 1,001 are returned, one more than a set holds.
    """
    most = editing.MOST_ITEMS + 1
    if named := request.GET.get("questions", ""):
        slugs = [slug for slug in named.split(",") if is_slug(slug)][:most]
        found = {q.slug: q for q in _shown(request).filter(slug__in=slugs)}
        return [found[slug] for slug in dict.fromkeys(slugs) if slug in found], ""
    if request.GET.get("bookmarks"):
        ids = (
            request.user.bookmarks.filter(kind="question")
            .order_by("created_at")
            .values_list("target_id", flat=True)
        )
        found_by_id = _shown(request).in_bulk(list(ids)[:most])
        return [found_by_id[pk] for pk in ids if pk in found_by_id], "My bookmarked questions"
    form = QuestionFilter(request.GET)
    if not any(form.cleaned(name) for name in FILTERS):
        return [], ""
    fitting = list(form.questions(request.user)[:most])
    topics = {question.topic.name for question in fitting}
    return fitting, f"{topics.pop()} questions" if len(topics) == 1 else ""


def _shown(request: PersonalRequest) -> QuestionQuerySet:
    return Question.objects.for_reader(request.user).select_related("topic")
