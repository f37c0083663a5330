"""Readers in a real Chromium, before the site as in production. What goes wrong on the way fails the test.

No fixture lives longer than this package: Playwright leaves an event loop in the thread, beside which Django
refuses the database to other tests. Each worker that comes here starts a site of its own, once.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.find_browser import MISSING, find_browser
from tests.browser.running_site import running_site
from tests.shipped_rows import shipped_rows

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE, DESK = 390, 1280
DROPPED = ("htmx:afterRequest,", "htmx:sendAbort,")  # HTMX logs it as an error when it drops a stale request

REFUSED = (400, 409)
"""What was typed does not fit, or somebody else was first: forms say so in their place."""

Reader = Callable[..., Page]


@pytest.fixture(scope="package")
def site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the site; BROWSER_SITE names one that runs already."""
    if running := os.environ.get("BROWSER_SITE"):
        yield running
        return
    with django_db_blocker.unblock():
        rows = shipped_rows(tmp_path_factory)
    with running_site(tmp_path_factory.mktemp("site"), rows) as address:
        yield address


@pytest.fixture(scope="package")
def chromium(site: str) -> Iterator[Browser]:
    """One browser for all tests; each reader has a profile of their own."""
    path = os.environ.get("BROWSER_PATH") or find_browser()
    if not path:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """Notes what no page may do: ask another host, log an error, break the site's policy, miss a file."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda problem: self.complaints.append(f"script: {problem.error}"))

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.complaints.append(f"left the site: {request.url}")

    def _response(self, response: Response) -> None:
        if (
            response.status >= 400
            and response.status not in REFUSED
            and not response.request.is_navigation_request()
        ):
            self.complaints.append(f"{response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text.startswith(DROPPED):
            return
        if re.search(rf"\b({'|'.join(map(str, REFUSED))})\b", message.text):
            return
        # Chromium logs the status of a page, too; tests look at that themselves.
        page = message.page.url if message.page else ""
        if not message.text.startswith("Failed to load resource") or message.location["url"] != page:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Reader]:
    """Open a page as a reader: `reader("/glossary/", width=360, theme="dark", script=False)`."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def open_page(
        path: str = "", *, width: int = PHONE, theme: Any = "light", script: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 844},
            color_scheme=theme,
            java_script_enabled=script,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        watches.append(Watch(context, site))
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [complaint for watch in watches for complaint in watch.complaints]
