"""First views: what a page costs a reader whose browser has nothing of the site yet, weighed in Chromium."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tools.bench.budgets import MOST_HTML, MOST_REQUESTS, MOST_WEIGHT

KB = 1024


@dataclass(frozen=True)
class FirstView:
    """What went over the wire, headers included: each request's address with its bytes, the page's own first."""

    requests: list[tuple[str, float]]

    @property
    def weight(self) -> float:
        """All of it, in KB."""
        return sum(size for _, size in self.requests) / KB

    @property
    def html(self) -> float:
        """The page alone, in KB."""
        return self.requests[0][1] / KB

    @property
    def hosts(self) -> set[str]:
        """Whom the browser asked."""
        return {urlsplit(address).netloc for address, _ in self.requests}

    def part(self, ending: str) -> float:
        """Return the KB of the site's own file of this kind, such as `.css`."""
        own = (size for a, size in self.requests if "/static/wiki." in a and a.endswith(ending))
        return sum(own) / KB


@dataclass(frozen=True)
class ViewRow:
    """One line of the table."""

    page: str
    view: FirstView

    @property
    def verdict(self) -> str:
        """One word."""
        view = self.view
        light = view.weight <= MOST_WEIGHT and view.html <= MOST_HTML
        return "ok" if light and len(view.requests) <= MOST_REQUESTS and len(view.hosts) == 1 else "missed"

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        return [
            self.page,
            f"{self.view.weight:.1f} (at most {MOST_WEIGHT})",
            f"{len(self.view.requests)} (at most {MOST_REQUESTS})",
            f"{self.view.html:.1f} (at most {MOST_HTML})",
            self.verdict,
        ]


def weigh(page: Page, address: str) -> FirstView:
    """Open an address as if for the first time, and wait until the network is still."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses: dict[str, str] = {}
    sizes: dict[str, float] = {}
    network.on("Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")
    network.detach()
    # What was asked for and never came weighs nothing, but was asked for.
    return FirstView([(address, sizes.get(key, 0)) for key, address in addresses.items()])


def weigh_pages(pages: dict[str, str], port: int) -> list[ViewRow]:
    """Weigh pages of the site on this port by name and address; nothing without a Chromium in BROWSER_PATH."""
    if not os.environ.get("BROWSER_PATH"):
        print("BROWSER_PATH names no Chromium: first views are not weighed.")
        return []
    with _browser() as page:
        return [ViewRow(n, weigh(page, f"http://127.0.0.1:{port}{path}")) for n, path in pages.items()]


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        path = os.environ["BROWSER_PATH"]
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 390, "height": 844})
        browser.close()
