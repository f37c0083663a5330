"""Question sets in a real browser: the whole walk, dragging, the call that sends nothing, axe, and no JavaScript."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.test_accessibility import ALL_BUT_COLORS, COLORS, EVERYTHING, OPEN, violations

pytestmark = pytest.mark.browser
TOPIC = "python-data"
TEMPLATE = "/sets/templates/first-call/"


@pytest.fixture(scope="module")
def somebody(chromium: Browser, site: str) -> Any:
    """The cookies of somebody with a fresh account."""
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto("/accounts/signup/")
    name = f"reader-{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(16)
    typed = {"username": name, "email": f"{name}@example.org", "password1": password, "password2": password}
    for field, value in typed.items():
        page.locator(f"[name={field}]").fill(value)
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator(".avatar")).to_be_visible()
    cookies = context.cookies()
    context.close()
    return cookies


def new_set(page: Page, title: str, number: int = 3) -> str:
    """Make a set of the first questions of a topic by one request and open it; return its address."""
    found = page.request.get("/interviews/", params={"topic": TOPIC, "format": "json"}).json()["results"]
    slugs = ",".join(question["slug"] for question in found[:number])
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    typed = {"title": title, "csrfmiddlewaretoken": token}
    page.goto(page.request.post(f"/sets/new/?questions={slugs}", form=typed).url)
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def prompts(page: Page) -> list[str]:
    """Return the questions of the set that is shown, in order."""
    return page.locator(".set > li:not(.section-head) h3").all_inner_texts()


def test_from_two_bookmarks_and_a_topic_to_a_shared_printed_sheet(reader: Reader, somebody: Any) -> None:
    """The walk of a team lead, by keyboard and mouse."""
    page = reader("/interviews/?topic=working-together", width=DESK, cookies=somebody)
    for _ in range(2):
        star = page.locator(".q .star[aria-pressed=false]").first
        star.press("Enter")
        expect(page.locator(".q .star[aria-pressed=true]")).to_have_count(_ + 1)
    marked = page.locator(".q:has(.star[aria-pressed=true]) .q__text").all_inner_texts()
    page.goto(f"/interviews/topics/{TOPIC}/")
    page.get_by_role("link", name="Make a set of these").press("Enter")
    page.get_by_label("Title").fill("Django screen")
    page.get_by_role("button", name="Make the set").press("Enter")
    expect(page.locator("h1")).to_have_text("Django screen")
    address, first = page.url, prompts(page)
    assert len(first) > 3
    for prompt in marked:
        page.goto("/bookmarks/")
        page.get_by_role("link", name=prompt).click()
        page.get_by_role("link", name="Add to a set").first.press("Enter")
        page.get_by_role("button", name="Add to Django screen").press("Enter")
        expect(page.get_by_text("Added to “Django screen”.").first).to_be_visible()
    page.goto(address)
    assert prompts(page) == first + marked
    page.get_by_role("button", name=f"Move question {len(first) + 2} up").press("Enter")
    expect(page.locator("#questions [data-count]")).to_contain_text("Moved")
    assert prompts(page) == first + marked[::-1]
    page.get_by_role("button", name="Freeze the wording").click()
    expect(page.locator(".meta")).to_contain_text("Frozen")
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").press("Enter")
    shared = page.get_by_label("Address of the shared set").input_value()
    stranger = reader(shared, width=DESK)
    assert prompts(stranger) == first + marked[::-1]
    stranger.get_by_role("link", name="Print").click()
    expect(stranger.locator(".sheet__q")).to_have_count(len(first) + 2)
    stranger.emulate_media(media="print")
    expect(stranger.locator(".site-header")).to_be_hidden()
    expect(stranger.locator(".sheet__title")).to_have_text("Django screen")


def test_dragging_changes_the_order_for_good(reader: Reader, somebody: Any) -> None:
    """The third question is dragged before the first, and then behind the last."""
    page = reader(width=DESK, cookies=somebody)
    new_set(page, "Dragged")
    before = prompts(page)
    for at, to, wanted in ((2, 0, [2, 0, 1]), (0, 2, [0, 1, 2])):
        rows = page.locator(".set > li[data-item]")
        grip, goal = rows.nth(at).locator(".set__grip"), rows.nth(to)
        grip.scroll_into_view_if_needed()
        start, end = grip.bounding_box(), goal.bounding_box()
        assert start
        assert end
        page.mouse.move(start["x"] + 5, start["y"] + 5)
        page.mouse.down()
        page.mouse.move(start["x"] + 5, end["y"] + (5 if to < at else end["height"] - 5), steps=5)
        with page.expect_response(re.compile("/items/")):
            page.mouse.up()
        expect(page.locator("#questions [data-count]")).to_contain_text("Moved")
        page.reload()
        assert prompts(page) == [before[n] for n in wanted]


@pytest.mark.parametrize(
    ("button", "kept"),
    [("Store mine", "Mine"), pytest.param("Keep theirs", "Theirs", marks=pytest.mark.slow)],
)
def test_typing_saves_itself_and_tells_of_a_conflict(
    reader: Reader, somebody: Any, button: str, kept: str
) -> None:
    """Two tabs, one note: the second is told, nothing is overwritten unasked, and each button does what it says."""
    page = reader(width=DESK, cookies=somebody)
    address = new_set(page, f"Two tabs, {kept}")
    other = page.context.new_page()
    other.goto(address)
    notes = [tab.get_by_label("Note for the interviewer").first for tab in (page, other)]
    for tab in (page, other):
        tab.locator(".set__more summary").first.click()
    notes[1].fill("Theirs")
    expect(other.locator(".set__more .state").first).to_contain_text("Saved at")
    notes[0].fill("Mine")
    notes[0].blur()  # saves at once; what was typed would save once more a second later
    expect(page.get_by_role("alert")).to_contain_text("“Theirs”")
    page.wait_for_timeout(1_500)
    other.reload()
    other.locator(".set__more summary").first.click()
    expect(notes[1]).to_have_value("Theirs")
    expect(notes[0]).to_have_value("Mine")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#questions")).to_have_count(1)
    if button == "Keep theirs":
        page.locator(".set__more summary").first.click()
    else:
        expect(page.locator(".set__more .state").first).to_contain_text("Saved at")
    expect(notes[0]).to_have_value(kept)
    page.reload()
    expect(page.locator(".set__own")).to_have_text(kept)


@pytest.mark.slow
def test_ticks_and_notes_of_a_call_stay_in_the_tab(reader: Reader, somebody: Any) -> None:
    """They survive a reload, no request carries them, and Clear forgets them."""
    page = reader(width=DESK, cookies=somebody)
    address = new_set(page, "On a call")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.goto(f"{address}call/")
    secret = "xylophone"
    page.get_by_role("radio", name="Strong").first.check()
    page.get_by_label("Their words, question 1").fill(secret)
    page.get_by_role("radio", name="Weak").nth(1).check()
    expect(page.locator("[data-tally=strong]")).to_have_text("1")
    page.reload()
    expect(page.get_by_label("Their words, question 1")).to_have_value(secret)
    expect(page.get_by_role("radio", name="Strong").first).to_be_checked()
    expect(page.locator("[data-tally=none]")).to_have_text("1")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Their words, question 1")).to_have_value("")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Really clear everything?").click()
    expect(page.get_by_label("Their words, question 1")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Their words, question 1")).to_have_value("")
    assert [line for line in asked if secret in line or "strong" in line] == []
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('call:'))") == []
    assert secret not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('call:'))") == []


@pytest.mark.slow
def test_notes_of_a_long_call_are_copied_whole(reader: Reader, somebody: Any) -> None:
    """More questions than fit one page: tally and copy hold those of the pages before, too."""
    page = reader(width=DESK, cookies=somebody, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/sets/new/?level=mid")
    page.get_by_label("Title").fill("Long call")
    page.get_by_role("button", name="Make the set").click()
    page.get_by_role("link", name="On the call").first.click()
    page.get_by_label("Their words, question 1", exact=True).fill("on the first page")
    page.get_by_role("radio", name="Average").first.check()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("radio", name="Strong").first.check()
    expect(page.locator("[data-tally=average]")).to_have_text("1")
    page.get_by_role("button", name="Copy notes").click()
    expect(page.locator("#kept")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "on the first page" in copied
    assert copied.count("\nStrong") == 1
    assert copied.index("\n1. ") < copied.index("\n2. ") < copied.index("\n19. ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theme", "width", "whole"),
    [
        ("light", 360, False),
        pytest.param("light", 360, True, marks=pytest.mark.slow),
        pytest.param("dark", DESK, True, marks=pytest.mark.slow),
    ],
    ids=["some", "light", "dark"],
)
def test_axe_finds_nothing_on_pages_of_sets(
    reader: Reader, somebody: Any, theme: str, width: int, whole: bool
) -> None:
    """Every page that one works on, with everything opened; the set itself with its colors in dark, too."""
    page = reader(width=width, theme=theme, reduced_motion="reduce", cookies=somebody)
    address = new_set(page, f"Axe {theme}")
    page.locator(".page-head .star").click()
    expect(page.locator(".page-head .star")).to_have_attribute("aria-pressed", "true")
    page.locator("button[value=remove]").last.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    paths = [f"{address}share/", f"{address}call/", "/bookmarks/", "/teams/", TEMPLATE, "/practice/", address]
    if whole:
        page.goto("/teams/")
        page.get_by_label("Name of the team").fill("Axe")
        page.get_by_role("button", name="Make the team").click()
        paths += [page.url, "/sets/", f"{address}freeze/", f"{address}print/", f"{address}own/", "/sets/new/"]
        paths += ["/sets/templates/", f"{TEMPLATE}call/"]
    found = {}
    for path in paths:
        page.goto(path)
        page.evaluate(OPEN)
        found[path] = violations(page, EVERYTHING if whole else ALL_BUT_COLORS)
    if not whole:
        page.emulate_media(color_scheme="dark")
        found["dark"] = violations(page, COLORS)
    assert {where: report for where, report in found.items() if report} == {}


def test_everything_works_without_javascript(reader: Reader, somebody: Any) -> None:
    """Add, move, note, remove and undo by ordinary forms."""
    page = reader(width=DESK, script=False, cookies=somebody)
    address = new_set(page, "Plain forms")
    first, second, third = prompts(page)
    page.locator(".plainlist--add button").first.click()
    expect(page.locator(".set > li[data-item]")).to_have_count(4)
    page.get_by_role("button", name="Move question 3 up").click()
    assert prompts(page)[:3] == [first, third, second]
    page.locator(".set__more summary").first.click()
    page.get_by_label("Note for the interviewer").first.fill("Wait for a number.")
    page.locator(".set__more").first.get_by_role("button", name="Save").click()
    expect(page.locator(".set__own")).to_have_text("Wait for a number.")
    page.get_by_role("button", name="Remove question 1").click()
    assert prompts(page)[0] == third
    page.get_by_role("button", name="Undo").click()
    assert prompts(page)[:3] == [first, third, second]
    expect(page.locator(".set__own")).to_have_text("Wait for a number.")
    assert page.url.startswith(address)
