"""The question bank: filters with an address each, and sample answers on demand."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Reader

pytestmark = pytest.mark.browser

ORDER = """() => {
  const answers = document.querySelector(".q .answers");
  const card = answers.closest(".q");
  const below = node => !!(answers.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  const [question, probe] = [".q__text", ".q__more"].map(name => card.querySelector(name));
  return { afterQuestion: !below(question), beforeProbe: below(probe) };
}"""


@pytest.mark.slow
def test_filters_and_the_back_button(reader: Reader) -> None:
    """Stage, skill and area narrow the list in place; Back takes the last choice away again."""
    page = reader("/interviews/", width=DESK)
    page.evaluate("window.sameDocument = true")
    count = page.locator("[data-count]")
    whole = count.inner_text()
    page.get_by_label("Stage").focus()
    page.get_by_label("Stage").select_option("senior")
    expect(page).to_have_url(re.compile(r"/interviews/\?level=senior$"))
    expect(count).not_to_have_text(whole)
    senior = count.inner_text()
    expect(page.locator("#status")).to_have_text(senior)
    expect(page.get_by_label("Stage")).to_be_focused()
    page.get_by_label("Skill", exact=True).select_option("django")
    expect(page).to_have_url(re.compile(r"level=senior&skill=django$"))
    expect(count).not_to_have_text(senior)
    assert page.evaluate("window.sameDocument === true")

    page.go_back()
    expect(page).to_have_url(re.compile(r"\?level=senior$"))
    expect(page.get_by_label("Skill", exact=True)).to_have_value("")
    expect(page.get_by_label("Stage")).to_have_value("senior")
    expect(count).to_have_text(senior)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/interviews/$"))
    expect(count).to_have_text(whole)
    page.go_forward()
    expect(page.get_by_label("Stage")).to_have_value("senior")
    expect(count).to_have_text(senior)


def test_words_filter_while_one_types(reader: Reader) -> None:
    """The field keeps focus, the list holds only fitting questions, and an empty list offers a way out."""
    page = reader("/interviews/")
    field = page.get_by_label("Words in the question")
    field.press_sequentially("django", delay=20)
    expect(page).to_have_url(re.compile(r"\?q=django$"))
    expect(field).to_be_focused()
    assert page.locator("#results .q").count() > 0
    field.fill("zzzzzz")
    expect(page.get_by_role("heading", name="No question fits")).to_be_visible()
    page.get_by_role("link", name="Show all questions").click()
    expect(field).to_have_value("")


def test_sample_answers_come_in_place(reader: Reader) -> None:
    """They stand between question and follow-up; the keyboard goes on at the strong answer."""
    page = reader("/interviews/")
    page.evaluate("window.sameDocument = true")
    address = page.url
    card = page.locator("#results .q").first
    card.get_by_role("link", name="Sample answers to").press("Enter")
    headings = card.locator(".answers").get_by_role("heading")
    expect(headings).to_have_text(["Strong answer", "Average answer", "Weak answer"])
    expect(headings.first).to_be_focused()
    expect(headings.first).to_be_in_viewport()
    assert headings.first.evaluate("h => h.tagName") == "H3"
    assert page.evaluate(ORDER) == {"afterQuestion": True, "beforeProbe": True}
    page.keyboard.press("Tab")
    following = page.locator("#results .q").nth(1).get_by_role("link").first
    expect(following).to_be_focused()
    assert page.url == address
    assert page.evaluate("window.sameDocument === true")


@pytest.mark.slow
def test_sample_answers_without_javascript(reader: Reader) -> None:
    """The same link leads to the question's own page with all three answers."""
    page = reader("/interviews/", script=False)
    prompt = page.locator("#results .q__text").first.inner_text()
    page.get_by_role("link", name="Sample answers to").first.click()
    expect(page.locator("h1")).to_have_text(prompt)
    expect(page.get_by_role("heading", name=re.compile("(Strong|Average|Weak) answer"))).to_have_count(3)


@pytest.mark.slow
def test_skills_filter_in_place(reader: Reader) -> None:
    """The list of skills answers to words and choices like the others."""
    page = reader("/skills/", width=DESK)
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Words").fill("orm")
    expect(page).to_have_url(re.compile(r"/skills/\?q=orm$"))
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ skills? for “orm”$"))
    page.get_by_label("Layer").select_option("data")
    expect(page).to_have_url(re.compile(r"\?q=orm&layer=data$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=orm$"))
    page.go_back()
    expect(page.get_by_label("Words")).to_have_value("")
    assert page.evaluate("window.sameDocument === true")
