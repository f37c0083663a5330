"""A recruiter's minute with the decoder, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

RESUME = """Skills: Python (2.7, 3.12), Django, Celery, Redis, PostgreSQL, Docker, Zappaline.io
Contact: ann@example.org, +44 20 7946 0000
"""


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_from_pasted_text_to_a_set_of_questions(reader: Reader, theme: str) -> None:
    page = reader("/decoder/", width=360, theme=theme)
    page.get_by_label("Skills or experience text").fill(RESUME)
    page.get_by_role("button", name="Decode", exact=True).click()
    expect(page.get_by_role("heading", name="What it says")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    lit = page.locator(".layers.lit")
    expect(lit.get_by_role("link", name="Celery", exact=True)).to_be_visible()
    expect(lit.locator(".slab--off").first).to_contain_text("not mentioned")
    lit.get_by_role("link", name="Celery", exact=True).click()
    expect(page.locator("#w-celery .say")).to_be_in_viewport()

    plain = page.get_by_label("The reading as plain text")
    page.get_by_text("Copy as plain text").click()
    expect(plain).to_have_value(re.compile(r"\[e-mail\], \[phone\]"))
    assert "ann@example.org" not in plain.input_value()
    page.emulate_media(media="print")
    expect(page.get_by_text("ann@example.org", exact=True)).to_be_hidden()
    page.emulate_media(media="screen")

    page.get_by_role("link", name=re.compile("questions? to ask$")).click()
    question = page.locator(".asks > li").first
    question.get_by_role("link", name=re.compile("^What good answers sound like")).click()
    expect(question).to_contain_text("Strong")

    page.get_by_role("link", name="Sign in to make a question set of these").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "questions%3D" in page.url
    assert "Celery" not in page.url
