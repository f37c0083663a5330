"""Teams: who is in them, who leads."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from entries.htmx import render_page
from entries.posted import number_in
from sets import teams as verbs
from sets.forms import MemberForm, TeamForm
from sets.models import Membership, QuestionSet, Team
from sets.views.access import PersonalRequest, personal


@personal
def teams(request: PersonalRequest) -> HttpResponse:
    """The person's teams, and a new one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(verbs.found_team(form.cleaned_data["name"], request.user))
    context = {
        "title": "Teams",
        "teams": Team.objects.of(request.user).annotate(number=Count("memberships")).order_by("name", "pk"),
        "form": form,
        "crumbs": [{"name": "Teams"}],
    }
    return render_page(request, "sets/teams.html", context, status=400 if form.is_bound else 200)


@personal
def team(request: PersonalRequest, pk: int) -> HttpResponse:
    """One team: members and sets; a lead adds and removes people, hands over the lead, and may end the team."""
    found = Team.objects.of(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such team, or you are not in it.")
    form = MemberForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST":
        answer = _act(request, found, form)
        if answer:
            return answer
    mine = found.memberships.filter(user=request.user).first()
    context = {
        "title": found.name,
        "team": found,
        "memberships": found.memberships.select_related("user"),
        "mine": mine,
        "sets": QuestionSet.objects.in_reach_of(request.user).filter(team=found).select_related("owner")[:50],
        "form": form,
        "crumbs": [{"name": "Teams", "url": reverse("teams")}, {"name": found.name}],
    }
    return render_page(request, "sets/team.html", context, status=400 if form.is_bound else 200)


def _act(request: PersonalRequest, found: Team, form: MemberForm) -> HttpResponse | None:
    """Do what was asked; None where the page has to show the form again."""
    do, leads = request.POST.get("do", ""), Team.objects.led_by(request.user).filter(pk=found.pk).exists()
    if not leads and do != "leave":
        raise Http404("Only a lead changes a team.")
    if do == "add":
        return _add(request, found, form)
    try:
        if do == "leave":
            verbs.remove_member(found, request.user)
            return redirect("teams")
        if do == "end":
            verbs.disband(found, actor=request.user)
            messages.success(request, f"{found.name} is no more. Its sets went back to their owners.")
            return redirect("teams")
        person = _member(request, found).user
        if do == "remove":
            verbs.remove_member(found, person, heir=request.user)
            messages.success(request, f"{person} is out, and sees the team's sets no more.")
        elif do in ("lead", "member"):
            verbs.set_lead(found, person, is_lead=do == "lead")
    except verbs.LastLead as refused:
        messages.error(request, str(refused))
    return (
        redirect(found) if Team.objects.of(request.user).filter(pk=found.pk).exists() else redirect("teams")
    )


def _add(request: PersonalRequest, found: Team, form: MemberForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    person = verbs.account_named(form.cleaned_data["account"])
    if person is None:
        form.add_error(
            "account", "There is no account of this name or address. Ask an administrator for one."
        )
        return None
    added = verbs.add_member(found, person)
    messages.success(request, f"{person} is in the team." if added else f"{person} was in the team already.")
    return redirect(found)


def _member(request: PersonalRequest, found: Team) -> Membership:
    pk = number_in(request.POST.get("member", ""))
    member = found.memberships.select_related("user").filter(pk=pk or 0).first()
    if member is None:
        raise Http404("The team has no such member.")
    return member
