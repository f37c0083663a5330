"""The wiki with its shipped content: every page answers, is light, well-formed, and leads on."""

import gzip
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from django.contrib.staticfiles import finders

from tests.shipped import PERSONAL, SAMPLE, Site

pytestmark = pytest.mark.django_db

PAGE, SHEET, STYLES, SCRIPT = 20 * 1024, 150 * 1024, 14 * 1024, 6 * 1024

FOR_PAPER = ("/print/", "?answers=all")
"""How the addresses of sheets end that are made to be printed."""


def entries_in(links: set[str], kind: str) -> set[str]:
    """Return the links that lead to an entry of a kind."""
    patterns = {
        "term": r"/glossary/[a-z0-9-]+/",
        "skill": r"/skills/[a-z0-9-]+/",
        "question": r"/interviews/(?!red-flags/)[a-z0-9-]+/",
    }
    return {link for link in links if re.fullmatch(patterns[kind], urldefrag(link)[0])}


def test_every_entry_answers(site: Site) -> None:
    assert len(site.entries) > 400
    looked_at = set(site.entries.values()) - site.left_out
    assert {a: site.seen[a].status for a in looked_at if site.seen[a].status != 200} == {}


def test_no_link_leads_nowhere(site: Site) -> None:
    to_sign_in = {
        address for address, seen in site.seen.items() if seen.status == 302 and PERSONAL.match(address)
    }
    broken = {address for address, seen in site.seen.items() if seen.status != 200} - to_sign_in
    assert [address for address, seen in site.parts.items() if seen.status != 200] == []
    assert {
        (a, link) for a, s in site.seen.items() for link in s.links if urldefrag(link)[0] in broken
    } == set()


def test_no_link_leads_to_a_place_that_its_page_does_not_have(site: Site) -> None:
    missing = set()
    for address, seen in site.seen.items():
        for link in seen.links:
            page, place = urldefrag(link)
            target = site.seen[page].facts if place and page not in site.left_out else None
            if target and place not in target.ids:
                missing.add((address, link))
    assert missing == set()


def test_no_page_is_reached_by_its_address_alone(site: Site) -> None:
    reached = {urldefrag(link)[0] for address, seen in site.seen.items() for link in seen.links - {address}}
    assert set(site.entries.values()) - reached == set()


def test_every_page_is_light(site: Site) -> None:
    heavy = {address: seen.size for address, seen in site.seen.items() if seen.facts and seen.size > PAGE}
    assert {address: size for address, size in heavy.items() if not address.endswith(FOR_PAPER)} == {}


def test_every_sheet_for_paper_is_within_its_limit(site: Site) -> None:
    sheets = {address: seen.size for address, seen in site.seen.items() if address.endswith(FOR_PAPER)}
    assert sum(address.endswith("/print/") for address in sheets) == len(site.of_kind("guide")) + len(
        site.of_kind("set-template")
    )
    assert max(sheets.values()) <= SHEET


def test_own_files_are_light() -> None:
    styles = Path(finders.find("wiki.css")).read_bytes()
    scripts = Path(finders.find("wiki.js")).read_bytes()
    assert len(gzip.compress(styles, 6)) <= STYLES
    assert len(gzip.compress(scripts, 6)) <= SCRIPT


def test_every_term_leads_to_a_skill_or_a_question(site: Site) -> None:
    terms = site.of_kind("term")
    assert len(terms) >= SAMPLE
    assert [
        a for a, s in terms.items() if not entries_in(s.links, "skill") | entries_in(s.links, "question")
    ] == []


def test_every_question_leads_to_a_skill_and_its_terms(site: Site) -> None:
    dead_ends = []
    for address, seen in site.of_kind("question").items():
        skills = entries_in(seen.links, "skill")
        looked_at = {urldefrag(skill)[0] for skill in skills} - site.left_out
        gathered = any(entries_in(site.seen[skill].links, "term") for skill in looked_at)
        if not skills or (gathered and not entries_in(seen.links, "term")):
            dead_ends.append(address)
    assert dead_ends == []


def test_no_page_holds_anything_inline(site: Site) -> None:
    assert {address: facts.inline for address, facts in site.pages().items() if facts.inline} == {}


def test_no_page_asks_another_host(site: Site) -> None:
    own = ("/static/", "http://127.0.0.1:8000/", "/changes/feed/", "/opensearch.xml")
    foreign = {
        asset for facts in site.pages().values() for asset in facts.assets if not asset.startswith(own)
    }
    assert foreign == set()


def test_every_page_has_one_title_heading_and_skips_no_level(site: Site) -> None:
    pages = site.pages()
    assert {a: f.headings for a, f in pages.items() if f.headings.count(1) != 1 or f.skipped_headings} == {}


def test_every_id_is_unique_and_every_label_has_its_element(site: Site) -> None:
    pages = site.pages()
    assert {address: facts.doubled_ids for address, facts in pages.items() if facts.doubled_ids} == {}
    assert {a: set(f.labels) - set(f.ids) for a, f in pages.items() if set(f.labels) - set(f.ids)} == {}


def test_every_picture_is_decorative(site: Site) -> None:
    assert {a: f.speaking_pictures for a, f in site.pages().items() if f.speaking_pictures} == {}


def test_every_page_has_title_description_and_canonical_address(site: Site) -> None:
    bare = {a for a, f in site.pages().items() if not (f.title and f.description and f.canonical)}
    assert bare == set()
    assert {f.canonical for f in site.pages().values() if "?" in f.canonical or "#" in f.canonical} == set()


def test_no_two_entries_share_a_title(site: Site) -> None:
    pages = site.pages()
    names = Counter(pages[a].title for a in set(site.entries.values()) - site.left_out)
    assert [name for name, number in names.items() if number > 1] == []


def test_card_of_every_term_answers(site: Site) -> None:
    cards = [s for address, s in site.seen.items() if address.endswith("/card/")]
    assert len(cards) == len(site.of_kind("term"))
    assert max(card.size for card in cards) < 1024
