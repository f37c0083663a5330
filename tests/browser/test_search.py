"""Search as it is used on a call: the list while one types, by keyboard, pointer and touch, and the cards of terms."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Reader
from tests.browser.test_accessibility import ALL_BUT_COLORS, COLORS, EVERYTHING, violations

pytestmark = pytest.mark.browser


def field(page: Page) -> Locator:
    """Return the page's one search field."""
    return page.locator("#q")


def options(page: Page) -> Locator:
    """Return the suggestions that are shown."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def chosen(page: Page) -> str:
    """Return the text of the suggestion that the field names as the active one."""
    return page.evaluate(
        "document.getElementById(document.getElementById('q').getAttribute('aria-activedescendant'))?.innerText ?? ''"
    )


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", ["/", "/skills/django/"])
def test_the_list_answers_without_opening_a_page(reader: Reader, path: str) -> None:
    page = reader(path, width=DESK)
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    field(page).press_sequentially("k8s")
    expect(options(page).first).to_contain_text("Kubernetes")
    expect(options(page).first).to_contain_text("runs many containers")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ suggestions?$"))
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def test_arrows_move_enter_opens(reader: Reader) -> None:
    page = reader("/glossary/orm/", width=DESK)
    page.keyboard.press("/")
    page.keyboard.type("docker")
    expect(options(page).nth(1)).to_be_visible()
    assert chosen(page) == ""
    page.keyboard.press("ArrowDown")
    first = chosen(page)
    page.keyboard.press("ArrowDown")
    assert chosen(page) not in ("", first)
    page.keyboard.press("ArrowUp")
    assert chosen(page) == first
    page.keyboard.press("ArrowUp")  # back in the field
    assert chosen(page) == ""
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Docker")


@pytest.mark.slow
def test_enter_without_a_choice_shows_the_results(reader: Reader) -> None:
    page = reader("/", width=DESK)
    field(page).press_sequentially("docker")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Results for “docker”")
    expect(field(page)).to_have_value("docker")


@pytest.mark.slow
def test_escape_closes_the_list_and_keeps_the_words(reader: Reader) -> None:
    page = reader("/", width=DESK)
    field(page).press_sequentially("docker")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_value("docker")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")  # opens it again
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)


def test_a_suggestion_opens_by_click_and_by_touch(reader: Reader) -> None:
    page = reader("/", width=DESK)
    field(page).press_sequentially("kuberntes")
    expect(page.locator("#suggestions")).to_contain_text("Did you mean")
    options(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kubernetes")
    phone = reader("/skills/", width=PHONE, has_touch=True)
    field(phone).tap()
    field(phone).press_sequentially("flas")
    expect(options(phone).first).to_be_in_viewport(ratio=1)
    options(phone).first.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Flask")


@pytest.mark.slow
def test_one_request_per_pause_and_none_for_one_letter(reader: Reader) -> None:
    page = reader("/", width=DESK)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    field(page).press_sequentially("kubernetes", delay=20)
    expect(options(page).first).to_be_visible()
    assert len(asked) == 1
    field(page).fill("k")
    expect(options(page)).to_have_count(0)
    page.wait_for_timeout(400)
    assert len(asked) == 1


@pytest.mark.slow
def test_a_late_answer_is_dropped(reader: Reader) -> None:
    page = reader("/", width=DESK)
    held: list[Route] = []
    page.route("**/search/suggest/?q=dock", lambda route: held.append(route))
    field(page).press_sequentially("dock")
    page.wait_for_timeout(300)
    field(page).fill("flask")
    expect(options(page).first).to_contain_text("Flask")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(options(page).first).to_contain_text("Flask")


@pytest.mark.slow
def test_nothing_is_shown_for_what_nobody_knows(reader: Reader) -> None:
    page = reader("/", width=DESK)
    field(page).press_sequentially("zzzzzqqqqq")
    expect(page.locator("#status")).to_have_text("No suggestions")
    expect(field(page)).to_have_attribute("aria-expanded", "false")


@pytest.mark.slow
def test_the_form_works_without_javascript(reader: Reader) -> None:
    page = reader("/glossary/orm/", width=DESK, script=False)
    field(page).fill("kuberntes")
    field(page).press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Did you mean Kubernetes?")
    page.get_by_role("main").get_by_role("link", name="Kubernetes").first.click()


@pytest.mark.slow
def test_asking_for_a_term_that_is_missing(reader: Reader) -> None:
    page = reader("/search/?q=zzzzzqqqqq", script=False)
    page.get_by_role("link", name="Ask for this term").click()
    expect(page.get_by_label("Word")).to_have_value("zzzzzqqqqq")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("main")).to_contain_text("The editors have your word")


@pytest.mark.parametrize(
    ("width", "theme", "rules"),
    [
        pytest.param(DESK, "light", ALL_BUT_COLORS, id="quick"),
        pytest.param(PHONE, "dark", EVERYTHING, marks=pytest.mark.slow, id="dark"),
        pytest.param(DESK, "light", COLORS, marks=pytest.mark.slow, id="light"),
    ],
)
def test_axe_finds_nothing_with_list_and_card_open(
    reader: Reader, width: int, theme: str, rules: dict[str, Any]
) -> None:
    page = reader("/glossary/orm/", width=width, theme=theme, reduced_motion="reduce")
    field(page).press_sequentially("docker")
    expect(options(page).first).to_be_visible()
    assert violations(page, rules) == ""
    page.keyboard.press("Escape")
    term = page.locator("main a.gloss").first
    page.keyboard.press("Tab")
    term.focus()
    expect(card(page)).to_be_visible()
    assert violations(page, rules) == ""


# Cards of terms in running text (WCAG 1.4.13)


def card(page: Page) -> Locator:
    """Return the preview card."""
    return page.locator("#term-card")


def test_a_card_opens_on_hover_may_be_entered_and_closes_by_escape(reader: Reader) -> None:
    page = reader("/skills/django/", width=DESK)
    term = page.locator("main a.gloss").first
    said = page.request.get(f"{term.get_attribute('href')}card/").text()
    term.hover()
    expect(card(page)).to_be_visible()
    assert card(page).locator("b").first.inner_text() in said
    expect(term).to_have_attribute("aria-describedby", "term-card")
    card(page).hover()
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(term).not_to_have_attribute("aria-describedby", "term-card")
    term.hover()
    expect(card(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(card(page)).to_be_hidden()


@pytest.mark.slow
def test_a_passing_pointer_opens_nothing(reader: Reader) -> None:
    page = reader("/skills/django/", width=DESK)
    term = page.locator("main a.gloss").first
    term.scroll_into_view_if_needed()
    box = term.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    expect(card(page)).to_be_hidden()


@pytest.mark.slow
def test_a_card_opens_on_focus_and_closes_with_it(reader: Reader) -> None:
    page = reader("/skills/django/", width=DESK)
    page.keyboard.press("Tab")  # as somebody who uses the keyboard
    term = page.locator("main a.gloss").first
    term.focus()
    expect(card(page)).to_be_visible()
    expect(card(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(term).not_to_be_focused()
    page.keyboard.press("Enter")
    address = term.get_attribute("href")
    page.goto(str(address))
    expect(card(page)).to_have_count(0)


@pytest.mark.slow
def test_the_first_touch_opens_a_card_the_second_the_page(reader: Reader) -> None:
    page = reader("/skills/django/", width=PHONE, has_touch=True)
    term = page.locator("main a.gloss").first
    address = term.get_attribute("href")
    term.tap()
    expect(card(page)).to_be_visible()
    expect(card(page)).to_be_in_viewport(ratio=1)
    expect(page).to_have_url(re.compile("/skills/django/$"))
    page.get_by_role("heading", level=1).tap()
    expect(card(page)).to_be_hidden()
    term.tap()
    expect(card(page)).to_be_visible()
    term.tap()
    expect(page).to_have_url(re.compile(f"{address}$"))


@pytest.mark.slow
def test_a_term_is_linked_once_a_section_and_never_to_its_own_page(reader: Reader) -> None:
    page = reader("/glossary/kubernetes/", width=DESK)
    assert page.locator("main a.gloss[href='/glossary/kubernetes/']").count() == 0
    page = reader("/skills/django/", width=DESK)
    for section in page.locator("main .prose").all():
        linked = [str(link.get_attribute("href")) for link in section.locator("a.gloss").all()]
        assert len(linked) == len(set(linked))
    assert page.locator("main :is(code, h1, h2, h3, a) a.gloss").count() == 0
