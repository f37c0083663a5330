"""Everything by keyboard: skip link, search key, menu, a visible focus everywhere and no trap."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

# What Tab should reach: everything that can be operated and is shown, radio buttons once a group.
REACHABLE = """() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))
    .filter(e => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name)))
    .length;
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  window.seen ??= new Map();
  if (!seen.has(e)) seen.set(e, seen.size);
  const ring = [e, e.closest(".fchip")].filter(Boolean).map(node => getComputedStyle(node));
  const box = e.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = box.y + Math.min(box.height / 2, 20);
  const hit = document.elementFromPoint(x, y);
  return {
    number: seen.get(e),
    what: e.outerHTML.slice(0, 120),
    ring: ring.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    hidden: !!hit && !e.contains(hit) && !hit.contains(e) && !!hit.closest(".site-header, .az-bar"),
    outside: box.bottom <= 0 || box.top >= innerHeight,
  };
}"""


def test_the_skip_link_comes_first_and_leads_past_the_header(reader: Reader) -> None:
    """One Tab shows it, Enter goes to the content."""
    page = reader("/glossary/orm/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main .crumbs a").first).to_be_focused()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", ["/", "/glossary/", "/skills/django/", "/skills/no-such-skill/"])
def test_slash_goes_to_search(reader: Reader, path: str) -> None:
    """The key reaches the page's one search field and is not typed into it."""
    page = reader(path)
    value = page.locator("#q").input_value()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value(value)


@pytest.mark.slow
def test_slash_is_a_sign_like_others_while_one_types(reader: Reader) -> None:
    """In fields and with modifiers it does not jump."""
    page = reader("/interviews/", width=DESK)
    words = page.get_by_label("Words in the question")
    words.press_sequentially("ci/cd")
    expect(words).to_be_focused()
    expect(words).to_have_value("ci/cd")
    page.get_by_label("Stage").press("/")
    expect(page.get_by_label("Stage")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    for modifier in ("Control", "Meta", "Alt"):
        page.keyboard.press(f"{modifier}+/")
    expect(page.locator("#q")).not_to_be_focused()


@pytest.mark.slow
def test_slash_can_be_switched_off(reader: Reader) -> None:
    """The choice holds on the next pages, and no page promises the key any more."""
    page = reader("/preferences/", width=DESK)
    expect(page.locator(".search kbd")).to_be_visible()
    page.get_by_role("radio", name="Off").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/skills/")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    expect(page.locator(".search kbd")).to_be_hidden()
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("script", [True, False])
def test_the_menu_opens_and_closes_by_keyboard(reader: Reader, script: bool) -> None:
    """On a phone: Enter opens it, Tab goes through it, Esc closes it and comes back to the button."""
    page = reader("/skills/", width=360, script=script)
    button, menu = page.get_by_role("button", name="Menu"), page.locator("#site-nav")
    expect(menu).to_be_hidden()
    button.press("Enter")
    expect(menu).to_be_visible()
    for name in [
        "Guides",
        "Skills",
        "Glossary",
        "Questions",
        "Red flags",
        "Résumé decoder",
        "Ready sets",
        "Sign in",
    ]:
        page.keyboard.press("Tab")
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.press("Enter")
    menu.get_by_role("link", name="Glossary").press("Enter")
    expect(page.locator("h1")).to_have_text("Glossary")


@pytest.mark.slow
def test_an_open_menu_leaves_the_top_layer_when_the_window_grows(reader: Reader) -> None:
    """Turning a tablet must not leave the menu over the page."""
    page = reader("/skills/", width=768)
    page.get_by_role("button", name="Menu").click()
    page.set_viewport_size({"width": DESK, "height": 800})
    expect(page.locator("#site-nav:popover-open")).to_have_count(0)
    header = page.locator(".site-header").bounding_box()
    menu = page.locator("#site-nav").bounding_box()
    assert header
    assert menu
    assert menu["y"] + menu["height"] <= header["y"] + header["height"] + 1


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["glossary-words", "preferences"], id="two"),
        pytest.param(["dashboard", "guide", "question", "sign-in"], marks=pytest.mark.slow, id="others"),
    ],
)
def test_tab_reaches_everything_visibly_and_goes_on(reader: Reader, names: list[str]) -> None:
    """Each stop shows a ring, is not hidden below the header, and Tab leads from the last out of the page."""
    page = reader(width=DESK)
    for name in names:
        page.goto(PAGES[name])
        expected = page.evaluate(REACHABLE)
        stops = _walk(page, most=expected + 20)
        assert len(stops) == expected, name
        assert [s["what"] for s in stops if not s["ring"]] == [], name
        assert [s["what"] for s in stops if s["hidden"] or s["outside"]] == [], name


def _walk(page: Page, *, most: int) -> list[dict]:
    """Press Tab until focus leaves the page or a stop comes again; return the stops."""
    stops: list[dict] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["number"] < len(stops):
            break
        stops.append(stop)
    return stops


def test_choices_in_the_drawing_and_answers_by_keyboard(reader: Reader) -> None:
    """Enter on a layer brings its cards; the next Tab is the first card, not the top of the page."""
    page = reader(PAGES["guide"], width=DESK)
    page.locator(".diagram").get_by_role("link", name="Data", exact=True).press("Enter")
    expect(page.locator("#layer-h")).to_have_text("Data")
    expect(page.locator("#layer-h")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#layer .skill-card h3 a").first).to_be_focused()
