"""Teams: never without a lead, closed at once to who is out, and their sets outlive everybody."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sets.models import Membership, QuestionSet, Team
from tests.reading import text
from tests.sets.worlds import browser_of, make_set, make_team, order, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """A team of a lead and two members, who joined one after the other."""
    return make_team(person("lead"), person("first"), person("second"))


def someone(name: str) -> User:
    """Return the account of this name."""
    return User.objects.get(username=name)


def act(name: str, team: Team, do: str, member: str = "", **more: str) -> int:
    """Press a button on the page of a team as somebody; return the status."""
    sent = {"do": do, **more}
    if member:
        sent["member"] = str(Membership.objects.get(team=team, user__username=member).pk)
    return browser_of(someone(name)).post(reverse("team", args=[team.pk]), sent).status_code


def leads(team: Team) -> list[str]:
    """Return the names of a team's leads."""
    return list(team.memberships.filter(is_lead=True).values_list("user__username", flat=True))


def test_a_new_team_is_led_by_who_made_it() -> None:
    client = browser_of(person("lead"))
    page = client.post(reverse("teams"), {"name": "Hiring"}, follow=True)
    assert "You lead this team." in text(page)
    assert leads(Team.objects.get()) == ["lead"]


def test_people_are_added_by_name_or_address_once(team: Team) -> None:
    person("third")
    person("gone", is_active=False)
    assert [act("lead", team, "add", account=name) for name in ("third", "THIRD@example.org")] == [302, 302]
    assert team.memberships.count() == 4
    assert act("lead", team, "add", account="gone") == 400
    refused = browser_of(someone("lead")).post(
        reverse("team", args=[team.pk]), {"do": "add", "account": "nobody <here>"}
    )
    assert refused.status_code == 400
    assert 'value="nobody &lt;here&gt;"' in text(refused)


def test_the_last_lead_stays(team: Team) -> None:
    act("lead", team, "leave")
    act("lead", team, "member", "lead")
    act("lead", team, "remove", "lead")
    assert leads(team) == ["lead"]
    assert team.memberships.count() == 3
    act("lead", team, "lead", "second")
    act("lead", team, "leave")
    assert leads(team) == ["second"]


def test_who_is_removed_loses_access_at_once_and_the_sets_stay(team: Team) -> None:
    theirs = make_set(someone("first"), "Slow page", team=team)
    client = browser_of(someone("first"))
    assert client.get(theirs.get_absolute_url()).status_code == 200
    act("lead", team, "remove", "first")
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert client.get(reverse("team", args=[team.pk])).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.owner, theirs.team) == (someone("lead"), team)
    assert browser_of(someone("second")).get(theirs.get_absolute_url()).status_code == 200


def test_the_sets_of_an_ended_team_go_back(team: Team) -> None:
    theirs, orphan = (make_set(someone("first"), team=team, title=title) for title in ("Theirs", "Orphan"))
    QuestionSet.objects.filter(pk=orphan.pk).update(owner=None)
    assert act("first", team, "end") == 404
    act("lead", team, "end")
    assert not Team.objects.exists()
    assert {s.title: (s.owner, s.team) for s in QuestionSet.objects.all()} == {
        "Theirs": (someone("first"), None),
        "Orphan": (someone("lead"), None),
    }
    assert theirs.pk in QuestionSet.objects.for_reader(someone("first")).values_list("pk", flat=True)


def test_the_last_person_takes_the_sets_along() -> None:
    lead = person("lead")
    kept = make_set(lead, team=make_team(lead))
    act("lead", Team.objects.get(), "leave")
    assert not Team.objects.exists()
    assert browser_of(lead).get(kept.get_absolute_url()).status_code == 200


def test_a_deleted_account_leaves_the_teams_sets(team: Team) -> None:
    """Own sets go with the account, sets of the team stay readable there; also when the Admin deletes it."""
    first = someone("first")
    kept = make_set(first, "Slow page", team=team, title="Kept")
    make_set(first, title="Gone")
    first.delete()
    assert [s.title for s in QuestionSet.objects.all()] == ["Kept"]
    assert browser_of(someone("second")).get(kept.get_absolute_url()).status_code == 200
    assert browser_of(someone("lead")).post(reverse("set-delete", args=[kept.pk])).status_code == 302
    assert order(kept) == ["Slow page"]


def test_the_longest_member_follows_a_deleted_sole_lead(team: Team) -> None:
    User.objects.filter(username="lead").delete()
    assert leads(team) == ["first"]
    someone("first").delete()
    someone("second").delete()
    assert not Team.objects.exists()
    assert not QuestionSet.objects.exists()


def test_deleting_an_account_asks_the_database_no_more_for_many_sets(team: Team) -> None:
    taken = []
    for name, number in (("first", 2), ("second", 12)):
        for n in range(number):
            make_set(someone(name), team=team if n % 2 else None, title=f"Set {n}")
        with CaptureQueriesContext(connection) as captured:
            someone(name).delete()
        taken.append(len(captured))
    assert taken[0] == taken[1]


def test_a_set_given_to_a_team_and_taken_back(team: Team) -> None:
    """Any member may give an own set; a lead who sends it back to its owner sees it no more, and no error page."""
    mine = make_set(someone("first"))
    share = reverse("set-share", args=[mine.pk])
    browser_of(someone("first")).post(share, {"do": "team", "team": team.pk})
    assert browser_of(someone("second")).get(mine.get_absolute_url()).status_code == 200
    back = browser_of(someone("lead")).post(share, {"do": "team", "team": ""}, follow=True)
    assert back.status_code == 200
    assert "Only you see the set now" not in text(back)
    assert browser_of(someone("lead")).get(mine.get_absolute_url()).status_code == 404
    assert browser_of(someone("first")).get(mine.get_absolute_url()).status_code == 200


def test_only_its_owner_moves_a_set_to_another_team(team: Team) -> None:
    other = make_team(someone("lead"), name="Another")
    theirs = make_set(someone("first"), "Slow page", team=team)
    path = reverse("set-share", args=[theirs.pk])
    page = browser_of(someone("lead")).post(path, {"do": "team", "team": str(other.pk)}, follow=True)
    assert "Only the owner of a set moves it" in text(page)
    theirs.refresh_from_db()
    assert theirs.team == team
