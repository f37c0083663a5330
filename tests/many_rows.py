"""A wiki of any size in seconds: the world of `reading.py`, and copies of its rows beside it, people's rows included.

The copies are whole: they have spellings, look-alikes, links, neighbors, versions, views and search rows as the first
ones do, spread over letters, areas, topics and guides. Nothing is rendered or checked again for them.
"""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from entries.models import EntryViews, FormerSlug, LinkCheck, Page, Report, Version
from entries.names import fold
from entries.work import Draft
from glossary.models import Alias, LookAlike, Term, TermLink
from interviews.models import Question, QuestionSkill, RedFlag, RedFlagSkill, Topic
from search.models import MissedSearch, TermRequest
from sets.models import Bookmark, Membership, OfferedQuestion, PracticeResult, QuestionSet, SetItem, Team
from skills.models import Box, Guide, Layer, Neighbour, Placement, Skill, SkillTerm
from tests.reading import build_world
from tests.search.looking import fill

SHARES = {Term: 450, Skill: 125, Guide: 5, Topic: 15, Question: 325, RedFlag: 75, Page: 5}
"""Of a thousand entries, how many are of each kind."""

AREAS = ["frontend", "backend", "data", "background", "general"]
PATTERNS = 3
"""Entries of each kind that went the whole way; they keep the addresses of `reading.PAGES`."""

REVIEWED = date.today() - timedelta(days=20)
"""When the reviews begin to be due: those of one entry in twenty are."""

type Made = dict[type[Model], list[Any]]


