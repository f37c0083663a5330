"""Error pages, and the way from a former address to the present one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from recruiter_wiki import views
from recruiter_wiki.logs import WithRequestId
from tests.factories import (
    make_guide,
    make_page,
    make_question,
    make_skill,
    make_term,
    make_topic,
    store,
    term_document,
)
from tests.reading import HTMX, Facts, text

STANDALONE = ("400", "403", "403_csrf", "429", "500", "503")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let a page raise what a test asks for: `broken(error)`."""

    def breaks(error: Exception) -> None:
        def fail(*args: object) -> None:
            raise error

        monkeypatch.setattr(views.dashboard, "counts", fail)

    return breaks


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/nowhere/", "/glossary/no-such-word/", "/glossary/no-such-word/card/", "/x.php"]
)
def test_unknown_address_gets_a_page_with_search(client: Client, address: str) -> None:
    answer = client.get(address)
    page = text(answer)
    assert answer.status_code == 404
    assert "<h1>We cannot find that page</h1>" in page
    assert 'action="/search/" method="get"' in page
    assert "/" + address.strip("/").split("/")[0] in address
    for link in ('href="/glossary/"', 'href="/guides/"', 'href="/interviews/"'):
        assert link in page


@pytest.mark.django_db
def test_last_part_of_an_unknown_address_is_what_is_looked_for(client: Client) -> None:
    assert 'name="q" type="search" value="no such word"' in text(client.get("/glossary/no-such-word/"))


@pytest.mark.sampled(4)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/%00/", "/%ED%A0%80/", "/" + "x" * 5000 + "/", "/glossary/%3Cscript%3E/", "/%2e%2e/"]
)
def test_odd_address_is_not_found_and_harmless(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>" not in text(answer)
    assert len(answer.content) < 20_000


@pytest.mark.sampled(3)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("/glossary/mapper/", "/glossary/orm/"),
        ("/glossary/mapper/card/", "/glossary/orm/card/"),
        ("/glossary/glossary/", "/glossary/orm/"),
        ("/glossary/card/card/", "/glossary/orm/card/"),
        ("/skills/skills/", "/skills/django/"),
        ("/guides/guides/print/", "/guides/python-guide/print/"),
        ("/guides/guides/", "/guides/python-guide/"),
        ("/interviews/topics/topics/", "/interviews/topics/data/"),
        ("/interviews/interviews/", "/interviews/slow-page/"),
        ("/about/imprint/", "/about/who-we-are/"),
    ],
)
def test_former_address_leads_to_the_present_one_for_ever(client: Client, former: str, present: str) -> None:
    make_term("ORM", former_slugs=["mapper", "glossary", "card"])
    make_skill("Django", former_slugs=["skills"])
    make_guide("Python guide", former_slugs=["guides"])
    make_topic("Data", former_slugs=["topics"])
    make_question("Slow page", topic="topic:data", former_slugs=["interviews"])
    make_page("Who we are", former_slugs=["imprint"])
    for query in ("", "?a=1&b=%2F", "?format=json"):
        for headers in ({}, HTMX):
            answer = client.get(former + query, headers=headers)
            assert (answer.status_code, answer["Location"]) == (301, present + query)


@pytest.mark.django_db
def test_renamed_first_page_leads_on_from_its_short_address(client: Client) -> None:
    make_page("Who we are", former_slugs=["about"])
    answer = client.get("/about/")
    assert (answer.status_code, answer["Location"]) == (301, "/about/who-we-are/")


@pytest.mark.django_db
def test_address_that_changed_in_the_wiki_redirects(client: Client) -> None:
    term = make_term("ORM")
    store(term_document("ORM", slug="object-mapper"), entry=term)
    assert client.get("/glossary/orm/")["Location"] == "/glossary/object-mapper/"
    assert client.get("/glossary/object-mapper/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["unpublished", "retired"])
def test_former_address_of_a_hidden_entry_is_not_found(client: Client, state: str) -> None:
    make_term("ORM", former_slugs=["mapper"], state=state)
    assert client.get("/glossary/mapper/").status_code == 404


def test_host_of_somebody_else_gets_400(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "That request does not make sense to us" in text(answer)
    assert "evil" not in text(answer)


def test_more_fields_than_any_form_has_get_400(client: Client) -> None:
    answer = client.post("/preferences/", {f"field-{n}": "x" for n in range(1100)})
    assert answer.status_code == 400


@pytest.mark.django_db
def test_failing_page_gets_500_with_a_code_that_is_in_the_log(
    broken, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithRequestId())
    broken(ZeroDivisionError("the secret reason"))
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in text(answer)
    assert "secret reason" not in text(answer)
    code = text(answer).partition("<code>")[2].partition("</code>")[0]
    assert code == answer["X-Request-ID"]
    assert code in [record.request_id for record in caplog.records if record.exc_info]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [OperationalError("no route to host db.internal"), InterfaceError("closed")]
)
def test_missing_database_gets_503_and_says_when_to_try_again(broken, error: Exception) -> None:
    broken(error)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Back in a moment" in text(answer)
    assert f"<code>{answer['X-Request-ID']}</code>" in text(answer)
    assert "db.internal" not in text(answer)


@pytest.mark.parametrize("name", STANDALONE)
def test_error_page_stands_alone(settings, name: str) -> None:
    page = (Path(settings.BASE_DIR) / "templates" / f"{name}.html").read_text()
    facts = Facts(page)
    assert len(page.encode()) < 4096
    assert "{%" not in page.replace("{% if reference %}", "").replace("{% endif %}", "")
    assert facts.inline == []
    assert facts.assets == ["/static/error.css"]
    assert facts.headings == [1]
    assert facts.title
    assert {"/", "/glossary/", "/guides/"} <= set(facts.links)


def test_stylesheet_of_error_pages_is_served(client: Client) -> None:
    answer = client.get("/static/error.css")
    assert answer.status_code == 200
    assert len(answer.getvalue()) < 4096
