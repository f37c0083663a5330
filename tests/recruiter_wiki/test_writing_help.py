"""What editors are told while they type."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from recruiter_wiki.writing_help import about
from tests.admin_forms import change_address, editor_client
from tests.factories import make_question, make_term

pytestmark = pytest.mark.django_db


def test_words_grade_and_long_sentences_are_counted() -> None:
    said = about("A cat sat. A dog ran.")
    assert (said["words"], said["longest"]) == (6, 0)
    assert said["grade"] < 2
    assert about("and so on " * 20)["longest"] == 60


def test_names_that_the_glossary_lacks_are_listed_once() -> None:
    make_term("ORM", aliases=["GraphQL"])
    said = about("An ORM speaks GraphQL, HQL and C++. HQL again; The end, on Monday.")
    assert said["unknown"] == ["HQL", "C++"]


def test_markdown_is_shown_by_the_sites_own_door() -> None:
    client = editor_client()
    said = client.post("/admin/writing/", {"text": "*So* <script>x</script>", "markdown": "1"}).json()
    assert "<em>So</em>" in said["html"]
    assert "<script" not in said["html"]
    assert "html" not in client.post("/admin/writing/", {"text": "[" * 500, "markdown": "1"}).json()
    assert client.post("/admin/writing/", {"text": "\x00" + "a" * 100_000}).status_code == 200


def test_help_is_for_people_of_the_admin() -> None:
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    assert Client().post("/admin/writing/", {"text": "x"}).status_code == 302
    assert reader.post("/admin/writing/", {"text": "x"}).status_code == 302
    assert editor_client().get("/admin/writing/").status_code == 405


def test_boxes_of_texts_ask_for_help() -> None:
    page = editor_client().get(change_address(make_question("Slow page"))).content.decode()
    assert page.count('data-writing="markdown"') == 3
    assert 'data-writing="plain"' in page
    assert "admin/writing.js" in page


def test_markdown_shows_linked_terms_and_knows_the_names_of_its_own_entry() -> None:
    make_term("ORM")
    asked = {"text": "An *ORM* for HQL and ZQL", "markdown": "1", "own": ["hql", "Z-Q-L"]}
    said = editor_client().post("/admin/writing/", asked).json()
    assert '<a class="gloss" href="/glossary/orm/">ORM</a>' in said["html"]
    assert said["unknown"] == []
    assert said["stylesheet"].startswith("/static/wiki")


def test_boxes_say_how_many_words_their_help_promises() -> None:
    page = editor_client().get(change_address(make_question("Slow page"))).content.decode()
    assert 'data-most-words="120" data-least-words="60"' in page
    assert 'data-grade="12"' in page
    page = editor_client("Reviewers").get("/admin/glossary/term/add/").content.decode()
    assert 'data-grade="9" data-most-words="30"' in page


def test_spellings_that_other_terms_have_are_said_while_typing() -> None:
    term = make_term("ORM", aliases=["mapper"])
    make_term("PostgreSQL", aliases=["Postgres"])
    client, address = editor_client(), "/admin/glossary/term/spellings/"
    typed = ["orm", "post gres", "postgresql", "Mapper", "new", "NEW", "", "!?", "\x00"]
    assert client.post(address, {"spelling": typed, "term": term.pk}).json()["problems"] == [
        "",
        "The spelling “Postgres” belongs to the term “PostgreSQL” already.",
        "The spelling “PostgreSQL” is the name of another term already.",
        "",
        "",
        "This spelling stands twice; capital letters, spaces and hyphens do not count.",
        "",
        "",
        "",
    ]
    assert client.post(address, {"spelling": ["a" * 999] * 999, "term": "x"}).status_code == 200
    assert client.get(address).status_code == 405
    assert Client().post(address).status_code == 302
