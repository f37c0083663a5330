"""Small worlds of people, teams and sets, and pages as people see and send them."""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from interviews.models import Question
from sets import editing, sharing
from sets.models import Membership, QuestionSet, SetItem, SetTemplate, ShareLink, Team
from tests.admin_forms import values_of
from tests.factories import make_question, make_topic, ref, slug_of, store
from tests.reading import text


def person(name: str = "lena", **fields: Any) -> User:
    """Return somebody with an account."""
    return User.objects.create_user(name, f"{name}@example.org", password=None, **fields)


def browser_of(user: User | None = None, **options: Any) -> Client:
    """Return a browser in which somebody is signed in; nobody when None."""
    client = Client(**options)
    if user:
        client.force_login(user)
    return client


def question(name: str) -> Question:
    """Return the stored question of this name, made when there is none."""
    return Question.objects.filter(slug=slug_of(name)).first() or make_question(name)


def make_set(
    owner: User, *names: str, title: str = "Backend screen", team: Team | None = None, **fields: Any
) -> QuestionSet:
    """Return a stored set with questions of these names in order."""
    questions = [question(name) for name in names]
    return editing.create_set(owner, title=title, team=team, questions=questions, **fields)


def make_team(lead: User, *members: User, name: str = "Hiring") -> Team:
    """Return a stored team with one lead; members join in this order."""
    team = Team.objects.create(name=name)
    Membership.objects.create(team=team, user=lead, is_lead=True)
    for member in members:
        Membership.objects.create(team=team, user=member)
    return team


def make_link(question_set: QuestionSet, **fields: Any) -> tuple[ShareLink, str]:
    """Return a link to a set, made by its owner, and its token."""
    owner = question_set.owner or User.objects.get()
    return sharing.make_link(question_set, actor=owner, **fields)


def make_template(name: str = "First call", *questions: Question, state: str = "published") -> SetTemplate:
    """Return a stored ready template."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "gist": "For a first call.",
        "role": "Developer",
        "purpose": "You know what they do all day.",
        "area": "backend",
        "items": [{"question": ref(each)} for each in questions or [question("Slow page")]],
    }
    return store(SetTemplate().its_kind().document.model_validate(data), state=state)


def many_questions(number: int, texts: Iterable[str] = ()) -> list[Question]:
    """Store many published questions quickly: copies of one that went the whole way, with texts of their own."""
    pattern = make_question("Pattern", topic=make_topic("Many"))
    given = iter(texts)
    rows = []
    for n in range(number):
        own = Question(**_columns(pattern))
        own.slug = own.name = own.folded = f"many-{n}"
        for field in ("prompt", "probe", "strong_note", "average_note", "weak_note"):
            setattr(own, field, next(given, f"{field} {n}"))
        own.listen_for = [next(given, f"phrase {n}") for _ in range(4)]
        for field, sentences in (("strong", 6), ("average", 3), ("weak", 2)):
            said = " ".join(next(given, f"{field} {n}") for _ in range(sentences))
            own.rendered = own.rendered | {field: {"html": f"<p>{said}</p>"}}
        rows.append(own)
    return Question.objects.bulk_create(rows)


def _columns(question: Question) -> dict[str, Any]:
    fields = [f.attname for f in Question._meta.concrete_fields if not f.generated and not f.primary_key]
    return {name: getattr(question, name) for name in fields}


def items(question_set: QuestionSet) -> list[SetItem]:
    """Return the items of a set in order, as the database has them."""
    return list(editing.items_of(question_set).select_related("question"))


def order(question_set: QuestionSet) -> list[str]:
    """Return the names of a set's questions in order."""
    return [editing.name_of(item) for item in items(question_set)]


def item_named(question_set: QuestionSet, name: str) -> SetItem:
    """Return the item of the question of this name, removed or not."""
    return question_set.items.get(question__name=name)


def rows(*labels: str) -> dict[str, str]:
    """Return a sum over the rows of each table of these apps, of all but sessions when none is named; one query."""
    tables = {m._meta.db_table for m in apps.get_models() if m is not Session and m._meta.managed}
    if labels:
        tables &= {
            model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models()
        }
    sums = [
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
        for table in sorted(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sums))
        return dict(cursor.fetchall())


def page_of(answer: HttpResponse) -> Element:
    """Return a page as a tree."""
    return html5lib.parse(text(answer), namespaceHTMLElements=False)


def form_to(answer: HttpResponse, path: str, **typed: Any) -> dict[str, Any]:
    """Return what a browser would send of a page's largest form to `path`, with some fields typed over."""
    forms = [f for f in page_of(answer).iter("form") if f.get("action", "").partition("?")[0] == path]
    values: dict[str, Any] = max((values_of(form) for form in forms), key=len)
    values |= {name: value for name, value in typed.items() if value is not None}
    return {name: value for name, value in values.items() if typed.get(name, "") is not None}
