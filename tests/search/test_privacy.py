"""Nobody finds what is not theirs to read: unpublished entries, and restricted answers when signed out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from entries.models import State
from search.models import SearchName, SearchRow
from tests.factories import (
    changed,
    make_guide,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
    store,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

SECRET = "xylophone"
DOORS = {
    "results": "/search/?q={}",
    "results, one kind": "/search/?q={}&kind=question",
    "results as JSON": "/search/?q={}&format=json",
    "suggestions": "/search/suggest/?q={}",
    "glossary": "/glossary/?q={}",
    "glossary as JSON": "/glossary/?q={}&format=json",
    "skills": "/skills/?q={}",
    "skills as JSON": "/skills/?q={}&format=json",
    "questions": "/interviews/?q={}",
    "questions as JSON": "/interviews/?q={}&format=json",
}
"""Every address that answers to typed words."""

FIELDS = ["listen_for", "probe", "strong", "average", "weak"]


def hidden_world(state: str) -> list[str]:
    """Store one hidden entry of each kind, all saying the secret; return the addresses of their pages."""
    said = f"It is about a {SECRET}."
    term = make_term(f"Term {SECRET}", aliases=[f"{SECRET} alias"], gist=said, meaning=said, state=state)
    skill = make_skill(f"Skill {SECRET}", main_term=term, gist=said, details=said, state=state)
    make_guide(f"Guide {SECRET}", subtitle=said, state=state)
    make_question(f"Question {SECRET}", prompt=f"What is a {SECRET}?", skills=[skill], state=state)
    make_question(
        "Of a hidden topic", topic=make_topic(f"Topic {SECRET}", state=state), prompt=f"What is a {SECRET}?"
    )
    make_red_flag(f"Flag {SECRET}", sees=said, state=state)
    make_question("Open question", skills=[skill])
    make_skill("Open skill", main_term=term)
    return [f"/glossary/term-{SECRET}/", f"/glossary/term-{SECRET}/card/", f"/skills/skill-{SECRET}/"]


def assert_nothing_shown(client: Client, door: str, word: str) -> None:
    answer = client.get(DOORS[door].format(word))
    assert answer.status_code == 200
    if "JSON" in door:
        assert answer.json() == {"count": 0, "next": None, "results": []}
    else:
        page = text(answer).lower()
        assert "data-entry=" not in page
        assert 'role="option"' not in page
        assert f"{SECRET} alias" not in page
        assert f"about a {SECRET}" not in page
        assert 'kind=term"' not in page


@pytest.mark.sampled(4)
@pytest.mark.parametrize("state", [State.UNPUBLISHED, State.RETIRED])
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("word", [SECRET, SECRET[:5], "xylohpone"])
def test_hidden_entries_are_found_through_no_door(client: Client, door: str, state: str, word: str) -> None:
    hidden_world(state)
    assert_nothing_shown(client, door, word)


@pytest.mark.parametrize("state", [State.UNPUBLISHED, State.RETIRED])
def test_hidden_entries_have_no_page_and_no_card(client: Client, state: str) -> None:
    for address in hidden_world(state):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", [State.UNPUBLISHED, State.RETIRED])
def test_signed_in_people_find_no_hidden_entries_either(client: Client, state: str) -> None:
    hidden_world(state)
    client.force_login(User.objects.create_user("reader"))
    for door in DOORS:
        assert_nothing_shown(client, door, SECRET)


@pytest.mark.parametrize("state", [State.UNPUBLISHED, State.RETIRED])
def test_index_holds_nothing_of_hidden_entries(state: str) -> None:
    hidden_world(state)
    for row in SearchRow.objects.all():
        held = " ".join(
            [row.slug, row.name, row.gist, row.text, row.title_words, row.words, row.member_words]
        )
        assert SECRET not in held.lower()
    assert not SearchName.objects.filter(folded__contains=SECRET).exists()


def restricted(field: str) -> None:
    """Store a question for members that says the secret in one field of its key, beside one that is open."""
    said = f"Says {SECRET} aloud"
    make_question(
        "Members only",
        visibility="members",
        **{field: [said, "two", "three"] if field == "listen_for" else said},
    )
    make_question("Open question", strong="Everybody may read about a glockenspiel.")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("door", DOORS)
def test_restricted_answers_are_found_through_no_door_when_signed_out(
    client: Client, door: str, field: str
) -> None:
    restricted(field)
    assert_nothing_shown(client, door, SECRET)
    assert_nothing_shown(client, door, f"says+{SECRET}+aloud")


@pytest.mark.parametrize("field", FIELDS)
def test_restricted_answers_are_no_part_of_the_excerpt_when_signed_out(client: Client, field: str) -> None:
    restricted(field)
    for query in ("members only", "tell me about a members only", f"members {SECRET}"):
        for form in ("", "&format=json"):
            assert f"{SECRET} aloud" not in text(client.get(f"/search/?q={query}{form}"))


@pytest.mark.parametrize("field", FIELDS)
def test_signed_in_people_find_restricted_answers(client: Client, field: str) -> None:
    restricted(field)
    client.force_login(User.objects.create_user("reader"))
    assert 'data-entry="question:members-only"' in text(client.get("/search/", {"q": SECRET}))
    (row,) = client.get("/search/", {"q": SECRET, "format": "json"}).json()["results"]
    assert row["slug"] == "members-only"


def test_open_answers_are_found_by_everybody(client: Client) -> None:
    restricted("probe")
    assert 'data-entry="question:open-question"' in text(client.get("/search/", {"q": "glockenspiel"}))


def test_prompt_and_reason_of_a_restricted_question_stay_open(client: Client) -> None:
    make_question(
        "Members only", visibility="members", prompt="Who plays the oboe?", why="It shows bassoons."
    )
    for word in ("oboe", "bassoons"):
        assert 'data-entry="question:members-only"' in text(client.get("/search/", {"q": word}))


def test_counts_tell_signed_out_people_nothing(client: Client) -> None:
    make_question("Members only", visibility="members", strong="A glockenspiel again.")
    make_question("Open question", strong="Everybody may read about a glockenspiel.")
    page = text(client.get("/search/", {"q": "glockenspiel"}))
    assert "1 result," in page
    assert "<span>2</span>" not in page
    client.force_login(User.objects.create_user("reader"))
    assert "2 results," in text(client.get("/search/", {"q": "glockenspiel"}))


def test_answer_that_becomes_restricted_is_withheld_at_once(client: Client) -> None:
    question = make_question("Was open", strong=f"We had a {SECRET}.")
    assert client.get("/search/", {"q": SECRET, "format": "json"}).json()["count"] == 1
    store(changed(question.its_kind().read(question), visibility="members"), entry=question)
    assert client.get("/search/", {"q": SECRET, "format": "json"}).json()["count"] == 0
