"""What leads do with teams; nothing here leaves a team without a lead while somebody is in it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from sets.models import Membership, QuestionSet, Team


class LastLead(Exception):
    """The only lead cannot leave or step back while others are in the team."""


@transaction.atomic
def found_team(name: str, lead: User) -> Team:
    """Create a team with its first lead."""
    team = Team.objects.create(name=name)
    Membership.objects.create(team=team, user=lead, is_lead=True)
    return team


def account_named(text: str) -> User | None:
    """Return the active account with this user name or e-mail address, if it is one alone."""
    found = User.objects.filter(Q(username=text) | Q(email__iexact=text) & ~Q(email=""), is_active=True)
    accounts = list(found[:2])
    return accounts[0] if len(accounts) == 1 else None


def add_member(team: Team, user: User) -> bool:
    """Add a person; False when the person is in the team already."""
    return Membership.objects.get_or_create(team=team, user=user)[1]


@transaction.atomic
def remove_member(team: Team, user: User, *, heir: User | None = None) -> None:
    """Take a person out, whose access ends at once; the person's sets of the team go to `heir`, or to a lead.

    Raises LastLead. The last person to leave takes the team's own sets along, and the team is gone.
    """
    _lock(team)
    others = team.memberships.exclude(user=user)
    if not others.exists():
        disband(team, actor=user)
        return
    lead = others.filter(is_lead=True).first()
    if lead is None:
        raise LastLead("Make somebody else a lead first. A team needs one.")
    QuestionSet.objects.filter(team=team, owner=user).update(owner=heir or lead.user)
    team.memberships.filter(user=user).delete()


@transaction.atomic
def set_lead(team: Team, user: User, *, is_lead: bool) -> None:
    """Make a member a lead, or a lead a member again. Raises LastLead."""
    _lock(team)
    if not is_lead and not team.memberships.filter(is_lead=True).exclude(user=user).exists():
        raise LastLead("Make somebody else a lead first. A team needs one.")
    team.memberships.filter(user=user).update(is_lead=is_lead)


@transaction.atomic
def disband(team: Team, *, actor: User) -> None:
    """End a team: its sets go back to their owners, and to `actor` where there is none."""
    sets = QuestionSet.objects.filter(team=team)
    sets.filter(owner=None).update(owner=actor)
    sets.update(team=None)
    team.delete()


def _lock(team: Team) -> None:
    Team.objects.select_for_update().get(pk=team.pk)
