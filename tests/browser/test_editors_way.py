"""Editors in a real browser: a correction from draft to readers and back, and forms that help while one types."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.running_site import STAFF_PASSWORD
from tests.browser.test_accessibility import EVERYTHING, violations

pytestmark = pytest.mark.browser
TERM = "/glossary/clickjacking/"


def signed_in(reader: Reader, name: str, *, width: int = DESK) -> Page:
    """Return the Admin's first page as somebody sees it who just signed in."""
    page = reader("/admin/", width=width)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/$"))
    return page


def form_of(page: Page, kind: str, words: str, name: str) -> None:
    """Open the form of an entry that its list finds by these words."""
    page.goto(f"/admin/{kind}/?q={words}")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".submit-row")).to_be_visible()


def column(page: Page, prefix: str, field: str) -> list[str]:
    """Return what stands in one column of related rows, from top to bottom."""
    rows = page.locator(f"#{prefix}-group .form-row:not(.empty-form) [name$='-{field}']")
    return rows.evaluate_all("fields => fields.map(field => field.value)")


def test_a_correction_goes_from_draft_to_readers_and_back(reader: Reader) -> None:
    """The whole walk: found by an alias, drafted, previewed, reviewed, published, read, restored."""
    editor = signed_in(reader, "edith")
    editor.get_by_label("Find a term by any of its spellings").fill("ui-redressing")
    editor.keyboard.press("Enter")
    editor.get_by_role("link", name="Clickjacking", exact=True).click()
    gist = editor.get_by_label("Gist")
    before = gist.input_value()
    gist.fill("A trick that hides a real button under a fake page.")
    editor.get_by_label("What changed and why").fill("shorter")
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.locator(".messagelist")).to_contain_text("The draft is saved")
    editor.get_by_role("link", name=re.compile("^Preview as readers")).click()
    expect(editor.locator("main")).to_contain_text("under a fake page")
    editor.go_back()
    editor.get_by_role("button", name="Send to review").click()
    expect(editor.locator(".messagelist")).to_contain_text("sent to review")
    stranger = reader(TERM)
    expect(stranger.locator("main")).not_to_contain_text("under a fake page")

    reviewer = signed_in(reader, "ruth")
    reviewer.get_by_role("link", name=re.compile("^inbox", re.IGNORECASE)).first.click()
    reviewer.get_by_role("link", name="Clickjacking", exact=True).click()
    expect(reviewer.get_by_label("Gist")).to_have_value("A trick that hides a real button under a fake page.")
    reviewer.get_by_role("button", name="Publish the draft").click()
    expect(reviewer.locator(".messagelist")).to_contain_text("Readers see it now")
    reviewer.get_by_role("link", name="History").first.click()
    newest = reviewer.locator(".version").first
    expect(newest.locator("del").first).to_contain_text("lays")
    expect(newest.locator("ins").first).to_contain_text("hides")

    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("under a fake page")

    editor.goto(TERM)
    editor.get_by_role("link", name="History").click()
    editor.get_by_role("button", name="Restore version 1").click()
    expect(editor.locator(".messagelist")).to_contain_text("Version 1 is restored")
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text(before)


@pytest.mark.slow
def test_rows_change_places_by_mouse_keyboard_and_number(reader: Reader) -> None:
    """What the rows show is the order that is kept, new and removed ones included."""
    page = signed_in(reader, "edith")
    form_of(page, "glossary/term", "clickjacking", "Clickjacking")
    first, second, third, *_, last = column(page, "aliases", "name")
    rows = page.locator("#aliases-group .form-row:not(.empty-form)")

    rows.nth(1).get_by_role("button", name="Move up").press("Enter")
    assert column(page, "aliases", "name")[:3] == [second, first, third]
    expect(page.get_by_text(f"“{second}” is now at place 1 of")).to_be_attached()
    grip = rows.last.locator(".row-moves__grip")
    grip.scroll_into_view_if_needed()
    target = rows.first.bounding_box()
    grip.hover()
    page.mouse.down()
    assert target
    page.mouse.move(target["x"] + 60, target["y"] + 30, steps=3)
    page.mouse.move(target["x"] + 60, target["y"] + 4, steps=3)
    page.mouse.up()
    assert column(page, "aliases", "name")[:3] == [last, second, first]

    page.get_by_role("button", name="Add another Alias").click()
    rows.last.get_by_role("textbox").fill("K8S")
    expect(rows.last).to_contain_text("belongs to the term “Kubernetes” already")
    rows.last.get_by_role("textbox").fill("Hidden clicks")
    expect(rows.last).not_to_contain_text("already")
    rows.last.locator("input.place").fill("2")
    rows.last.locator("input.place").press("Tab")
    page.get_by_role("button", name="Add another Alias").click()
    rows.last.locator(".inline-deletelink").click()
    rows.nth(2).locator("[name$='-DELETE']").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved")
    assert column(page, "aliases", "name")[:3] == [last, "Hidden clicks", first]
    page.get_by_role("button", name="Throw the draft away").click()


@pytest.mark.slow
def test_a_diagram_is_built_without_writing_its_text(reader: Reader) -> None:
    """Fields, text and drawing say the same; what is wrong is said at once, and a text can be previewed."""
    page = signed_in(reader, "edith", width=360)
    form_of(page, "skills/skill", "flask", "Flask")
    page.get_by_role("button", name="Remove the diagram").click()
    text = page.locator("#id_diagram")
    expect(text).to_have_value("")
    page.get_by_role("button", name="Make a diagram").click()
    expect(page.locator(".builder__problems")).to_contain_text("Caption: is empty")
    page.get_by_label("Shape").select_option("cards")
    page.get_by_label("Caption").fill('Two "cards": {one}, # two')
    for number in range(3):
        page.locator(".builder__rows").get_by_label("Label").nth(number).fill(f"Card {number}")
    page.get_by_role("button", name="Move box 3 up").press("Enter")
    drawing = page.frame_locator(".builder iframe")
    expect(drawing.locator("figcaption")).to_have_text('Two "cards": {one}, # two')
    expect(drawing.locator("li b")).to_have_text(["Card 0", "Card 2", "Card 1"])
    expect(page.locator(".builder__problems p")).to_have_count(0)

    page.locator(".builder__text summary").click()
    text.fill("shape: cards\ncaption: By hand\nboxes: [{label: Left}, {label: Right, text: 3}]\n")
    expect(page.get_by_label("Caption")).to_have_value("By hand")
    expect(page.locator(".builder__problems")).to_contain_text("Boxes, row 2, text")
    text.fill("shape: cards: cards")
    expect(page.locator(".builder__form")).to_contain_text("cannot be read")

    details = page.locator(".field-details")
    details.get_by_text("Preview").click()
    details.locator("textarea").fill("An *ORM* with HQL.")
    words = details.locator(".writing").first
    expect(words).to_contain_text("4 words (120 to 220), still short", timeout=20_000)  # the renderer starts
    expect(details.locator(".writing button")).to_have_text("HQL")
    page_piece = details.frame_locator("iframe")
    expect(page_piece.locator("em a.gloss")).to_have_text("ORM")
    expect(page_piece.locator("mark")).to_have_text("HQL")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page, EVERYTHING) == ""
