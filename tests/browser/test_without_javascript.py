"""Every page is whole without JavaScript, and every form has a button that works."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Reader
from tests.browser.pages import PAGES, QUICK_AND_WHOLE

pytestmark = pytest.mark.browser

SEEN = """wanted => {
  const shown = e => !!e && e.checkVisibility({ visibilityProperty: true });
  return {
    missing: wanted.filter(each => !shown(document.querySelector(each))),
    needsScript: [...document.querySelectorAll(".js-only")].filter(shown).length,
    levels: [...document.querySelectorAll("h1, h2, h3, h4, h5")].map(h => Number(h.tagName[1])),
  };
}"""

# What must be readable on the page itself.
HOLDS = {
    "dashboard": [".search", ".ministack a", ".counts dd", ".task", ".card", ".plain", ".plainlist time"],
    "guides": [".card h2 a"],
    "guide": [
        ".layer",
        ".wire",
        ".box",
        "#layer .skill-card",
        "#role .plain",
        ".reads",
        "#judge",
        "#topics a",
    ],
    "guide-layer": [".slab.is-chosen", "#layer .skill-card"],
    "guide-print": [".layer", ".sheet-skill", ".sheet-list"],
    "skills": ["#results li a", "select", "button[type=submit]"],
    "skill": [".plain", "#means", ".mini", "#resume .reads", "#levels", "#ask .q", ".facts a"],
    "glossary": [".az a", "#results .term", "button[type=submit]"],
    "glossary-words": ["#results .term"],
    "glossary-nothing": [".empty a"],
    "term": [".plain", "#ask a", "#skills a", ".facts"],
    "questions": [".legend", "#results .q", ".pager"],
    "question": [".v-strong", ".v-average", ".v-weak", ".q__more", ".listen", "#skills a", "#terms a"],
    "topic": [".q"],
    "topic-answers": [".v-strong", ".v-average", ".v-weak", ".q__more"],
    "red-flags": [".flag"],
    "compare-empty": ["select", ".empty a"],
    "compare": [".versus"],
    "decoder": ["main textarea", "main input[type=file]", "main button[type=submit]"],
    "search": [".result", ".tabs a"],
    "search-exact": [".result"],
    "search-near": [".notice a", ".result"],
    "search-versus": [".notice a", ".result"],
    "search-nothing": [".empty a"],
    "ask-for-term": ["input[name=words]", "button[type=submit]"],
    "changes": ["time", ".plainlist a"],
    "about": [".prose", ".toc a"],
    "preferences": ["input[type=radio]", "button[type=submit]"],
    "sign-in": ["input[type=password]", "button[type=submit]"],
    "forgotten-password": ["input[type=email], .notice"],
    "not-found": [".err", ".search"],
}


@QUICK_AND_WHOLE
def test_every_page_is_whole(reader: Reader, names: list[str]) -> None:
    """Title, outline, the ways on, and what the page is for; nothing that needs a script is offered."""
    page = reader(script=False)
    missing = {}
    for name in names:
        page.goto(PAGES[name])
        assert re.fullmatch(r".+ \| Daily Wiki", page.title()), name
        wanted = ["h1", *HOLDS[name], ".site-footer a"]
        seen = page.evaluate(SEEN, wanted)
        missing[name] = seen["missing"]
        assert seen["needsScript"] == 0, name
        levels = seen["levels"]
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
    assert {name: selectors for name, selectors in missing.items() if selectors} == {}


def test_filters_work_by_their_button(reader: Reader) -> None:
    """The glossary, the skills and the questions filter by an ordinary form."""
    page = reader("/glossary/", script=False)
    page.get_by_label("Find a term").fill("orm")
    page.get_by_role("checkbox", name=re.compile("^Data")).check()
    page.get_by_role("button", name="Show matching terms").click()
    expect(page.get_by_label("Find a term")).to_have_value("orm")
    expect(page.get_by_role("checkbox", name=re.compile("^Data"))).to_be_checked()
    assert set(page.locator("#results .term__seen .chip").all_text_contents()) == {"Data"}

    page.goto("/skills/")
    page.get_by_label("Kind").select_option("Framework")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("tag=Framework"))
    expect(page.get_by_label("Kind")).to_have_value("Framework")
    expect(page.locator("#results li")).not_to_have_count(0)

    page.goto("/interviews/")
    page.get_by_label("Stage").select_option("senior")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#results .tag", has_text="Senior").first).to_be_visible()
    expect(page.locator("#results .tag", has_text="Junior")).to_have_count(0)


@pytest.mark.slow
def test_letters_and_pages_are_links(reader: Reader) -> None:
    """A-Z and the pager lead on."""
    page = reader("/glossary/", script=False, width=DESK)
    page.get_by_role("link", name="P", exact=True).click()
    expect(page.locator("#results .letter h2")).to_have_text(["P"])
    page.goto("/interviews/")
    first = page.locator("#results .q__text").first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    assert page.locator("#results .q__text").first.inner_text() != first


@pytest.mark.slow
def test_skills_are_compared_by_a_form(reader: Reader) -> None:
    """Two choices and a button."""
    page = reader("/compare/", script=False)
    page.get_by_label("Skill 1").select_option("django")
    page.get_by_label("Skill 2").select_option("flask")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("Django and Flask compared")
    expect(page.get_by_role("columnheader")).to_have_count(2)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("script", [False, True])
def test_the_theme_holds_on_the_next_page(reader: Reader, script: bool) -> None:
    """Dark by choice on a light system, kept in a cookie, drawn by the server."""
    page = reader("/preferences/", script=script)
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/skills/django/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", re.compile(r"oklch\(0\.1|rgb\(1[0-9], "))
    page.goto("/preferences/")
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="Light").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
