"""The heart of the product: from a word on a résumé to a good question, and back, in few steps on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser


class Steps:
    """Clicks links and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, 0

    def click(self, name: str | re.Pattern[str], *, within: str = "main") -> None:
        """Take one step."""
        self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()
        self.taken += 1


def test_from_a_word_to_the_answer_key_and_back(reader: Reader) -> None:
    """What ORM means, its layer, what to ask and how to judge the answer: four steps at most."""
    page = reader("/")
    steps = Steps(page)
    field = page.locator("#q")
    expect(field).to_be_in_viewport()
    field.fill("ORM")
    field.press("Enter")
    steps.taken += 1
    steps.click("ORM", within="#results")
    expect(page.locator("h1")).to_have_text("ORM")
    term = page.url
    expect(page.locator(".plain")).to_be_in_viewport(ratio=1)
    expect(page.locator(".rail .chip")).to_have_text("Data")
    expect(page.locator(".rail")).to_contain_text("Python full-stack guide: Data")

    steps.click(re.compile("^Read the skill"))
    expect(page.locator("h1")).to_contain_text("ORM")
    expect(page.locator(".plain")).to_be_visible()
    steps.click(re.compile("^Sample answers to"), within="#ask")
    strong = page.get_by_role("heading", name="Strong answer").first
    expect(strong).to_be_in_viewport()
    assert steps.taken <= 4

    page.get_by_role("link", name="ORM", exact=True).first.click()
    expect(page).to_have_url(term)


@pytest.mark.slow
def test_the_term_leads_straight_to_a_question(reader: Reader) -> None:
    """Who is on the call already goes from the word to a question without reading the skill."""
    page = reader("/glossary/orm/")
    steps = Steps(page)
    steps.click(re.compile("ORM"), within="#ask")
    expect(page.locator("h1")).to_contain_text("ORM")
    expect(page.get_by_role("heading", name="Strong answer")).to_be_visible()
    assert steps.taken == 1


@pytest.mark.slow
def test_the_word_leads_to_its_layer_in_the_guide(reader: Reader) -> None:
    """From the term to the drawing with its layer chosen."""
    page = reader("/glossary/orm/")
    page.get_by_role("link", name="Python full-stack guide: Data").click()
    expect(page).to_have_url(re.compile(r"\?layer=data$"))
    expect(page.locator(".slab.is-chosen h3")).to_have_text("Data")
    expect(page.locator("#layer-h")).to_have_text("Data")


def test_from_a_question_to_its_skill_and_its_terms(reader: Reader) -> None:
    """The same chain in the other direction, one click a step."""
    page = reader("/interviews/django-orm-tradeoffs/")
    steps = Steps(page)
    steps.click(re.compile("ORM"), within="#skills")
    expect(page.locator("h1")).to_contain_text("ORM")
    steps.click("ORM", within=".facts")
    expect(page.locator("h1")).to_have_text("ORM")
    assert steps.taken == 2
    page.go_back()
    page.go_back()
    steps.click("ORM", within="#terms")
    expect(page.locator("h1")).to_have_text("ORM")


@pytest.mark.sampled(1)
@pytest.mark.parametrize("word", ["orms", "object relational mapper", "Postgress", "k8s", "c++"])
def test_other_spellings_find_something(reader: Reader, word: str) -> None:
    """An alias or a slip leads to the term, with the reason beside it."""
    page = reader("/")
    page.locator("#q").fill(word)
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_have_text(f"Results for “{word}”")
    expect(page.locator("#q")).to_have_value(word)
    expect(page.locator("#results .result").first).to_contain_text(
        re.compile("another name for|Exact name|Spelled much like")
    )
