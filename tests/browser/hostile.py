"""Hostile pages in a real browser: touching all that is on them, and what no text may have brought in."""

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import html5lib
from playwright.sync_api import Dialog, Error, Page

from tests.entries.judge import OFF_SITE_REL, address_fault, is_off_site

TOUCH = """() => {
  window.touched = true;
  document.addEventListener('click', event => {
    const link = event.target.closest('a');
    if (link && /^(https?|mailto):$/.test(link.protocol)) event.preventDefault();
  }, true);
  document.addEventListener('submit', event => window.touched && event.preventDefault(), true);
  const all = [...document.querySelectorAll('main *')].filter(one => !one.closest('form, button, summary'));
  const types = ['pointerover', 'mouseover', 'mouseenter', 'focus', 'focusin', 'click', 'toggle', 'load', 'error'];
  for (const one of all)
    for (const type of types)
      one.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
  return all.length;
}"""
"""Hovers over, focuses and clicks everything that is not a control of ours, and goes nowhere."""

PLACES = """most => [...document.querySelectorAll('main a')].filter(one => !one.closest('form, nav, .pager'))
  .slice(0, most).map(one => {
    one.scrollIntoView({ block: 'center' });
    one.focus();
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x + width / 2, y + height / 2, scrollY];
  })"""
MOST_CLICKS = 20
"""By a real mouse, which takes its time."""

MARKS = re.compile(r"alert\(|evil\.example|(?:java|vb|live)script:|^\s*data:|/accounts/logout", re.IGNORECASE)
"""What the corpus leads to."""

TEXTUAL = {"value", "title", "content", "placeholder", "alt", "label", "data-question"}
"""Attributes that browsers show and never follow; `aria-…` are, too."""

FOREIGN = {"iframe", "object", "embed", "applet", "base", "frame", "frameset", "math", "marquee", "portal"}
CLOBBERED = {
    "htmx",
    "cookie",
    "body",
    "forms",
    "location",
    "getElementById",
    "documentElement",
    "querySelector",
}
CLOBBERED |= {"__proto__", "constructor", "toString", "config", "csrfmiddlewaretoken"}
FIELDS = {"input", "textarea", "select", "button", "meta"}


def alarmed(page: Page) -> list[str]:
    """Return a list that fills with what ran."""
    fired: list[str] = []

    def note(dialog: Dialog) -> None:
        fired.append(dialog.message)
        with suppress(Error):  # it is gone already when the page was left meanwhile
            dialog.dismiss()

    page.on("dialog", note)
    return fired


def touch(page: Page, path: str = "", clicks: int = MOST_CLICKS) -> None:
    """Open a page, touch everything on it, then some of it by a real mouse, and look for what no text may bring.

    What the server sent is read by one parser, what the browser made of it comes from another. Without clicks it is a
    quick look, at the latter alone.
    """
    if path:
        answer = page.goto(path)
        assert answer
        assert answer.ok, path
        found = intruders(answer.text()) if clicks else []
        assert not found, (path, found[:5])
    page.evaluate(TOUCH)
    here = page.url
    for x, y, scrolled in page.evaluate(PLACES, clicks):
        page.evaluate("top => scrollTo(0, top)", scrolled)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
    page.evaluate("() => { window.touched = false; }")
    assert urlsplit(page.url)[:3] == urlsplit(here)[:3], f"a click led from {here} to {page.url}"
    found = intruders(page.content())
    assert not found, (page.url, found[:5])


def intruders(html: str) -> list[str]:
    """Return what texts brought into a page beside words and harmless links; empty for a page that is as meant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib tells of names that fit no XML
        tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [fault for element in tree.iter() if isinstance(element.tag, str) for fault in _faults(element)]


def _faults(element: Any) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    source, kind = element.get("src", ""), element.get("type", "")
    if (
        tag == "script"
        and not source.startswith(("/static/", "/admin/jsi18n/"))
        and not kind.endswith("json")
    ):
        yield "a script"
    if tag == "img" and not source.startswith("/static/"):
        yield "a picture"
    if tag == "svg" and not {"class", "aria-hidden"} & element.attrib.keys():
        yield "a drawing"
    if tag == "style" or (tag == "meta" and "http-equiv" in element.attrib):
        yield f"the tag {tag}"
    if tag in FOREIGN and "preview" not in element.get("class", ""):
        yield f"the tag {tag}"
    for name, value in element.attrib.items():
        name = str(name).rpartition("}")[2].lower()
        clobbers = name == "id" or (name == "name" and tag not in FIELDS)
        if name.startswith("on") or name == "srcdoc" or (clobbers and value in CLOBBERED):
            yield f"{name}={value!r} on {tag}"
        elif name in TEXTUAL or name.startswith("aria-") or not MARKS.search(value):
            continue
        elif not _leads_somewhere_harmless(element, name, value):
            yield f"{name}={value!r} on {tag}"


def _leads_somewhere_harmless(element: Any, name: str, value: str) -> bool:
    """Whether it is the address of a link: on this site, or elsewhere and marked as such."""
    if address_fault(value):
        return False
    if is_off_site(value):
        return element.tag == "a" and element.get("rel") == OFF_SITE_REL
    return name in ("href", "action") or "/accounts/logout" not in value
