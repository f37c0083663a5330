"""On paper: no chrome, every answer open, nothing torn in two."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.pages import MAIN_PAGES, PAGES

pytestmark = pytest.mark.browser

MM = 96 / 25.4
CHROME = (
    ".skip, .site-header, .site-footer, .crumbs, .toc, .actions, .toolbar, .pager, .az-bar, .btn, .q__open"
)
WHOLE = ".q, .card, .flag, .answer, .term, .mini, .plain, .diagram, .sheet-skill, .sheet-list > li"
TORN = f"""() => [...document.querySelectorAll("{WHOLE}")]
  .filter(e => e.checkVisibility() && getComputedStyle(e).breakInside !== "avoid")
  .map(e => e.outerHTML.slice(0, 100))"""
DARK = """() => [document.body, ...document.querySelectorAll("main *")]
  .map(e => getComputedStyle(e).getPropertyValue("color-scheme"))
  .filter(scheme => scheme.includes("dark"))"""


def printed(reader: Reader, name: str) -> Page:
    """Open a page of a reader who likes it dark, as the printer sees it."""
    page = reader(PAGES[name], width=DESK, theme="dark")
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["guide", "question", "glossary-words", "topic-answers"], id="some"),
        pytest.param([*MAIN_PAGES, "guide-print", "compare", "about"], marks=pytest.mark.slow, id="others"),
    ],
)
def test_paper_shows_the_content_only(reader: Reader, names: list[str]) -> None:
    """Header, menus, filters and buttons stay on the screen; cards are kept whole; colors are light."""
    page = printed(reader, names[0])
    for name in names:
        page.goto(PAGES[name])
        expect(page.locator("h1")).to_be_visible()
        shown = page.locator(CHROME).evaluate_all(
            "all => all.filter(e => e.checkVisibility()).map(e => e.className)"
        )
        assert shown == [], name
        assert page.evaluate(TORN) == [], name
        assert page.evaluate(DARK) == [], name


def test_a_printed_topic_holds_every_answer(reader: Reader) -> None:
    """Each question with its three answers and what to ask then."""
    page = printed(reader, "topic-answers")
    questions = page.locator(".q").count()
    assert questions > 0
    for selector in (".v-strong.answer", ".v-average.answer", ".v-weak.answer", ".q__more"):
        expect(page.locator(f"{selector}:visible")).to_have_count(questions)


@pytest.mark.slow
def test_outside_links_print_their_address(reader: Reader) -> None:
    """A link that leads off the site is of no use on paper without its address."""
    page = printed(reader, "skill")
    link = page.locator("#more a[href^=http]").first
    address = link.get_attribute("href")
    assert address is not None
    assert (
        link.evaluate("a => getComputedStyle(a, '::after').content").replace('"', "").strip()
        == f"({address})"
    )


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("paper", "width", "height"), [("A4", 210, 297), ("Letter", 216, 279)])
def test_the_drawing_fits_on_the_first_sheet(reader: Reader, paper: str, width: int, height: int) -> None:
    """Title and drawing stand together on page one, within margins of 15 mm beside, 16 above, 18 below."""
    page = printed(reader, "guide-print")
    page.set_viewport_size({"width": round((width - 30) * MM), "height": 900})
    bottom = page.locator(".diagram").evaluate("figure => figure.getBoundingClientRect().bottom")
    assert bottom <= (height - 34) * MM, paper


@pytest.mark.slow
@pytest.mark.parametrize(("name", "pages"), [("guide-print", 50), ("topic-answers", 20)])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_pdf_comes_out(reader: Reader, name: str, pages: int, paper: str) -> None:
    """The print sheet of a guide and a topic with answers become a PDF of sensible length."""
    page = reader(PAGES[name])
    document = page.pdf(format=paper)
    assert document.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", document)) <= pages
