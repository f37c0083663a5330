"""Topics, questions and red flags in the Admin: nothing half done is published, and rows keep their order."""

from typing import Any

import pytest
from django.test import Client

from entries.models import State
from interviews.models import Question, RedFlag, Topic
from tests.admin_entries import add_entry, fill
from tests.admin_forms import (
    add_form,
    address,
    change_address,
    change_form,
    editor_client,
    everything,
    found_by,
    run_action,
    stored,
    versions,
)
from tests.factories import (
    make_guide,
    make_question,
    make_red_flag,
    make_skill,
    make_topic,
    question_document,
    red_flag_document,
)

pytestmark = pytest.mark.django_db

UNFINISHED, UNFAIR = (
    next(c.violation_error_message for c in model._meta.constraints if c.name == name)
    for model, name in ((Question, "question_published_whole"), (RedFlag, "red_flag_fair"))
)
"""What the models say about a question without answers and about a red flag without another side."""


@pytest.fixture
def editor() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


def reading(client: Client, entry: Any) -> str:
    """Return what a reader sees."""
    answer = client.get(entry.get_absolute_url())
    return answer.content.decode() if answer.status_code == 200 else ""


# Publishing


@pytest.mark.sampled(1)
@pytest.mark.parametrize("missing", ["strong", "average", "weak", "probe"])
def test_a_question_without_an_answer_is_not_published(missing: str, editor: Client, client: Client) -> None:
    question = make_question(state=State.UNPUBLISHED)
    after = change_form(editor, question).fill(**{missing: " ", "state": "published"}).refused()
    assert after.beside["state"] == UNFINISHED
    assert after.beside[missing] == "This field is required."
    assert not reading(client, question)
    after.fill(**{missing: "Now it is there."}).save()
    assert "Now it is there." in reading(client, question)


def test_a_new_question_without_answers_is_not_published(editor: Client) -> None:
    make_skill("Django")
    make_topic("Data")
    form = fill(
        add_form(editor, "interviews/question"), question_document(skills=["skill:django"]), state="published"
    )
    after = form.fill(strong="", average="", weak="", probe="").refused()
    assert after.beside["state"] == UNFINISHED
    assert not Question.objects.exists()


def test_a_question_without_answers_is_not_published_by_the_bulk_action(
    editor: Client, client: Client
) -> None:
    whole = make_question("Whole", state=State.UNPUBLISHED)
    bare = Question.objects.create(name="Bare", slug="bare", topic=Topic.objects.get(), prompt="Why?")
    said = run_action(editor, "interviews/question", "publish", bare, whole)
    assert sorted(said) == [f"Bare: {UNFINISHED}", "Published: 1."]
    bare.refresh_from_db()
    assert (bare.state, versions(bare)) == (State.UNPUBLISHED, [])
    assert reading(client, whole)
    assert not reading(client, bare)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("key", ["x", "&a [*a]1e309", "²", "9" * 40, "0", "-1"])
def test_a_choice_that_is_none_comes_back_with_a_sentence(key: str, editor: Client) -> None:
    form = add_form(editor, "interviews/question").fill(name="Why?", topic=key)
    form.add_row("question_skills", skill=key)
    answer = editor.post(form.url, form.values)
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert not Question.objects.exists()


def test_an_unfair_red_flag_is_not_published(editor: Client) -> None:
    flag = make_red_flag(state=State.UNPUBLISHED)
    after = change_form(editor, flag).fill(innocent=" \n", state="published").refused()
    assert after.beside["state"] == UNFAIR
    RedFlag.objects.filter(pk=flag.pk).update(innocent=[], ask="")
    assert run_action(editor, "interviews/redflag", "publish", flag) == [f"{flag}: {UNFAIR}"]
    assert len(versions(flag)) == 1


def test_restricting_answers_takes_them_from_signed_out_readers(editor: Client, client: Client) -> None:
    question = make_question()
    assert "bigger server" in reading(client, question)
    change_form(editor, question).fill(visibility="members").save()
    assert "bigger server" not in reading(client, question)
    before = everything()
    form = change_form(editor, question)
    assert form["weak"] == "We bought a bigger server."
    form.save()
    assert everything() == before


