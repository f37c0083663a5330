"""Axe finds nothing on any page type, in both themes, narrow and wide; large text loses nothing.

Whether colors contrast takes axe four times as long as all its other rules together, and follows from a few tokens:
`make test` looks at the colors of two pages, and at everything else on a third of those that differ.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.pages import DIFFERENT_PAGES, PAGES

pytestmark = pytest.mark.browser

NARROW = 360
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLORS: dict[str, Any] = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
ALL_BUT_COLORS: dict[str, Any] = {**EVERYTHING, "rules": {"color-contrast": {"enabled": False}}}
OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true; })"

# Only what is reported: what passed is many times as long.
AXE = "options => axe.run(options).then(all => ({ ...all, passes: [], incomplete: [], inapplicable: [] }))"

# The spacing that WCAG 1.4.12 lets a reader set, and what then is cut off.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
LOST = """() => {
  const cut = [...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && !e.closest("svg, .vh, input, select"))
    .filter(e => !["visible", "auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
    .map(e => e.outerHTML.slice(0, 120));
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) cut.push(`${page.scrollWidth - page.clientWidth} px too wide`);
  return cut;
}"""


def violations(page: Page, options: dict[str, Any] = EVERYTHING) -> str:
    """Return what axe has to say about the page as it is now: nothing."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    results = AxeResults(page.evaluate(AXE, options))
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize(
    ("width", "theme", "rules", "pages"),
    [
        pytest.param(NARROW, "light", ALL_BUT_COLORS, DIFFERENT_PAGES[::3], id="third"),
        pytest.param(NARROW, "light", COLORS, ["skill", "red-flags"], id="light"),
        pytest.param(NARROW, "light", EVERYTHING, list(PAGES), marks=pytest.mark.slow, id="all-light"),
        pytest.param(DESK, "dark", EVERYTHING, list(PAGES), marks=pytest.mark.slow, id="all-dark"),
    ],
)
def test_axe_finds_nothing(
    reader: Reader, width: int, theme: str, rules: dict[str, Any], pages: list[str]
) -> None:
    """Every page type, on a phone in light, where most is opened; on a desk in dark, where it differs most."""
    page = reader(width=width, theme=theme, reduced_motion="reduce")
    found = {}
    for name in pages:
        page.goto(PAGES[name])
        page.evaluate(OPEN)
        found[name] = violations(page, rules)
    assert {where: report for where, report in found.items() if report} == {}


@pytest.mark.parametrize(
    ("theme", "system", "width"),
    [("dark", "light", DESK), pytest.param("light", "dark", NARROW, marks=pytest.mark.slow)],
)
def test_axe_finds_nothing_in_a_chosen_theme(
    reader: Reader, theme: str, system: str, width: int, site: str
) -> None:
    """The theme of the cookie wins over the system's, completely: the rules about color hold."""
    page = reader(width=width, theme=system, reduced_motion="reduce")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    found = {}
    for name in ("dashboard", "question", "search"):
        page.goto(PAGES[name])
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
        found[name] = violations(page, COLORS)
    assert {where: report for where, report in found.items() if report} == {}


def test_axe_finds_nothing_after_exchanges(reader: Reader) -> None:
    """Answers brought into a list, a filtered list, a chosen layer and the open menu are as good as pages."""
    page = reader("/interviews/", width=NARROW, reduced_motion="reduce")
    page.get_by_role("link", name="Sample answers to").first.click()
    expect(page.get_by_role("heading", name="Strong answer")).to_be_visible()
    page.get_by_label("Words in the question").fill("django")
    page.wait_for_url(re.compile("q=django"))
    page.get_by_role("link", name="Sample answers to").first.click()
    expect(page.get_by_role("heading", name="Strong answer")).to_be_visible()
    assert violations(page, ALL_BUT_COLORS) == ""
    page.goto(PAGES["guide"])
    page.locator(".diagram").get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("#layer-h")).to_have_text("Data")
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-nav")).to_be_visible()
    assert violations(page, ALL_BUT_COLORS) == ""


@pytest.mark.parametrize(
    "names",
    [
        ["dashboard", "guide", "question", "decoder", "sign-in"],
        pytest.param(list(PAGES), marks=pytest.mark.slow),
    ],
    ids=["some", "all"],
)
def test_narrow_windows_and_large_text_lose_nothing(reader: Reader, names: list[str]) -> None:
    """At 320 px, with wide spacing or large text no page scrolls sideways and nothing is cut off."""
    page = reader()
    fonts = page.context.new_cdp_session(page)
    lost = {}
    for name in names:
        page.set_viewport_size({"width": 320, "height": 844})
        page.goto(PAGES[name])
        lost[f"{name}, 320 px"] = page.evaluate(LOST)
        page.evaluate(SPACING)
        lost[f"{name}, spaced"] = page.evaluate(LOST)
        page.evaluate("document.adoptedStyleSheets = []")
        page.set_viewport_size({"width": DESK, "height": 844})
        fonts.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        expect(page.locator("html")).to_have_css("font-size", "32px")
        lost[f"{name}, 200 %"] = page.evaluate(LOST)
        fonts.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    assert {where: what for where, what in lost.items() if what} == {}
