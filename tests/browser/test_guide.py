"""The drawn stack of a guide: choosing a layer brings its cards in below, and each choice has its address."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Reader
from tests.browser.pages import MAIN_PAGES, PAGES

pytestmark = pytest.mark.browser

SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 150);
})"""


def assert_chosen(page: Page, name: str, key: str) -> None:
    """The cards, the drawing, the address and the rows below all say which layer is chosen."""
    expect(page).to_have_url(re.compile(rf"\?layer={key}$"))
    expect(page.locator("#layer-h")).to_have_text(name)
    expect(page.locator(".slab.is-chosen")).to_have_count(1)
    expect(page.locator(".slab.is-chosen h3")).to_have_text(name)
    expect(page.locator(".slab__head [aria-current]")).to_have_text(name)
    expect(page.locator("#layer .plainlist").get_by_role("link", name=name, exact=True)).to_have_count(0)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_choosing_a_layer_in_the_drawing_brings_its_cards_below(reader: Reader, width: int) -> None:
    """Without a new page; the reader stands at the cards, by eye and by keyboard."""
    page = reader(PAGES["guide"], width=width)
    page.evaluate("window.sameDocument = true")
    page.locator(".diagram").get_by_role("link", name="Data", exact=True).click()
    assert_chosen(page, "Data", "data")
    expect(page.locator("#layer .skill-card")).not_to_have_count(0)
    expect(page.locator("#layer-h")).to_be_focused()
    expect(page.locator("#layer-h")).to_be_in_viewport()
    assert page.evaluate("window.sameDocument === true")


@pytest.mark.slow
def test_choosing_a_layer_in_the_rows_below_and_back(reader: Reader) -> None:
    """The rows of the other layers do the same; Back and Forward go through the choices."""
    page = reader(PAGES["guide"])
    first = page.locator("#layer-h").inner_text()
    page.locator("#layer .plainlist").get_by_role("link", name="Back-end", exact=True).click()
    assert_chosen(page, "Back-end", "backend")
    expect(page.locator("#layer-h")).to_be_focused()
    expect(page.locator("#layer-h")).to_be_in_viewport()
    page.locator("#layer .plainlist").get_by_role("link", name="Delivery", exact=True).click()
    assert_chosen(page, "Delivery", "delivery")
    page.go_back()
    assert_chosen(page, "Back-end", "backend")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/python-full-stack/$"))
    expect(page.locator("#layer-h")).to_have_text(first)
    page.go_forward()
    assert_chosen(page, "Back-end", "backend")


@pytest.mark.slow
def test_choosing_a_layer_without_javascript(reader: Reader) -> None:
    """The same link leads to the whole page with that layer's cards."""
    page = reader(PAGES["guide"], script=False)
    page.locator(".diagram").get_by_role("link", name="Data", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?layer=data#layer$"))
    expect(page.locator("#layer-h")).to_have_text("Data")
    expect(page.locator("#layer-h")).to_be_in_viewport()
    expect(page.locator(".slab.is-chosen h3")).to_have_text("Data")
    page.locator("#layer .plainlist").get_by_role("link", name="Delivery", exact=True).click()
    expect(page.locator("#layer-h")).to_have_text("Delivery")


def test_every_box_and_card_leads_to_a_page(reader: Reader) -> None:
    """No box of the drawing and no card is a dead end; all links of all pages are followed in test_shipped.py."""
    page = reader(PAGES["guide"])
    paths = page.locator(".box, .skill-card a").evaluate_all("links => links.map(link => link.pathname)")
    assert len(paths) > 20
    for path in sorted(set(paths))[::8]:
        assert page.request.get(path).status == 200, path
    box = page.locator(".box").first
    label = box.locator("b").inner_text()
    box.click()
    expect(page.locator("h1")).to_be_visible()
    assert label.split(",")[0].casefold() in page.locator("main").inner_text().casefold()


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (DESK, ["guide", "questions"]),
        pytest.param(DESK, ["dashboard", "skill", "glossary", "question"], marks=pytest.mark.slow),
        pytest.param(PHONE, MAIN_PAGES, marks=pytest.mark.slow),
    ],
    ids=["two", "desk", "phone"],
)
def test_nothing_moves_while_a_page_loads(reader: Reader, width: int, names: list[str]) -> None:
    """No layout shift that counts, even when the scripts come late; Lighthouse gives it to three places."""
    page = reader(width=width)

    def late(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    page.route(re.compile(r"\.js$"), late)
    moved = {}
    for name in names:
        shifts = []
        while len(shifts) < 2 and all(
            round(shift, 3) for shift in shifts
        ):  # a busy machine may paint half a page
            page.goto(PAGES[name])
            shifts.append(page.evaluate(SHIFTS))
        moved[name] = min(shifts)
    assert {name: shift for name, shift in moved.items() if round(shift, 3)} == {}
