"""A term: what it shows, where it leads, and JSON."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories import layer, make_guide, make_question, make_skill, make_term, make_topic
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_everything_known_stands_on_the_page(client: Client) -> None:
    link = {"title": "The manual", "url": "https://docs.example.org/", "kind": "docs", "level": "beginner"}
    make_term(
        "ORM",
        expansion="Object-relational mapping",
        say="oh are em",
        area="data",
        aliases=["ORMs"],
        first_released=1995,
        links=[link],
        sources=[{"title": "A source", "url": "https://source.example.org/x"}],
    )
    page = text(client.get("/glossary/orm/"))
    for words in (
        "<h1>ORM</h1>",
        "Object-relational mapping. oh are em",
        "ORM in one sentence.",
        "What ORM is and what it is for.",
        "Where ORM stands on a résumé.",
        "What ORM says about the person.",
        "<dd>ORMs</dd>",
        "<dd>1995</dd>",
        'href="/glossary/?layer=data"',
        'href="https://docs.example.org/" rel="nofollow noopener noreferrer"',
        'href="https://source.example.org/x"',
        'data-entry="term:orm"',
        '<meta name="description" content="ORM in one sentence.">',
        '<link rel="canonical" href="http://127.0.0.1:8000/glossary/orm/">',
    ):
        assert words in page


def test_look_alikes_stand_on_both_pages(client: Client) -> None:
    java = make_term("Java")
    make_term("JavaScript", look_alikes=[(java, "Java runs on servers, JavaScript in browsers.")])
    for slug, other in (("java", "javascript"), ("javascript", "java")):
        page = text(client.get(f"/glossary/{slug}/"))
        assert "Java runs on servers, JavaScript in browsers." in page
        assert f'<dt><a href="/glossary/{other}/">' in page


def test_one_click_reaches_skill_layer_and_question(client: Client) -> None:
    term = make_term("ORM")
    skill = make_skill("Object mappers", main_term=term, terms=[term])
    make_guide("Python guide", layers=[layer("data", boxes=[("ORM", term)], placements=[skill])])
    make_question("Slow page", skills=[skill])
    page = text(client.get("/glossary/orm/"))
    assert 'href="/skills/object-mappers/">Read the skill: Object mappers' in page
    assert page.count('href="/guides/python-guide/?layer=data"') == 1
    assert 'href="/interviews/slow-page/"' in page


def test_term_without_skill_leads_to_questions_of_its_area(client: Client) -> None:
    make_term("Lonely", area="data")
    near = make_skill("Databases", terms=[make_term("SQL", area="data")])
    far = make_skill("Pages", terms=[make_term("CSS", area="frontend")])
    make_question("About tables", skills=[near])
    make_question("About looks", skills=[far])
    page = text(client.get("/glossary/lonely/"))
    assert 'href="/interviews/about-tables/"' in page
    assert 'href="/interviews/about-looks/"' not in page


def test_term_of_an_area_without_questions_leads_to_a_screening_question(client: Client) -> None:
    make_term("Lonely", area="roles")
    skill = make_skill("Pages", terms=[make_term("CSS", area="frontend")])
    make_question("First call", skills=[skill], level="screen")
    make_question("Deep dive", skills=[skill], level="senior")
    page = text(client.get("/glossary/lonely/"))
    assert 'href="/interviews/first-call/"' in page
    assert 'href="/interviews/deep-dive/"' not in page


def test_running_text_links_other_terms_once_and_never_itself(client: Client) -> None:
    make_term("SQL")
    make_term(
        "ORM",
        meaning="An ORM writes SQL for you, so nobody types SQL.",
        aliases=["ORMs"],
        seen="ORMs use SQL.",
    )
    page = text(client.get("/glossary/orm/"))
    meaning = page.partition('id="means-h"')[2].partition("</section>")[0]
    assert meaning.count('href="/glossary/sql/"') == 1
    assert 'class="gloss" href="/glossary/orm/"' not in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(10, "Reviewed "), (400, "Review due since"), (900, "Not reviewed since"), (None, "Not reviewed yet")],
)
def test_review_is_said(client: Client, days: int | None, words: str) -> None:
    make_term("ORM", reviewed_on=None if days is None else date.today() - timedelta(days=days))
    assert words in text(client.get("/glossary/orm/"))


def test_json_holds_fields_and_aliases(client: Client) -> None:
    sql = make_term("SQL")
    make_term("ORM", area="data", aliases=["ORMs"], look_alikes=[(sql, "One writes the other.")])
    answer = client.get("/glossary/orm/?format=json").json()
    assert answer["kind"] == "term"
    assert answer["url"] == "http://testserver/glossary/orm/"
    assert answer["summary"] == "ORM in one sentence."
    assert answer["aliases"] == ["ORMs"]
    assert answer["fields"]["meaning"] == "What ORM is and what it is for."
    assert answer["fields"]["look_alikes"] == [{"term": "term:sql", "difference": "One writes the other."}]
    assert not {"slug", "name", "former_slugs"} & set(answer["fields"])


def test_question_of_an_unpublished_topic_is_not_offered(client: Client) -> None:
    skill = make_skill("Databases", terms=[make_term("SQL")])
    make_question("Secret", topic=make_topic("Later", state="unpublished"), skills=[skill])
    assert "secret" not in text(client.get("/glossary/sql/"))


def test_unknown_term_is_not_found(client: Client) -> None:
    assert client.get("/glossary/no-such-word/").status_code == 404


def test_edit_link_is_for_staff_only(client: Client, admin_client: Client) -> None:
    term = make_term("ORM")
    address = f"/admin/glossary/term/{term.pk}/change/"
    assert address not in text(client.get("/glossary/orm/"))
    assert address in text(admin_client.get("/glossary/orm/"))