def grow(entries: int) -> Made:
    """Store so many entries, and half as many rows of each kind that belongs to people; return the copied entries."""
    build_world(PATTERNS)
    made: Made = {}
    for model, share in SHARES.items():
        made[model] = _entries(model, entries * share // 1_000, made)
    _beside_terms(made)
    _beside_skills(made)
    _beside_questions(made)
    _kept_of_entries(made)
    _of_people(made, entries // 2)
    fill(entries)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0; ANALYZE")
    return made


def _copy(pattern: Any, **fields: Any) -> Any:
    """Return an unsaved row like another one, with some fields changed."""
    row = copy.copy(pattern)
    row._state = copy.copy(pattern._state)
    row._state.fields_cache = {}
    row._state.adding, row.pk = True, None
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _store[M: Model](model: type[M], rows: Iterator[M]) -> list[M]:
    return model._default_manager.bulk_create(rows, batch_size=1_000)


def _entries(model: type[Any], number: int, made: Made) -> list[Any]:
    pattern = model._default_manager.get(slug=f"{_word(model)}-2")

    def rows() -> Iterator[Any]:
        for n in range(number):
            name = f"{chr(ord('a') + n % 26)}{_word(model)} made {n}"
            row = _copy(pattern, name=name, slug=name.replace(" ", "-"))
            own = {
                "folded": fold(name),
                "letter": name[0].upper(),
                "area": AREAS[n % len(AREAS)],
                "order": n % 90,
            }
            row.review_due_on = REVIEWED + timedelta(days=n % 400)
            for field, value in own.items():
                if hasattr(row, field):
                    setattr(row, field, value)
            if model is Topic:
                row.guide = made[Guide][n % len(made[Guide])]
            if model is Question:
                row.topic, row.level = made[Topic][n % len(made[Topic])], Question.Level.values[n % 3]
            yield row

    return _store(model, rows())


def _word(model: type[Model]) -> str:
    return {RedFlag: "flag", Page: "about"}.get(model, model.__name__.lower())


def _beside_terms(made: Made) -> None:
    terms = made[Term]
    names = ((term, f"{term.name} tool") for term in terms)
    _store(Alias, (Alias(term=term, name=name, folded=fold(name)) for term, name in names))
    pairs = pairwise(terms)
    _store(LookAlike, (LookAlike(term=one, other=two, difference="Another number.") for one, two in pairs))
    _store(TermLink, (TermLink(term=term, title="More", url=_url(term), kind="docs") for term in terms))
    _store(LinkCheck, (LinkCheck(url=_url(term), works=True) for term in terms))


def _url(term: Term) -> str:
    return f"https://example.org/{term.slug}"


def _beside_skills(made: Made) -> None:
    skills, terms = made[Skill], made[Term]
    for n, skill in enumerate(skills):
        skill.main_term = terms[n]
    Skill.objects.bulk_update(skills, ["main_term"], batch_size=500)
    _store(SkillTerm, (SkillTerm(skill=skill, term=terms[-n]) for n, skill in enumerate(skills, 1)))
    pattern = Neighbour.objects.all()[0]
    pairs = pairwise(skills)
    _store(Neighbour, (_copy(pattern, skill=one, other=two) for one, two in pairs))
    box, place = Box.objects.all()[0], Placement.objects.all()[0]
    layers = _store(Layer, (_copy(Layer.objects.all()[0], guide=guide) for guide in made[Guide]))
    _store(
        Box, (_copy(box, layer=layers[n % len(layers)], skill=one, term=None) for n, one in enumerate(skills))
    )
    spread = ((layers[n % len(layers)], skill) for n, skill in enumerate(skills))
    _store(Placement, (_copy(place, layer=one, guide=one.guide, skill=skill) for one, skill in spread))


def _beside_questions(made: Made) -> None:
    skills = made[Skill]
    of = ((each, skills[n % len(skills)]) for n, each in enumerate(made[Question]))
    _store(QuestionSkill, (QuestionSkill(question=each, skill=skill) for each, skill in of))
    of = ((each, skills[n % len(skills)]) for n, each in enumerate(made[RedFlag]))
    _store(RedFlagSkill, (RedFlagSkill(red_flag=each, skill=skill) for each, skill in of))


def _kept_of_entries(made: Made) -> None:
    """Versions, drafts, former addresses and views."""
    for model, entries in made.items():
        kind = model.kind
        pattern = Version.objects.filter(kind=kind)[0]
        of = [{"kind": kind, "entry_id": entry.pk} for entry in entries]
        _store(Version, (_copy(pattern, number=1, **its) for its in of))
        _store(EntryViews, (EntryViews(times=n % 90, **its) for n, its in enumerate(of)))
        _store(FormerSlug, (FormerSlug(slug=f"old-{n}", **its) for n, its in enumerate(of)))
        ended = (None if n % 20 == 0 else timezone.now() for n in range(len(of)))
        drafts = zip(of[::10], ended, strict=False)
        _store(Draft, (Draft(document=pattern.document, base=1, ended_at=at, **its) for its, at in drafts))


def _of_people(made: Made, number: int) -> None:
    questions = made[Question]
    people = _store(User, (User(username=f"person-{n}") for n in range(number // 10)))
    teams = _store(Team, (Team(name=f"Team {n}") for n in range(number // 20)))
    _store(Membership, (Membership(team=teams[n // 2], user=one) for n, one in enumerate(people)))
    owners = [people[n % len(people)] for n in range(number)]
    sets = _store(QuestionSet, (QuestionSet(owner=one, title=f"Set {n}") for n, one in enumerate(owners)))
    asked = [questions[n * 7 % len(questions)] for n in range(number)]
    items = zip(sets, asked, strict=True)
    _store(SetItem, (SetItem(question_set=own, question=each, minutes=5, position=1) for own, each in items))
    marks = zip(owners, asked, strict=True)
    marked = {(one.pk, each.pk) for one, each in marks}
    _store(Bookmark, (Bookmark(user_id=one, kind="question", target_id=each) for one, each in marked))
    _store(PracticeResult, (PracticeResult(user_id=one, question_id=each) for one, each in marked))
    _store(Report, (Report(message=f"Typing mistake {n}", done=n % 20 > 0) for n in range(number)))
    _store(
        OfferedQuestion, (OfferedQuestion(text={"prompt": "Why?"}, done=n % 20 > 0) for n in range(number))
    )
    _store(MissedSearch, (MissedSearch(words=f"word {n}", times=n % 90) for n in range(number)))
    _store(TermRequest, (TermRequest(words=f"word {n}", done=n % 20 > 0) for n in range(number)))
