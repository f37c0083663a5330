"""Ready templates: content like every other, public, and the start of a set of one's own."""

from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import files
from entries.checking import ContentRefused, read_all
from entries.kinds import kind_named
from entries.models import State
from interviews.models import Question
from sets.content import SetTemplateDocument
from sets.models import QuestionSet, SetTemplate
from tests.admin_forms import add_form, change_form, editor_client, stored
from tests.entries.invented import lines
from tests.factories import (
    changed,
    make_question,
    question_document,
    store,
    topic_document,
    write_content,
)
from tests.reading import text
from tests.sets.test_freezing import rewrite
from tests.sets.worlds import browser_of, items, make_template, order, person, question

ROWS = st.fixed_dictionaries(
    {},
    optional={
        "section": lines(80),
        "note": lines(200),
        "minutes": st.integers(1, 60),
        "must_ask": st.booleans(),
    },
)


def document(*rows: dict[str, object], **fields: object) -> SetTemplateDocument:
    """Return a template of the questions `question-1` and so on."""
    named = [{"question": f"question:question-{n}", **row} for n, row in enumerate(rows, start=1)]
    data = {"slug": "first-call", "name": "First call", "gist": "When.", "role": "Developer", "area": "data"}
    return SetTemplateDocument.model_validate({**data, "purpose": "What.", "items": named, **fields})


@settings(max_examples=60)
@given(rows=st.lists(ROWS, min_size=1, max_size=4), words=lines(100))
def test_a_template_comes_back_from_its_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list, words: str
) -> None:
    written = document(*rows, gist=words, purpose=words)
    directory = write_content(tmp_path_factory.mktemp("content"), written)
    path = directory / "set-templates" / "first-call.yaml"
    assert files.read(path, kind_named("set-template")).document == written


def test_files_say_what_is_wrong_with_them(tmp_path: Path) -> None:
    """A question twice, one that is nowhere, and none at all."""
    bank = [topic_document(), question_document("Question 1", topic="topic:data")]
    once = {"question": "question:question-1"}
    for rows, wrong in (
        ([once, once], "question:question-1 is named twice"),
        ([{"question": "question:nowhere"}], "nowhere"),
        ([{**once, "minutes": 0}], "minutes"),
        ([], "items"),
    ):
        directory = write_content(tmp_path, *bank, document({}))
        path = directory / "set-templates" / "first-call.yaml"
        items_text = "items: " + repr(rows).replace("'", '"') + "\n"
        path.write_text(path.read_text().partition("items:")[0] + items_text)
        with pytest.raises(ContentRefused) as refused:
            read_all(directory)
        assert wrong in " ".join(refused.value.mistakes)


@pytest.mark.django_db
def test_an_editor_writes_one_in_the_admin() -> None:
    """Typed into the form, it is the Document; opened and saved again, nothing changes."""
    client = editor_client()
    for n in (1, 2):
        make_question(f"Question {n}")
    wanted = document({"section": "Start", "note": "Wait.", "minutes": 7, "must_ask": True}, {})
    form = add_form(client, "sets/settemplate")
    form.fill(
        name="First call", slug="first-call", gist="When.", role="Developer", purpose="What.", area="data"
    )
    pk = {n: Question.objects.get(slug=f"question-{n}").pk for n in (1, 2)}
    form.add_row("items", question=pk[1], section="Start", note="Wait.", minutes=7, must_ask=True)
    form.add_row("items", question=pk[2])
    form.fill(state=State.PUBLISHED).save()
    entry = SetTemplate.objects.get()
    assert stored(entry) == wanted
    again = change_form(client, entry)
    again.save()
    assert stored(SetTemplate.objects.get()) == wanted
    assert browser_of().get(entry.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_the_admin_shows_no_set_of_a_person() -> None:
    """Not even to a superuser."""
    page = text(browser_of(person("root", is_staff=True, is_superuser=True)).get("/admin/"))
    assert "/admin/sets/settemplate/" in page
    for model in ("questionset", "setitem", "sharelink", "bookmark", "team", "practiceresult"):
        assert f"/admin/sets/{model}/" not in page


@pytest.mark.django_db
def test_a_retired_question_is_left_out_everywhere() -> None:
    made = make_template("First call", question("Slow page"), question("Old code"))
    rewrite(Question.objects.get(slug="slow-page"), state=State.RETIRED)
    client = browser_of(person())
    paths = [reverse(f"set-template{end}", args=[made.slug]) for end in ("", "-call", "-print", "-download")]
    for path in paths:
        assert "slow page" not in text(client.get(path))
        assert "old code" in text(client.get(path))
    assert "1 question, 5 min" in text(client.get(reverse("set-templates")))
    client.post(reverse("set-template-copy", args=[made.slug]))
    assert order(QuestionSet.objects.get()) == ["Old code"]


@pytest.mark.django_db
def test_a_copy_is_a_set_of_ones_own_with_all_that_was_planned() -> None:
    for n in (1, 2):
        make_question(f"Question {n}", minutes=4)
    made = store(document({"section": "Start", "note": "Wait.", "minutes": 7, "must_ask": True}, {}))
    user = person()
    page = browser_of(user).post(reverse("set-template-copy", args=[made.slug]), follow=True)
    assert page.status_code == 200
    copied = QuestionSet.objects.get()
    assert (copied.owner, copied.title, copied.role, copied.team) == (user, "First call", "Developer", None)
    assert [(i.section, i.note, i.minutes, i.must_ask) for i in items(copied)] == [
        ("Start", "Wait.", 7, True),
        ("", "", 4, False),
    ]


@pytest.mark.django_db
def test_a_template_has_the_life_of_an_entry() -> None:
    """Unpublished it is nowhere, an old address leads to the new one, and scripts may read it."""
    hidden = make_template("Hidden", question("Slow page"), state=State.UNPUBLISHED)
    made = make_template("First call", question("Slow page"))
    client = browser_of()
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Hidden" not in text(client.get(reverse("set-templates")))
    store(changed(stored(made), slug="screening"), entry=made)
    answer = client.get(reverse("set-template-print", args=["first-call"]))
    assert (answer.status_code, answer.headers["Location"]) == (301, "/sets/templates/screening/print/")
    listed = client.get(reverse("set-templates"), {"format": "json"}).json()
    assert [row["slug"] for row in listed["results"]] == ["screening"]
    assert client.get("/sets/templates/screening/?format=json").json()["fields"]["role"] == "Developer"
