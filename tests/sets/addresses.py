"""Who may do what at which address of the app, and the world in which that is tried. A new address needs a row."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sets import bookmarks, freezing, sharing
from sets.models import Bookmark, Membership, QuestionSet, SetItem, Team
from sets.own_questions import add_own
from tests.sets.worlds import browser_of, item_named, make_link, make_set, make_team, make_template, person

NOBODY, PUBLIC, SIGNED_IN, READ, EDIT, MEMBER, LEAD, OWN, LINK = range(9)


@dataclass(frozen=True)
class Rule:
    """Who may get an address, and who may post to it what; NOBODY where the method is not allowed."""

    get: int
    post: int = NOBODY
    data: dict[str, Any] = field(default_factory=dict)
    also: tuple[dict[str, Any], ...] = ()
    """What else may be posted by the same people."""

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Everything that may be posted."""
        return [self.data, *self.also] if self.post else []


OWN_WORDS = {"prompt": "Why us?", "level": "mid", "minutes": "5"}

RULES = {
    "sets": Rule(SIGNED_IN),
    "set-new": Rule(SIGNED_IN, SIGNED_IN, {"title": "Another"}),
    "set-add": Rule(SIGNED_IN, SIGNED_IN, {"question": "slow-page"}),
    "set-templates": Rule(PUBLIC),
    "set-template": Rule(PUBLIC),
    "set-template-call": Rule(PUBLIC),
    "set-template-print": Rule(PUBLIC),
    "set-template-download": Rule(PUBLIC),
    "set-template-copy": Rule(NOBODY, SIGNED_IN),
    "set-shared": Rule(LINK),
    "set-shared-call": Rule(LINK),
    "set-shared-print": Rule(LINK),
    "set-shared-bookmark": Rule(LINK, LINK),
    "set": Rule(READ),
    "set-details": Rule(NOBODY, EDIT, {"title": "Renamed"}),
    "set-own": Rule(EDIT, EDIT, OWN_WORDS),
    "set-item": Rule(
        NOBODY,
        EDIT,
        {"do": "remove"},
        (*tuple({"do": do} for do in ("up", "down", "before", "restore")), {"minutes": "7", "note": "x"}),
    ),
    "set-item-own": Rule(EDIT, EDIT, OWN_WORDS),
    "set-freeze": Rule(READ, EDIT, {"do": "freeze"}, ({"do": "thaw"}, {"do": "again"})),
    "set-share": Rule(EDIT, EDIT, {"do": "link"}, ({"do": "team", "team": ""},)),
    "set-copy": Rule(NOBODY, READ),
    "set-delete": Rule(NOBODY, EDIT),
    "set-restore": Rule(NOBODY, EDIT),
    "set-call": Rule(READ),
    "set-print": Rule(READ),
    "set-download": Rule(READ),
    "bookmarks": Rule(SIGNED_IN),
    "bookmark": Rule(NOBODY, SIGNED_IN, {"entry": "question:slow-page"}),
    "bookmark-note": Rule(NOBODY, OWN, {"note": "Mine"}, ({"do": "remove"},)),
    "teams": Rule(SIGNED_IN, SIGNED_IN, {"name": "Another"}),
    "team": Rule(MEMBER, LEAD, {"do": "add", "account": "stranger"}, ({"do": "end"},)),
    "practice": Rule(PUBLIC, PUBLIC, {"do": "clear"}),
}

RIGHTS = {
    ("private", "owner"): EDIT,
    ("private", "holder"): READ,
    ("team", "owner"): EDIT,
    ("team", "lead"): EDIT,
    ("team", "member"): READ,
    ("team", "holder"): READ,
}
"""Who may read or edit which set; everybody else may do neither."""

ROLES = ("owner", "lead", "member", "former", "stranger", "holder", "late", "revoked", "root", "nobody")


@dataclass
class World:
    """A private set and a set of a team, and people of every kind; `nobody` is signed out."""

    people: dict[str, User]
    sets: dict[str, QuestionSet]
    team: Team
    mark: Bookmark
    tokens: dict[str, str]
    browsers: dict[str, Client]

    def paths(self, name: str) -> dict[str, str]:
        """Return the addresses of a name, by what they lead to."""
        if name.startswith("set-template") and name != "set-templates":
            return {"": reverse(name, args=["first-call"])}
        if name.startswith("set-shared"):
            return {key: reverse(name, args=[token]) for key, token in self.tokens.items()}
        if name in ("bookmark-note", "team"):
            return {"": reverse(name, args=[self.mark.pk if name == "bookmark-note" else self.team.pk])}
        if name == "set" or RULES[name].get in (READ, EDIT) or RULES[name].post in (READ, EDIT):
            return {key: self.path_in(name, question_set) for key, question_set in self.sets.items()}
        return {"": reverse(name)}

    def path_in(self, name: str, question_set: QuestionSet, pk: int | None = None) -> str:
        """Return an address of a set, with another number when `pk` is given."""
        args = [pk or question_set.pk]
        if name == "set-item":
            args.append(item_named(question_set, "Slow page").pk)
        if name == "set-item-own":
            args.append(SetItem.objects.get(question_set=question_set, is_own=True).pk)
        return reverse(name, args=args)

    def may(self, role: str, need: int, target: str) -> bool:
        """Return whether somebody signed in, or a reader of public pages, gets on."""
        if need == LINK:
            return target == "working"
        if need in (READ, EDIT):
            return RIGHTS.get((target, role), NOBODY) >= need
        team = {"lead": LEAD, "member": MEMBER, "owner": MEMBER}.get(role, NOBODY)
        return need in (PUBLIC, SIGNED_IN) or (team >= need if need in (MEMBER, LEAD) else role == "owner")


def build_world() -> World:
    """Store a private set and a team's, with links and bookmarks by them, and people of every kind."""
    people = {role: person(role) for role in ROLES[:-2]}
    people["root"] = person("root", is_staff=True, is_superuser=True)
    owner = people["owner"]
    team = make_team(people["lead"], people["member"], owner)
    sets = {
        "private": make_set(owner, "Slow page", "Old code", title="Private"),
        "team": make_set(owner, "Slow page", "Old code", title="Of the team", team=team),
    }
    Membership.objects.create(team=team, user=people["former"])
    tokens = {}
    for question_set in sets.values():
        add_own(question_set, {"prompt": "Why us?", "minutes": 5, "level": "mid"}, actor=owner)
        links = {name: make_link(question_set) for name in ("working", "expired", "revoked")}
        for name, role in {"working": "holder", "expired": "late", "revoked": "revoked"}.items():
            bookmarks.add(people[role], "", link=links[name][0])
        links["expired"][0].expires_at = timezone.now() - timedelta(seconds=1)
        links["expired"][0].save()
        sharing.revoke(links["revoked"][0])
        tokens = {name: token for name, (_, token) in links.items()}
    tokens["unknown"] = "x" * 43
    team.memberships.filter(user=people["former"]).delete()
    make_template()
    bookmarks.add(owner, f"set:{sets['private'].pk}")
    mark = Bookmark.objects.get(user=owner)
    freezing.freeze(sets["team"], actor=owner)
    browsers = {role: browser_of(people.get(role)) for role in ROLES}
    return World(people, sets, team, mark, tokens, browsers)
