"""What the first view of a page costs a reader who has nothing of the site yet."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Reader
from tests.browser.pages import PAGES
from tools.bench.budgets import MOST_REQUESTS, MOST_WEIGHT
from tools.bench.first_views import weigh

pytestmark = pytest.mark.browser

KB = 1024


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["guide", "questions"], id="two"),
        pytest.param(["dashboard", "skill", "glossary"], marks=pytest.mark.slow, id="others"),
    ],
)
def test_the_first_view_is_light(reader: Reader, site: str, names: list[str]) -> None:
    """At most 60 KB and 6 requests over the wire, all to the site itself; CSS and script in their budgets."""
    page = reader()
    for name in names:
        view = weigh(page, site + PAGES[name])
        assert view.hosts == {urlsplit(site).netloc}
        assert len(view.requests) <= MOST_REQUESTS, (name, view.requests)
        assert view.weight <= MOST_WEIGHT, (name, view.requests)
        assert 0 < view.part(".css") <= 14
        assert 0 < view.part(".js") <= 6


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", PAGES)
def test_the_html_of_a_page_is_small(site: str, name: str) -> None:
    """At most 20 KB compressed, print sheets 150 KB."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request("GET", PAGES[name], headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(body) <= (150 if name in {"guide-print", "topic-answers"} else 20) * KB
