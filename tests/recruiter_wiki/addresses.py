"""Every address of the site, read from its resolver, and a world in which each of them leads somewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from entries import drafts
from entries.draft_admin import PREVIEW_SALT
from entries.models import Draft
from glossary.models import Term
from search.models import MissedSearch, TermRequest
from sets import bookmarks
from sets.models import Bookmark, OfferedQuestion
from tests.factories import (
    changed,
    layer,
    make_guide,
    make_page,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
    term_document,
)
from tests.sets.worlds import browser_of, make_link, make_set, make_team, make_template, person

ROLES = {
    "A": "anonymous",
    "M": "member",
    "S": "stranger",
    "E": "editor",
    "R": "reviewer",
    "X": "administrator",
}
"""One letter for each kind of person; the stranger is in another team than the member, to whom things belong."""

FIRST = {
    "about": "about-1",
    "glossary": "term-1",
    "guides": "guide-1",
    "interviews": "question-1",
    "interviews/topics": "topic-1",
    "sets/templates": "first-call",
    "skills": "skill-1",
}
"""Where an address begins -> the slug of what it leads to."""


def routes() -> list[str]:
    """Return every address as the resolver has it, for example `guides/<slug:slug>/`; each once."""

    def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)

    return list(dict.fromkeys(walk(get_resolver().url_patterns)))


@dataclass
class World:
    """One of everything, and a browser of everybody by the letter of their role."""

    people: dict[str, User]
    browsers: dict[str, Client]
    rows: dict[str, Model]
    """What stands in an address by its number, by the words before it: `sets`, `admin/glossary/term`."""

    tokens: dict[str, str]
    """Keys of the links in addresses, by the words before them."""

    def path(self, route: str) -> str:
        """Return an address of a route that leads to something of this world."""
        head = route.partition("<")[0].strip("/")
        row = self.rows.get(head)
        values: dict[str, object] = {
            "slug": FIRST.get(head, ""),
            "token": self.tokens.get(head, ""),
            "item": self.rows["item"].pk,
            "uidb64": "MQ",
            "number": 1,
            "content_type_id": ContentType.objects.get_for_model(Term).pk,
            **dict.fromkeys(("pk", "id", "object_id"), row.pk if row else 1),
        }
        plain = re.sub(r"\^?\(\?P<app_label>.*", "glossary/", route)  # the Admin writes two by pattern
        plain = plain.replace("(?P<url>.*)$", "nowhere/")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), plain)

    def browser(self, letter: str, **options: Any) -> Client:
        """Return a browser of its own of somebody, for what ends a session or makes one."""
        client = Client(raise_request_exception=False, **options)
        client.cookies.update(self.browsers[letter].cookies)
        return client


def build_world() -> World:
    """Store one of everything: what is published, what belongs to somebody, what waits in the inbox."""
    people = {letter: person(name) for letter, name in ROLES.items() if letter in "MSER"}
    people["X"] = person(ROLES["X"], is_staff=True, is_superuser=True)
    for letter, group in {"E": "Editors", "R": "Reviewers"}.items():
        people[letter].groups.add(Group.objects.get(name=group))
        User.objects.filter(pk=people[letter].pk).update(is_staff=True)
    rows = entries_and_inbox(people["E"])
    member, term = people["M"], rows["admin/glossary/term"]
    team = make_team(member)
    make_team(people["S"], name="Others")
    question_set = make_set(member, "Question 1", title="Of the member", team=team)
    assert bookmarks.add(member, "term:term-1")
    mark = Bookmark.objects.get(user=member)
    rows |= {"sets": question_set, "item": question_set.items.get(), "teams": team, "bookmarks": mark}
    rows |= {
        "admin/auth/user": member,
        "admin/auth/group": Group.objects.get(name="Editors"),
        "admin/r": term,
    }
    rows["admin/auth/user/"] = member
    tokens = {
        "sets/shared": make_link(question_set)[1],
        "preview": signing.dumps(["term", term.pk], salt=PREVIEW_SALT),
        "accounts/reset": "abc-def",
    }
    return World(people, {letter: browser_of(people.get(letter)) for letter in ROLES}, rows, tokens)


def entries_and_inbox(editor: User) -> dict[str, Model]:
    """Store an entry of each kind, a draft, and what readers asked for; return the rows by their Admin's address."""
    term = make_term("Term 1", aliases=["T1"])
    skill = make_skill("Skill 1", terms=[term])
    guide = make_guide("Guide 1", layers=[layer("front", boxes=[("Term 1", term)], placements=[skill])])
    topic = make_topic("Topic 1")
    question = make_question("Question 1", topic=topic, skills=[skill])
    make_page("About", order=1)
    draft = changed(term_document("Term 1"), gist="Not yet.")
    drafts.keep(term, draft, actor=editor, step=Draft.Step.WRITING)
    rows = [
        term,
        skill,
        guide,
        guide.layers.get(),
        topic,
        question,
        make_red_flag("Flag 1"),
        make_page("About 1"),
    ]
    rows += [
        make_template("First call", question),
        OfferedQuestion.objects.create(text={"prompt": "Why us?"}),
    ]
    rows += [MissedSearch.objects.create(words="orm"), TermRequest.objects.create(words="orm")]
    return {f"admin/{row._meta.app_label}/{row._meta.model_name}": row for row in rows}
