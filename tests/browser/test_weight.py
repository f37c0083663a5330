"""What the first view of a page costs a reader who has nothing of the site yet."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Reader
from tests.browser.pages import PAGES

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
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls: dict[str, str] = {}
    sizes: dict[str, float] = {}
    network.on("Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]}))
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    for name in names:
        urls.clear()
        sizes.clear()
        page.goto(PAGES[name], wait_until="networkidle")
        by_path = {urlsplit(urls[key]).path: size for key, size in sizes.items()}
        style = [
            size
            for path, size in by_path.items()
            if path.startswith("/static/wiki.") and path.endswith(".css")
        ]
        script = [
            size
            for path, size in by_path.items()
            if path.startswith("/static/wiki.") and path.endswith(".js")
        ]
        assert {urlsplit(url).netloc for url in urls.values()} == {urlsplit(site).netloc}
        assert len(urls) == len(sizes) <= 6, (name, urls)
        assert sum(sizes.values()) <= 60 * KB, (name, by_path)
        assert len(style) == len(script) == 1, (name, by_path)
        assert style[0] <= 14 * KB
        assert script[0] <= 6 * KB


@pytest.mark.sampled(12)
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
