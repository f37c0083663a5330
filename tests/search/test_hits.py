"""How hits are ordered and what they say, in small worlds."""

import pytest
from django.test import Client

from search.searching import EXACT, with_rows
from tests.factories import make_skill, make_term
from tests.search.looking import found, names, reason_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Mongo", "Mango", "Go", "Godot", "React", "Reach"])
def test_exact_name_beats_one_slip(text: str) -> None:
    for name in ("Mongo", "Mango", "Go", "Godot", "React", "Reach"):
        make_term(name)
    assert names(found(text))[0] == f"term:{text.lower()}"


def test_term_stands_before_its_skill_and_the_skill_directly_after() -> None:
    kubernetes = make_term("Kubernetes", aliases=["K8s", "Container platforms"])
    make_skill("Kubernetes", main_term=kubernetes)
    make_term("K8sgpt")
    for typed in ("kubernetes", "k8s", "what is k8s?"):
        assert names(found(typed))[:2] == ["term:kubernetes", "skill:kubernetes"]


def test_term_with_the_alias_stands_before_its_skill_of_that_name() -> None:
    make_skill("Async Python", main_term=make_term("asyncio", aliases=["Async Python"]))
    assert names(found("async python")) == ["term:asyncio", "skill:async-python"]


def test_signs_keep_names_apart() -> None:
    wanted = ["C", "C++", "C#", ".NET", "Net", "R", "Go", "Node.js", "IT"]
    for name in wanted:
        make_term(name)
    for name in wanted:
        hits = with_rows(found(name))
        assert [hit.row.name for hit in hits if hit.stage == EXACT] == [name]
        assert hits[0].row.name == name


def test_short_words_are_no_stop_words() -> None:
    make_term("IT department", gist="The people who look after computers.")
    make_term("Elsewhere")
    assert names(found("it")) == ["term:it-department"]


@pytest.mark.parametrize(
    ("typed", "entry", "reason"),
    [
        ("kubernetes", "term:kubernetes", "Exact name"),
        ("k8s", "term:kubernetes", "K8s is another name for Kubernetes"),
        ("k8s", "skill:kubernetes", "Explains K8s"),
        ("kube", "term:kubernetes", "The name begins like this"),
        ("k8", "term:kubernetes", "K8s is another name for Kubernetes"),
        ("senior kubernetes engineer", "term:kubernetes", "Named in your words"),
        ("sentence", "term:kubernetes", "In the text"),
        ("kuberntes", "term:kubernetes", "Spelled much like Kubernetes"),
        ("sentence unheard", "term:kubernetes", "Some of the words in the text"),
    ],
)
def test_each_hit_says_why(typed: str, entry: str, reason: str) -> None:
    make_skill("Kubernetes", main_term=make_term("Kubernetes", aliases=["K8s"]))
    assert reason_of(typed, entry) == reason


def test_reason_stands_in_page_and_json(client: Client) -> None:
    make_term("Kubernetes", aliases=["K8s"])
    reason = "K8s is another name for Kubernetes"
    assert reason in client.get("/search/", {"q": "k8s"}).content.decode()
    (row,) = client.get("/search/", {"q": "k8s", "format": "json"}).json()["results"]
    assert row["reason"] == reason


def test_names_stand_above_summaries_and_these_above_texts() -> None:
    make_term("Plain", meaning="Something about a turnip.")
    make_term("Bare", gist="A turnip in one sentence.")
    make_term("White turnip")
    assert names(found("turnip")) == ["term:white-turnip", "term:bare", "term:plain"]


def test_two_names_are_found_in_the_order_they_were_typed() -> None:
    for name in ("Django", "Flask"):
        make_skill(name, main_term=make_term(name))
    assert names(found("flask vs django"))[:4] == ["term:flask", "skill:flask", "term:django", "skill:django"]
