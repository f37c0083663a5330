"""The glossary filters while one types, and every state of it has its own address."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, Reader

pytestmark = pytest.mark.browser

PAUSE = 0.2


def parts(page: Page) -> list[str]:
    """Return a list that collects the queries HTMX sends from now on."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url.partition("?")[2]) if "hx-request" in r.headers else None)
    return asked


def mark(page: Page) -> None:
    """Leave a mark that only survives as long as the page is not loaded anew."""
    page.evaluate("window.sameDocument = true")


def is_marked(page: Page) -> bool:
    """Whether the document is still the one that was marked."""
    return bool(page.evaluate("window.sameDocument === true"))


def names(page: Page) -> list[str]:
    """Return the listed terms."""
    return page.locator("#results .term dt a").all_text_contents()


def test_typing_filters_in_place_with_one_request_for_each_pause(reader: Reader) -> None:
    """Letters typed in one go are one request; list, count and address follow, the field keeps focus."""
    page = reader("/glossary/")
    mark(page)
    asked = parts(page)
    field = page.get_by_label("Find a term")
    field.press_sequentially("orm", delay=30)
    expect(page).to_have_url(re.compile(r"/glossary/\?q=orm$"))
    assert names(page)[0] == "ORM"
    assert asked == ["q=orm"]
    expect(field).to_be_focused()
    field.press_sequentially("s", delay=30)
    expect(page).to_have_url(re.compile(r"/glossary/\?q=orms$"))
    assert asked == ["q=orm", "q=orms"]
    expect(field).to_have_value("orms")
    expect(field).to_be_focused()
    assert is_marked(page)


@pytest.mark.slow
def test_the_count_is_announced_in_a_region_that_stays(reader: Reader) -> None:
    """Screen readers hear how many terms are left: the live region is never exchanged, only its text."""
    page = reader("/glossary/")
    status = page.locator("#status[role=status]")
    expect(status).to_have_text("")
    region = status.element_handle()
    page.get_by_label("Find a term").fill("orm")
    expect(status).to_have_text(re.compile(r"^\d+ terms? for “orm”$"))
    page.get_by_label("Find a term").fill("zzzzzz")
    expect(status).to_have_text("0 terms for “zzzzzz”")
    assert region is not None
    assert region.evaluate("node => node.isConnected && node === document.getElementById('status')")


def test_a_late_answer_does_not_win(reader: Reader) -> None:
    """The answer to earlier letters comes after the answer to later ones, and is dropped."""
    page = reader("/glossary/")
    held: list[Route] = []
    page.route(re.compile(r"q=dj$"), lambda route: held.append(route))
    field = page.get_by_label("Find a term")
    with page.expect_request(re.compile(r"q=dj$")):
        field.press_sequentially("dj")
    field.fill("celery")
    expect(page).to_have_url(re.compile(r"\?q=celery$"))
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(r"\?q=celery$"))
    assert names(page)[0] == "Celery"
    expect(page.locator("#results[aria-busy]")).to_have_count(0)


@pytest.mark.slow
def test_enter_and_leaving_the_field_ask_nothing_twice_and_add_no_step_back(reader: Reader) -> None:
    """Enter asks at once, going on by Tab asks nothing; one step Back leads to the whole list."""
    page = reader("/glossary/")
    asked = parts(page)
    field = page.get_by_label("Find a term")
    field.focus()
    field.evaluate(  # at once, however busy the machine is
        """q => { q.value = "orm"; q.dispatchEvent(new Event("input", { bubbles: true })); q.form.requestSubmit(); }"""
    )
    expect(page).to_have_url(re.compile(r"\?q=orm$"))
    field.press("Tab")
    page.wait_for_timeout(2 * PAUSE * 1_000)
    assert asked == ["q=orm"]
    field.press("Enter")
    page.wait_for_timeout(2 * PAUSE * 1_000)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/glossary/$"))
    expect(field).to_have_value("")


def test_back_and_forward_restore_list_field_and_filters(reader: Reader) -> None:
    """Each step shows its own list, its own words in the field and its own ticks."""
    page = reader("/glossary/")
    field, chip = page.get_by_label("Find a term"), page.get_by_role("checkbox", name=re.compile("^Data"))
    whole = names(page)
    field.fill("orm")
    expect(page).to_have_url(re.compile(r"\?q=orm$"))
    found = names(page)
    chip.check()
    expect(page).to_have_url(re.compile(r"\?q=orm&layer=data$"))
    fewer = names(page)
    assert 0 < len(fewer) < len(found)

    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=orm$"))
    expect(chip).not_to_be_checked()
    expect(field).to_have_value("orm")
    assert names(page) == found
    page.go_back()
    expect(page).to_have_url(re.compile(r"/glossary/$"))
    expect(field).to_have_value("")
    assert names(page) == whole
    page.go_forward()
    page.go_forward()
    expect(page).to_have_url(re.compile(r"\?q=orm&layer=data$"))
    expect(chip).to_be_checked()
    expect(field).to_have_value("orm")
    assert names(page) == fewer


@pytest.mark.slow
def test_back_from_a_term_shows_the_list_as_it_was_left(reader: Reader) -> None:
    """From a term the reader comes back to the filtered list, and the filter works on."""
    page = reader("/glossary/")
    field = page.get_by_label("Find a term")
    field.fill("orm")
    expect(page).to_have_url(re.compile(r"\?q=orm$"))
    found = names(page)
    page.locator("#results .term dt a").first.click()
    expect(page.locator("h1")).to_have_text("ORM")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Glossary")
    expect(field).to_have_value("orm")
    assert names(page) == found
    field.fill("celery")
    expect(page.locator("#results .term dt a").first).to_have_text("Celery")


@pytest.mark.slow
def test_letters_and_areas_filter_without_a_new_page(reader: Reader) -> None:
    """A letter of the A-Z bar and an area chip exchange the list only; focus stays on what was pressed."""
    page = reader("/glossary/", width=DESK)
    mark(page)
    page.get_by_role("link", name="P", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?letter=P$"))
    assert {name[0].upper() for name in names(page)} == {"P"}
    expect(page.get_by_role("link", name="P", exact=True)).to_be_focused()
    expect(page.get_by_role("link", name="P", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.locator("#status")).to_contain_text("under P")
    page.get_by_role("link", name="All", exact=True).click()
    expect(page).to_have_url(re.compile(r"/glossary/\??$"))
    page.get_by_text("Front-end").locator("visible=true").first.click()
    expect(page).to_have_url(re.compile(r"\?layer=frontend$"))
    expect(page.locator("#results .term__seen .chip").first).to_have_text("Front-end")
    assert set(page.locator("#results .term__seen .chip").all_text_contents()) == {"Front-end"}
    expect(page.get_by_role("checkbox", name=re.compile("^Front-end"))).to_be_focused()
    assert is_marked(page)


@pytest.mark.slow
def test_a_guide_filters_terms(reader: Reader) -> None:
    """Choosing a guide keeps the terms that occur in it."""
    page = reader("/glossary/")
    mark(page)
    before = page.locator("[data-count]").inner_text()
    page.get_by_label("Guide").select_option("python-explainer")
    expect(page).to_have_url(re.compile(r"\?guide=python-explainer$"))
    expect(page.locator("[data-count]")).not_to_have_text(before)
    assert is_marked(page)
