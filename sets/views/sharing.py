"""Who sees a set: its owner alone, a team, or whoever holds a link."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from entries.htmx import render_page
from entries.posted import number_in
from sets import editing, sharing
from sets.forms import ShareForm
from sets.models import QuestionSet, Team
from sets.views.access import PersonalRequest, editable, personal
from sets.views.building import crumbs


@personal
def share(request: PersonalRequest, pk: int) -> HttpResponse:
    """Links with their views, a new link, revoking, and the team."""
    question_set = editable(request, pk)
    form = ShareForm(request.POST if request.POST.get("do") == "link" else None)
    address = ""
    match request.POST.get("do") if request.method == "POST" else None:
        case "link" if form.is_valid():
            address = _new_address(request, question_set, form)
            form = ShareForm()
        case "revoke":
            _revoke(request, question_set)
            return redirect("set-share", pk)
        case "team":
            _give_to_team(request, question_set)
            still = QuestionSet.objects.for_editor(request.user).filter(pk=pk).exists()
            return redirect("set-share", pk) if still else redirect("sets")
    teams = Team.objects.of(request.user)
    context = {
        "title": f"Share {question_set.title}",
        "set": question_set,
        "form": form,
        "address": address,
        "links": question_set.links.working().select_related("created_by"),
        "teams": teams,
        "crumbs": crumbs(question_set, "Share"),
    }
    return render_page(request, "sets/share.html", context, status=400 if form.is_bound else 200)


def _new_address(request: PersonalRequest, question_set: QuestionSet, form: ShareForm) -> str:
    """Make a link and return its whole address, to be shown this once."""
    data = form.cleaned_data
    _, token = sharing.make_link(
        question_set,
        actor=request.user,
        label=data["label"],
        expires_at=form.expires_at(),
        shows_answers=data["shows_answers"],
    )
    return request.build_absolute_uri(reverse("set-shared", args=[token]))


def _revoke(request: PersonalRequest, question_set: QuestionSet) -> None:
    link = question_set.links.filter(pk=number_in(request.POST.get("link", "")) or 0).first()
    if link is None:
        raise Http404("The set has no such link.")
    sharing.revoke(link)
    messages.success(request, "The link no longer works.")


def _give_to_team(request: PersonalRequest, question_set: QuestionSet) -> None:
    pk = request.POST.get("team", "")
    team = Team.objects.of(request.user).filter(pk=number_in(pk) or 0).first()
    if pk and team is None:
        raise Http404("There is no such team.")
    elsewhere = team and question_set.team_id not in (None, team.pk)
    if elsewhere and question_set.owner_id != request.user.pk:
        messages.error(
            request, "Only the owner of a set moves it from one team to another. Make a copy instead."
        )
        return
    editing.give_to_team(question_set, team, actor=request.user)
    alone = "Only you see" if question_set.owner_id == request.user.pk else "Only its owner sees"
    messages.success(request, f"{team} sees the set now." if team else f"{alone} the set now.")
