"""Readers in a real Chromium, before the site as in production. What goes wrong on the way fails the test.

No fixture lives longer than this package: Playwright leaves an event loop in the thread, beside which Django
refuses the database to other tests. Each worker that comes here starts a site of its own, once.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.db import connection
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
EMPTY = "/robots.txt"
ICON = "/favicon.ico"  # asked for by Chromium beside what is no page, such as EMPTY
DROPPED = ("htmx:afterRequest,", "htmx:sendAbort,")  # HTMX logs it as an error when it drops a stale request

REFUSED = (400, 409)
"""What was typed does not fit, or somebody else was first: forms say so in their place."""

Reader = Callable[..., Page]


@pytest.fixture(scope="package")
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tests' database, made here when only browser tests run: pytest makes it for tests that ask for it alone."""
    name, creation = connection.settings_dict["NAME"], connection.creation
    missing = not name.startswith("test_")
    with django_db_blocker.unblock():
        if missing:
            creation.create_test_db(verbosity=0, autoclobber=True)
    yield
    with django_db_blocker.unblock():
        if missing:
            creation.destroy_test_db(name, verbosity=0)


@pytest.fixture(scope="package")
def site(
    own_database: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the site; BROWSER_SITE names one that runs already."""
    if running := os.environ.get("BROWSER_SITE"):
        yield running
        return
    with django_db_blocker.unblock():
        rows = shipped_rows()
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
        if message.location["url"].endswith(ICON):
            return
        if re.search(rf"\b({'|'.join(map(str, REFUSED))})\b", message.text):
            return
        # Chromium logs the status of a page, too; tests look at that themselves.
        page = message.page.url if message.page else ""
        if not message.text.startswith("Failed to load resource") or message.location["url"] != page:
            self.complaints.append(f"{message.type}: {message.text}")


class Kept(NamedTuple):
    """A profile with its one page, which tests use one after another."""

    context: BrowserContext
    page: Page
    watch: Watch


class Readers:
    """Readers of the site. A new page costs Chromium as much as four that are opened in it, and a new profile more.

    So profiles and their pages serve many tests: the first reader of a test has the same page as the first one of
    the test before who had the same abilities, cleared of all that happened there.
    """

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium, self.site = chromium, site
        self._free: dict[str, list[Kept]] = defaultdict(list)
        self._taken: list[tuple[str, Kept]] = []

    def open(
        self,
        path: str = "",
        *,
        width: int = PHONE,
        theme: Any = "light",
        script: bool = True,
        reduced_motion: Any = "null",
        cookies: Any = (),
        **options: Any,
    ) -> Page:
        """Open a page, or none yet without a path; `cookies` make the reader somebody who is signed in."""
        options["java_script_enabled"] = script
        free = self._free[repr(options)]
        kept = free.pop(0) if free else self._new(options)
        self._taken.append((repr(options), kept))
        context, page, _ = kept
        if cookies:
            context.add_cookies(cookies)
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(media="null", color_scheme=theme, reduced_motion=reduced_motion)
        if path:
            page.goto(path)
        return page

    def leave(self) -> list[str]:
        """Let the next test have what this one used, and return what went wrong on its pages."""
        complaints = [complaint for _, kept in self._taken for complaint in kept.watch.complaints]
        for abilities, kept in self._taken:
            if self._cleared(kept):
                self._free[abilities].append(kept)
        self._taken = []
        return complaints

    def _new(self, options: dict[str, Any]) -> Kept:
        context = self.chromium.new_context(base_url=self.site, **options)
        context.set_default_timeout(10_000)
        watch = Watch(context, self.site)
        return Kept(context, context.new_page(), watch)

    def _cleared(self, kept: Kept) -> bool:
        """Leave what is open, and forget it; False when the test closed the page."""
        context, page, watch = kept
        for other in set(context.pages) - {page}:
            other.close()
        if page.is_closed():
            context.close()
            return False
        page.unroute_all()
        page.goto(EMPTY)
        page.evaluate("sessionStorage.clear(), localStorage.clear()")
        context.clear_cookies()
        watch.complaints.clear()
        return True


@pytest.fixture(scope="package")
def readers(chromium: Browser, site: str) -> Readers:
    """Everybody who reads in the browser of this worker."""
    return Readers(chromium, site)


@pytest.fixture
def reader(readers: Readers) -> Iterator[Reader]:
    """Open a page as a reader: `reader("/glossary/", width=360, theme="dark", script=False)`."""
    yield readers.open
    assert readers.leave() == []
