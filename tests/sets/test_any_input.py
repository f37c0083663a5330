"""Whatever is typed or sent: stored, or refused with a page that still has it; never an error page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sets.models import QuestionSet
from tests.entries.injections import BAD_ADDRESSES
from tests.reading import HTMX, text
from tests.sets.worlds import browser_of, item_named, make_set, make_team, make_template, page_of, person

pytestmark = pytest.mark.django_db

FINE = {200, 302, 400, 404, 409}
HARD = [
    "", " ", "\x00", "a\x00b", "\ud800", "\u202eא ب\u202c", "x" * 100_000, "é" * 1_001, "🙂" * 200, "<script>",
    "{{ 7 }}", "'\"><b>", "a\r\nb\nc", "\u2028", "\ufeff", "²", "٣", "-1", "9" * 30, "1e3", "[" * 3_000,
    "1. " * 500, "> " * 300, "on", "None", "set:1", "a:b:c", "%00", "\\", "=1+1", *BAD_ADDRESSES[:3],
]  # fmt: skip
ANY = st.sampled_from(HARD) | st.text(max_size=60) | st.text(st.characters(), max_size=10)
SENT = st.dictionaries(
    st.sampled_from(
        ["title", "role", "purpose", "team", "note", "minutes", "must_ask", "section", "do", "before", "prompt",
         "level", "listen_for", "strong", "average", "weak", "probe", "offer", "label", "expires", "link", "item",
         "question", "set", "entry", "next", "name", "marked", "account", "member", "revision", "card", "said",
         "initial-note", "initial-minutes", "initial-title"]
    ),
    ANY,
    max_size=8,
)  # fmt: skip


class Site:
    """A signed-in person's addresses that take something."""

    def __init__(self) -> None:
        owner = person("owner")
        self.client: Client = browser_of(owner)
        self.set = make_set(owner, "Slow page", "Old code")
        pk, item = self.set.pk, item_named(self.set, "Slow page").pk
        make_template()
        team = make_team(owner)
        named: dict[str, list[Any]] = {
            "set-new": [], "set-add": [], "set-details": [pk], "set-own": [pk], "set-item": [pk, item],
            "set-freeze": [pk], "set-share": [pk], "bookmark": [], "bookmark-note": [1], "teams": [],
            "team": [team.pk], "practice": [], "set": [pk], "sets": [], "bookmarks": [], "set-call": [pk],
            "set-download": [pk], "set-templates": [], "set-shared": ["x"],
        }  # fmt: skip
        self.paths = [reverse(name, args=args) for name, args in named.items()]
        self.paths.append(reverse("set-item", args=[pk, 0]))


@pytest.fixture
def site() -> Site:
    """A person with a set, a team and a template."""
    return Site()


def as_sent(data: dict[str, str]) -> dict[str, str]:
    """Return what a browser could send: signs without UTF-8 become what Django makes of them."""
    return {name: value.encode("utf-8", "replace").decode() for name, value in data.items()}


@settings(max_examples=40)
@given(data=SENT, which=st.data())
def test_no_form_breaks_an_address(site: Site, data: dict[str, str], which: Any) -> None:
    path = which.draw(st.sampled_from(site.paths))
    headers = which.draw(st.sampled_from([{}, HTMX]))
    for answer in (
        site.client.post(path, as_sent(data), headers=headers),
        site.client.get(path, as_sent(data), headers=headers),
    ):
        assert answer.status_code in FINE | {405}, (path, answer.status_code)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("value", HARD, ids=range(len(HARD)))
def test_no_hard_text_breaks_a_field(site: Site, value: str) -> None:
    """Every field of every form, with all others as they should be; bytes that are no UTF-8, too."""
    pk = site.set.pk
    item = item_named(site.set, "Slow page").pk
    forms: dict[str, dict[str, str]] = {
        reverse("set-details", args=[pk]): {"title": "T", "role": "R", "purpose": "P"},
        reverse("set-item", args=[pk, item]): {"minutes": "5", "note": "N", "section": "S"},
        reverse("set-own", args=[pk]): {
            "prompt": "P", "level": "mid", "minutes": "5", "listen_for": "L", "strong": "S", "probe": "T"
        },
    }  # fmt: skip
    for path, good in forms.items():
        sent = {name: value.encode("utf-8", "replace").decode() for name in good}
        for name in good:
            answer = site.client.post(path, {**good, name: sent[name]})
            assert answer.status_code in {200, 302, 400, 409}, (path, name)
            if answer.status_code in (400, 409) and len(value) > 1 and "\x00" not in value:
                shown = ["".join(e.itertext()) + (e.get("value") or "") for e in page_of(answer).iter()
                         if e.get("name") == name and e.tag in ("input", "textarea", "select")]  # fmt: skip
                typed = sent[name].replace("\r\n", "\n").strip()
                assert any(typed in each for each in shown) or name == "level", (path, name)


@settings(max_examples=20)
@given(words=st.text(min_size=1, max_size=300))
@example(words="a\u0085b\u2028c")
def test_what_is_stored_is_what_was_typed(site: Site, words: str) -> None:
    """But for the ends and the line breaks of a text that stands on one line."""
    words = words.encode("utf-8", "replace").decode()
    path = reverse("set-item", args=[site.set.pk, item_named(site.set, "Slow page").pk])
    site.client.post(path, {"minutes": "5", "note": "before"})
    answer = site.client.post(path, {"minutes": "5", "note": words, "initial-note": "before"})
    note = item_named(site.set, "Slow page").note
    if answer.status_code == 302:
        assert "".join(note.split()) == "".join(words.split())
    else:
        assert answer.status_code == 400
        assert note == "before"


def test_nothing_typed_is_ever_run(site: Site) -> None:
    """Every text of a set is shown as text; Markdown of own answers is made safe."""
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))"
    pk = site.set.pk
    site.client.post(
        reverse("set-details", args=[pk]), dict.fromkeys(("title", "role", "purpose"), attack[:100])
    )
    item = item_named(site.set, "Slow page").pk
    site.client.post(
        reverse("set-item", args=[pk, item]), {"minutes": 5, "note": attack, "section": attack[:70]}
    )
    words = dict.fromkeys(("prompt", "listen_for", "strong", "average", "weak", "probe"), attack)
    site.client.post(reverse("set-own", args=[pk]), {**words, "level": "mid", "minutes": "5"})
    assert QuestionSet.objects.get().items.filter(is_own=True).exists()
    for name in ("set", "set-call", "set-print"):
        page = text(site.client.get(reverse(name, args=[pk])))
        assert "&lt;script&gt;" in page
        for bad in ("<script>", "<img", 'href="javascript'):
            assert bad not in page, (name, bad)
