"""Reading changes nothing, and no input makes an error page."""

import re
from collections.abc import Iterator
from operator import itemgetter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.reading import HTMX, JSON, MACHINES, PAGES, passing_world, text

pytestmark = pytest.mark.django_db

PARAMETERS = {
    "/glossary/": ("q", "layer", "guide", "letter", "page", "format"),
    "/skills/": ("q", "guide", "layer", "tag", "page", "format"),
    "/interviews/": ("q", "layer", "guide", "topic", "skill", "level", "page", "format"),
    "/interviews/question-1/": ("level", "format"),
    "/interviews/topics/topic-1/": ("answers", "format"),
    "/interviews/red-flags/": ("page", "format"),
    "/guides/": ("page", "format"),
    "/guides/guide-1/": ("layer", "format"),
    "/guides/guide-1/print/": ("layer",),
    "/compare/": ("skills",),
    "/changes/": ("page",),
    "/changes/feed/": ("page",),
    "/glossary/term-1/": ("format",),
    "/glossary/term-1/card/": ("format",),
    "/skills/skill-1/": ("format",),
    "/about/": ("format",),
    "/preferences/": ("next", "theme"),
    "/sitemap.xml": ("p", "section"),
    "/": ("q", "format"),
}
ODD = {
    "empty": "",
    "NUL": "%00",
    "10,000 characters": "x" * 10_000,
    "10,000 digits": "9" * 10_000,
    "10,000 signs": "%28" * 10_000,
    "lone surrogate": "%ED%A0%80",
    "broken UTF-8": "%FF%FE%C3",
    "SQL": "%27%29%3B+DROP+TABLE+glossary_term%3B--",
    "LIKE signs": "%25_%5C",
    "query signs": "%3A*%7C%26%21%28%29%3C-%3E",
    "markup": "%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
    "template": "%7B%7B+7*7+%7D%7D%7B%25+debug+%25%7D",
    "right to left": "%E2%80%AE%D8%A7%D9%84%D8%B9",
    "emoji": "%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB",
    "combining marks": "e" + "%CC%81" * 300,
    "line ends": "a%0D%0ASet-Cookie%3A+b",
    "JSON": "%7B%22%24ne%22%3Anull%7D",
}

HIDDEN = ["/.git/HEAD", "/.git/", "/.env", "/manage.py", "/var/secret_key", "/content/", "/static/js/"]
UPWARDS = ["", "../manage.py", "%2e%2e/manage.py", "..%5cmanage.py", "/etc/passwd"]


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """One world for all tests here; they only read it."""
    with django_db_blocker.unblock(), passing_world(2):
        yield


@pytest.fixture
def odd_client() -> Client:
    """A client that gets the error page."""
    return Client(raise_request_exception=False)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("address", PARAMETERS)
def test_odd_value_gives_an_answer(odd_client: Client, address: str, odd: str) -> None:
    names = PARAMETERS[address]
    arrays = "&".join(f"{name}[]={odd}&{name}={odd}&{name}={odd}" for name in names)
    for query in (*(f"{name}={odd}" for name in names), arrays):
        answer = odd_client.get(f"{address}?{query}")
        assert answer.status_code in (200, 404), query[:60]
        assert "<script>alert" not in text(answer)
        assert "Set-Cookie" not in answer.headers
    assert odd_client.get(f"{address}?{arrays}", headers=HTMX).status_code in (200, 404)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("address", PARAMETERS)
def test_very_many_fields_give_an_answer(odd_client: Client, address: str) -> None:
    query = "&".join(f"layer={n}" for n in range(1500))
    assert odd_client.get(f"{address}?{query}").status_code in (200, 400, 404)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("address", PARAMETERS)
def test_query_without_names_gives_an_answer(odd_client: Client, address: str) -> None:
    for query in ("&&&", "=", "=x", "%00=%00", "a;b", "%", "?", "#"):
        assert odd_client.get(f"{address}?{query}").status_code in (200, 404), query


@pytest.mark.parametrize(
    "name", ["HX-Target", "HX-Trigger", "HX-Current-URL", "HX-Prompt", "Accept", "Cookie", "Accept-Language"]
)
def test_odd_header_gives_an_answer(odd_client: Client, name: str) -> None:
    for value in (
        "\x00",
        "%00",
        "x" * 5000,
        "javascript:alert(1)",
        "ü",
        '"',
        "theme=%00; sessionid=%00; csrftoken=x",
    ):
        answer = odd_client.get("/glossary/", headers=HTMX | {name: value})
        assert answer.status_code == 200


@pytest.mark.sampled(5)
@pytest.mark.parametrize("page", ["-1", "0", "abc", "1.5", "", "1e3", "\x00", "9" * 5000])
@pytest.mark.parametrize("address", ["/glossary/", "/skills/", "/interviews/", "/changes/"])
def test_page_number_that_is_none_gives_a_page(odd_client: Client, address: str, page: str) -> None:
    first = text(odd_client.get(address))
    shown = text(odd_client.get(address, {"page": page}))
    assert shown.count("<li") == first.count("<li")


@pytest.mark.sampled(6)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
@pytest.mark.parametrize(
    "address", [*PAGES, *JSON, *MACHINES, "/admin/login/", "/nowhere/", "/glossary/no-such-word/"]
)
def test_reading_writes_nothing(odd_client: Client, address: str, headers: dict) -> None:
    with CaptureQueriesContext(connection) as captured:
        odd_client.get(address, headers=headers)
    assert [sql for sql in map(itemgetter("sql"), captured) if not re.match(r"\s*\(?SELECT", sql)] == []


def test_reading_signed_in_writes_nothing(odd_client: Client, django_user_model: type) -> None:
    odd_client.force_login(django_user_model.objects.create_user("reader"))
    for address in [*PAGES, *JSON]:
        with CaptureQueriesContext(connection) as captured:
            assert odd_client.get(address).status_code == 200
        assert [sql for sql in map(itemgetter("sql"), captured) if not re.match(r"\s*\(?SELECT", sql)] == []


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("q=no-such&q=term", "q=term"),
        ("letter=Z&letter=T", "letter=T"),
        ("q=z&guide=x&guide=guide-1&q=t", "guide=guide-1&q=t"),
    ],
)
def test_last_of_repeated_fields_counts_everywhere(client: Client, query: str, last: str) -> None:
    for form in ("", "&format=json"):
        twice, once = (client.get(f"/glossary/?{asked}{form}") for asked in (query, last))
        assert re.findall("term-[0-9]", text(twice)) == re.findall("term-[0-9]", text(once)) != []


@pytest.mark.parametrize(
    "address", ["/", "/glossary/", "/accounts/login/", "/admin/", "/static/", "/nowhere/"]
)
def test_trace_is_refused(odd_client: Client, address: str) -> None:
    answer = odd_client.generic("TRACE", address, headers={"X-Secret": "hush-hush"})
    assert answer.status_code == 405
    assert "hush-hush" not in text(answer)


@pytest.mark.parametrize("path", [*HIDDEN, *(f"/static/{name}" for name in UPWARDS)])
def test_files_of_the_checkout_and_folders_are_not_found(odd_client: Client, path: str) -> None:
    assert odd_client.get(path).status_code == 404
