"""Every hostile text as plain words, through every other door, read in a real browser without its policy: nothing runs.

The doors: a list of terms imported in the Admin, with names, gists and texts; titles, questions, notes and sections of
sets, teams and links; reports, asked-for terms and the decoder; search. Markdown has a test of its own.
"""

import json
import re
import secrets
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import DESK, Reader
from tests.browser.hostile import alarmed, touch
from tests.browser.test_editors_way import signed_in
from tests.browser.test_sets import somebody
from tests.entries.injections import CORPUS

__all__ = ["somebody"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

BATCH, TERMS = 250, "/admin/glossary/term/"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def batches() -> Iterator[Any]:
    """Yield the whole corpus in parts, mixed, so that every part has texts of every class."""
    mixed = Random(3).sample(CORPUS, len(CORPUS))
    for start in range(0, len(mixed), BATCH):
        yield pytest.param(mixed[start : start + BATCH], id=f"from {start}")


def packed(texts: list[str], longest: int) -> list[str]:
    """Return all texts in as few lines as fields of this length take; a longer one is cut."""
    lines = [""]
    for text in texts:
        word = CONTROL.sub(" ", text)[: longest - 2].strip()
        if len(lines[-1]) + len(word) > longest - 2:
            lines.append("")
        lines[-1] += f"{word} "
    return [line.strip() for line in lines if line.strip()]


def send(page: Page, path: str, **typed: Any) -> str:
    """Send a form as the page's reader; return the address that was answered."""
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    answer = page.request.post(path, form={"csrfmiddlewaretoken": token, **typed})
    assert answer.status == 200, (path, answer.status)
    return answer.url


def terms(texts: list[str], mark: str, state: str) -> list[dict[str, Any]]:
    """Return terms that have all texts in their names and aliases, all in their gists, and all in each sentence."""
    rows = []
    sentences = packed(texts, 980)
    for number, name in enumerate(packed(texts, 150)):
        said = sentences[number % len(sentences)]
        row = {
            "slug": f"{mark}-{number}",
            "name": f"{name} {mark}{number}",
            "area": "general",
            "state": state,
        }
        row |= dict.fromkeys(("gist", "meaning", "seen", "why"), said)
        rows.append({**row, "say": name, "aliases": [{"name": f"{name} other {mark}{number}"}]})
    return rows


def look_at_list(page: Page, rows: list[dict[str, Any]]) -> None:
    """Choose a list of terms in the Admin, and look at what it would do."""
    page.goto(f"{TERMS}import/")
    file = FilePayload(name="terms.json", mimeType="application/json", buffer=json.dumps(rows).encode())
    page.locator("input[type=file]").set_input_files([file])
    page.locator("#id_reason").fill(rows[0]["name"].replace("\n", " ")[:200])
    page.locator("form:has(input[type=file]) [type=submit]").click()


def take_in(page: Page, rows: list[dict[str, Any]]) -> None:
    """Import a list of terms."""
    look_at_list(page, rows)
    touch(page)
    page.locator("form:has([name=confirmed]) [type=submit]").click()
    expect(page.locator(".messagelist")).to_contain_text("Imported")


@pytest.mark.parametrize("texts", list(batches()))
def test_imported_and_searched_for(reader: Reader, texts: list[str]) -> None:
    page = reader("", cookies=signed_in(reader, "edith").context.cookies(), width=DESK, bypass_csp=True)
    fired, mark = alarmed(page), f"z{secrets.token_hex(3)}"
    broken = [
        {"slug": text[:80], "name": text, "area": text, "first_released": text, text[:30]: 1}
        for text in texts
    ]
    look_at_list(page, broken)
    touch(page)
    take_in(page, terms(texts, mark, "published"))
    try:
        for number in range(1, 3):
            touch(page, f"/glossary/?q={mark}&page={number}")
            touch(page, f"{TERMS}?q={mark}&p={number}")
            touch(page, f"/search/?q={mark}&page={number}")
        for number in range(len(packed(texts, 980))):
            touch(page, f"/glossary/{mark}-{number}/")
        touch(page, "/changes/")
        page.goto(f"{TERMS}?q={mark}-0")
        page.locator("#result_list tbody th a").first.click()
        change = page.url
        touch(page)
        touch(page, change.replace("/change/", "/history/"))
        for text in packed(texts, 190):
            touch(page, f"/search/?q={quote(text)}", clicks=3)
        page.goto("/")
        for text in texts[::20]:
            page.locator("[name=q]").first.fill(packed([text], 60)[0])
            page.wait_for_timeout(250)
            touch(page)
    finally:
        take_in(page, terms(texts, mark, "retired"))
    assert fired == []


@pytest.mark.parametrize("texts", list(batches()))
def test_written_into_sets_and_forms(reader: Reader, somebody: Any, texts: list[str]) -> None:
    page = reader("/sets/", cookies=somebody, width=DESK, bypass_csp=True)
    fired, long = alarmed(page), packed(texts, 900)
    own = send(page, "/sets/new/", title=packed(texts, 110)[0], role="x", purpose="x")
    for number, title in enumerate(packed(texts, 110)):
        send(page, "/sets/new/", title=title, role=title, purpose=long[number % len(long)])
    phrases = packed(texts, 190)
    for number, text in enumerate(long):
        answers = {
            "prompt": text,
            "strong": text,
            "probe": text,
            "listen_for": "\n".join(phrases[number :: len(long)]),
        }
        send(page, f"{own}own/", level="mid", minutes=5, **answers)
    for number in range(1, 6):
        touch(page, f"/sets/?page={number}")
    page.goto(own)
    forms = page.locator("form[action*='/items/']").evaluate_all(
        "all => all.map(one => one.getAttribute('action'))"
    )
    items = re.findall(r"/sets/\d+/items/[1-9]\d*/(?=\?|$)", "\n".join(dict.fromkeys(forms)), re.M)
    items = list(dict.fromkeys(items))
    assert len(items) == len(long)
    for path, text, label in zip(items, long, packed(texts, 78), strict=False):
        send(page, path, minutes=5, section=label, note=text)
        send(page, f"{own}share/", do="link", label=label, expires="7")
    send(page, "/teams/", name=packed(texts, 78)[-1])
    for path in (own, f"{own}share/", f"{own}call/", f"{own}print/", "/teams/", "/"):
        touch(page, path)
    for text in packed(texts, 1_900):
        send(page, "/report/", message=text, entry=text[:200])
    for text in long:
        send(page, "/search/ask/", words=text[:150], note=text)
    page.goto("/decoder/")
    page.locator("[name=text]").fill("\n".join(texts)[:20_000])
    page.locator("form:has([name=text]) [type=submit]").first.click()
    touch(page)
    editor = reader("", cookies=signed_in(reader, "edith").context.cookies(), width=DESK, bypass_csp=True)
    alarms = alarmed(editor)
    touch(editor, "/admin/inbox/")
    touch(editor, "/admin/search/termrequest/")
    assert (fired, alarms) == ([], [])
