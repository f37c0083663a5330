"""Hostile texts through the real doors, read in a real browser whose Content-Security-Policy is off: nothing runs.

The doors: a page's Markdown saved in the Admin, its preview while typing, its history and list; a draft's preview;
a set with its title and own questions; a report in the inbox; search and its suggestions. The policy stands behind
all this and would hide a hole.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import markdown
import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from entries.markdown import TextRefused, check_limits, mistakes
from tests.browser.conftest import DESK, Reader
from tests.browser.hostile import TOUCH, alarmed, touch
from tests.browser.test_editors_way import signed_in
from tests.browser.test_sets import somebody
from tests.entries.injections import CORPUS

__all__ = ["somebody"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

BATCH = 90


def batches() -> Iterator[Any]:
    """Yield the corpus in parts."""
    fitting = [text for text in CORPUS if is_fitting(text)]
    for start in range(0, len(fitting), BATCH):
        yield pytest.param(fitting[start : start + BATCH], id=f"from {start}")


def is_fitting(text: str) -> bool:
    """Whether a text alone is within the limits; the others are refused with a sentence, and tested so elsewhere."""
    try:
        check_limits(text)
    except TextRefused:
        return False
    return True


def hostile_page(page: Page, texts: list[str]) -> str:
    """Preview all texts in the Admin, save those that its form does not refuse, and return the page's slug."""
    slug = f"hostile-{secrets.token_hex(3)}"
    page.goto("/admin/entries/page/add/")
    page.locator("#id_name").fill(f"{texts[0][:120]} {slug}")
    page.locator("#id_gist").fill(" ".join(texts[1:4])[:300].replace("\n", " "))
    page.locator("#id_body").fill("\n\n".join(texts))
    preview(page)
    page.locator("#id_body").fill(
        "\n\n".join(text for text in texts if not mistakes(text)) or "None of them."
    )
    page.locator("#id_state").select_option("published")
    page.locator("#id_reason").fill(texts[4][:200].replace("\n", " "))
    page.locator("#id_slug").evaluate(
        "(field, slug) => { field.value = slug; }", slug
    )  # it followed the name
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    return slug


def preview(page: Page) -> None:
    """Show the preview beside the Markdown, and wait until it does."""
    body = page.locator(".field-body")
    with page.expect_response(re.compile("/admin/writing/")):
        body.get_by_text("Preview").first.click()
        body.locator("textarea").press("End")
        body.locator("textarea").press("Space")
    inside = body.frame_locator("iframe")
    expect(inside.locator("p").first).to_be_attached(timeout=20_000)
    assert inside.locator("script, iframe, img, svg, object, style, [onclick], [onerror]").count() == 0


@pytest.mark.parametrize("texts", list(batches()))
def test_hostile_text_does_nothing_where_it_is_shown(reader: Reader, somebody: Any, texts: list[str]) -> None:
    editor = signed_in(reader, "edith")
    options = {"width": DESK, "bypass_csp": True}
    page = reader("", cookies=editor.context.cookies(), **options)
    fired, look = alarmed(page), touch
    slug = hostile_page(page, texts)
    for path in (f"/about/{slug}/", "/about/", f"/admin/entries/page/?q={slug}", "/changes/"):
        look(page, path)
    page.goto(f"/admin/entries/page/?q={slug}")
    page.locator("#result_list tbody th a").first.click()
    history = page.url.replace("/change/", "/history/")
    page.locator("#id_gist").fill("Another.")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name=re.compile("^Preview as readers")).click()
    look(page)
    look(page, history)

    person = reader("/sets/new/", cookies=somebody, **options)
    fired_there = alarmed(person)
    person.locator("[name=title]").fill(texts[0][:90].replace("\n", " ") or "x")
    person.get_by_role("button", name="Make the set").click()
    own = person.url
    for start in range(3):
        person.goto(f"{own}own/")
        for name in ("prompt", "listen_for", "probe"):
            person.locator(f"[name={name}]").fill(texts[start][:200])
        for number, name in enumerate(("strong", "average", "weak")):
            person.locator(f"[name={name}]").fill("\n\n".join(texts[3 * start + number :: 9]))
        person.locator("main form button[type=submit]").last.click()
        expect(person).to_have_url(re.compile(f"^{re.escape(own)}(#|$)"))
    for path in (own, f"{own}call/", f"{own}print/", "/sets/"):
        look(person, path)
    for text in texts[:6]:
        person.goto("/")
        person.locator("[name=q]").first.fill(text[:150])
        person.wait_for_timeout(200)
        person.locator("[name=q]").first.press("Enter")
        look(person)
    person.goto("/report/")
    person.locator("[name=message]").fill("\n".join(texts)[:900])
    person.get_by_role("button", name=re.compile("Send", re.IGNORECASE)).first.click()
    page.goto("/admin/inbox/")
    page.evaluate(TOUCH)
    assert (fired, fired_there) == ([], [])


def answer_with(body: str, route: Route) -> None:
    """Answer in place of the site."""
    route.fulfill(body=body, content_type="text/html")


def test_without_the_sanitiser_the_same_texts_run(chromium: Browser, site: str) -> None:
    """Else the tests above could not see anything."""
    unsafe = markdown.Markdown(extensions=["fenced_code", "tables", "sane_lists", "def_list", "abbr"])
    context = chromium.new_context(base_url=site, bypass_csp=True)
    page = context.new_page()
    fired = alarmed(page)
    for start in range(0, 300, 30):
        body = "".join(f"<div>{unsafe.reset().convert(text)}</div>" for text in CORPUS[start : start + 30])
        page.route("**/about/unsafe/", partial(answer_with, f"<main>{body}</main>"))
        with suppress(Error):  # some of the texts lead elsewhere, and end the page while it is touched
            page.goto("/about/unsafe/", wait_until="domcontentloaded")
            page.evaluate(TOUCH)
        page.unroute("**/about/unsafe/")
    context.close()
    assert len(fired) >= 20