# Rows and lists


def test_listen_for_keeps_its_order(editor: Client) -> None:
    question = make_question()
    form = change_form(editor, question)
    assert form["listen_for"] == "a number\na cause\na result"
    form.fill(listen_for="a result\n\n  a number \n").save()
    assert stored(question).listen_for == ["a result", "a number"]


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", ["question", "red_flag"])
def test_skills_keep_their_order(kind: str, editor: Client, client: Client) -> None:
    flask, django, celery = (make_skill(name) for name in ("Flask", "Django", "Celery"))
    entry = {"question": make_question, "red_flag": make_red_flag}[kind](skills=[flask, django])
    form = change_form(editor, entry).add_row(f"{kind}_skills", skill=celery.pk, order=1)
    form.fill(**{f"{kind}_skills-0-order": 3}).save()
    assert stored(entry).skills == ["skill:celery", "skill:django", "skill:flask"]
    change_form(editor, entry).fill(**{f"{kind}_skills-0-DELETE": True}).save()
    assert stored(entry).skills == versions(entry)[-1].document["skills"] == ["skill:django", "skill:flask"]
    assert [v.number for v in versions(entry)] == [1, 2, 3]
    form = change_form(editor, entry).add_row(f"{kind}_skills", skill=flask.pk)
    assert "skill already." in form.refused().said


def test_a_question_moves_to_another_topic(editor: Client, client: Client) -> None:
    question, other = make_question(), make_topic("Other")
    change_form(editor, question).fill(topic=other.pk, order=3).save()
    assert (stored(question).topic, stored(question).order) == ("topic:other", 3)
    assert question.prompt in reading(client, other)
    assert question.prompt not in reading(client, Topic.objects.get(slug="data"))


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("field", "value"), [("minutes", 0), ("minutes", 61), ("order", 0), ("order", 10_000)]
)
def test_numbers_out_of_range_are_refused(field: str, value: int, editor: Client) -> None:
    form = change_form(editor, make_question()).fill(**{field: value})
    assert "equal to" in form.refused().beside[field]


def test_a_text_pasted_with_line_breaks_becomes_one_line(editor: Client) -> None:
    question = make_question()
    change_form(editor, question).fill(prompt="Tell me\nabout  it\n\n").save()
    assert stored(question).prompt == "Tell me about  it"


def test_a_new_red_flag(editor: Client, client: Client) -> None:
    make_skill("Django")
    flag = add_entry(editor, red_flag_document(skills=["skill:django"]))
    assert flag.name in reading(client, flag)


# Choosing and deleting


def test_topics_skills_and_guides_are_found_by_typing(editor: Client) -> None:
    make_topic("Data")
    make_skill("Django")
    make_guide("Python guide")
    assert found_by(editor, "interviews.question.topic", "dat") == ["Data"]
    assert found_by(editor, "interviews.questionskill.skill", "djan") == ["Django"]
    assert found_by(editor, "interviews.redflagskill.skill", "djan") == ["Django"]
    assert found_by(editor, "interviews.topic.guide", "pyth") == ["Python guide"]


def test_a_topic_with_questions_is_not_deleted() -> None:
    reviewer, question = editor_client("Reviewers"), make_question()
    answer = reviewer.post(change_address(question.topic).replace("change", "delete"), {"post": "yes"})
    assert "Cannot delete" in answer.content.decode()
    assert Topic.objects.exists()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("model", ["interviews/question", "interviews/topic", "interviews/redflag"])
def test_lists_take_few_queries(model: str, editor: Client, django_assert_max_num_queries) -> None:
    guide = make_guide()
    for n in range(20):
        topic = make_topic(f"Topic {n}", guide=guide)
        make_question(f"Question {n}", topic=topic)
        make_red_flag(f"Flag {n}")
    with django_assert_max_num_queries(11):  # one for the number of the inbox
        assert editor.get(address(model)).status_code == 200
