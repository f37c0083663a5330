"""How much the shipped wiki explains, counted from the database after loading."""

import pytest
from django.db.models import Count, Q

from entries.models import State
from glossary.models import Alias, LookAlike, Term
from interviews.models import Question, RedFlag
from skills.models import Skill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


def test_the_glossary_is_deep() -> None:
    assert Term.objects.published().count() >= 500
    assert Alias.objects.filter(term__state=State.PUBLISHED).count() >= 1_500
    assert LookAlike.objects.count() >= 60


def test_every_skill_has_two_questions() -> None:
    published = Q(skill_questions__question__state=State.PUBLISHED)
    skills = Skill.objects.published().annotate(asked=Count("skill_questions", filter=published))
    assert skills.count() >= 40
    assert [skill.slug for skill in skills if skill.asked < 2] == []


def test_the_bank_has_questions_for_every_topic_and_level() -> None:
    questions = Question.objects.published()
    assert questions.count() >= 90
    counted = dict(questions.order_by().values_list("level").annotate(Count("pk")))
    assert {level for level in Question.Level.values if counted.get(level, 0) < 3} <= {"screen"}
    assert RedFlag.objects.published().count() >= 20
