"""What is not published is invisible by every door: pages, parts, lists, counts, words, JSON, feeds."""

import re
from functools import cache

import pytest
from django.db import transaction
from django.test import Client

from entries import content_version
from entries.saving import change_state
from tests.factories import (
    layer,
    make_guide,
    make_page,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
)
from tests.reading import HTMX, JSON, PAGES, text

pytestmark = pytest.mark.django_db

MARK = "Zyzzyva"
"""Stands in every text of a hidden entry and nowhere else; its address is `hidden-one`."""

ALIAS = "Quokka"
"""Another spelling of the hidden term, which stands in running text, too."""

DOORS = [*(page for page in PAGES if page != "/preferences/"), *JSON, "/changes/feed/", "/sitemap.xml"]
ASKING = [
    *(
        f"{page}?q={word}"
        for page in ("/glossary/", "/skills/", "/interviews/")
        for word in (MARK, ALIAS, "zyz")
    ),
    "/glossary/?guide=hidden-one",
    "/skills/?guide=hidden-one",
    "/interviews/?guide=hidden-one",
    "/interviews/?topic=hidden-one",
    "/interviews/?skill=hidden-one",
    "/compare/?skills=skill-1,hidden-one,skill-2",
]
"""Addresses that name what is hidden and give it back in their filters."""

ADDRESSES = {
    "term": ["/glossary/hidden-one/", "/glossary/hidden-one/card/"],
    "skill": ["/skills/hidden-one/"],
    "guide": ["/guides/hidden-one/", "/guides/hidden-one/print/", "/guides/hidden-one/?layer=backend"],
    "topic": [
        "/interviews/topics/hidden-one/",
        "/interviews/topics/hidden-one/?answers=all",
        "/interviews/its-own/",
    ],
    "question": ["/interviews/hidden-one/", "/interviews/hidden-one/?level=3"],
    "red-flag": [],
    "page": ["/about/hidden-one/"],
}


def build(*hidden: str, state: str = "unpublished") -> None:
    """Store a small world; of each kind that is named, with a hidden entry that the others refer to."""
    marked = {"slug": "hidden-one", "state": state}

    def having(kind: str, *others: str) -> list[str]:
        return [*others[:1], *([f"{kind}:hidden-one"] if kind in hidden else []), *others[1:]]

    if "term" in hidden:
        make_term(MARK, aliases=[ALIAS], area="roles", **marked)
    make_term("Term 1", aliases=["T1"], look_alikes=[(t, f"Not {MARK}.") for t in having("term")])
    make_term("Term 2", meaning=f"Term 1 and {ALIAS}.")
    if "skill" in hidden:
        make_skill(MARK, terms=["term:term-1"], main_term="term:term-2", area="roles", tag="Cloud", **marked)
    make_skill("Skill 2", main_term="term:hidden-one" if "term" in hidden else None)
    make_skill(
        "Skill 1",
        terms=having("term", "term:term-1", "term:term-2"),
        often_with=having("skill", "skill:skill-2"),
        not_same_as=having("skill", "skill:skill-2"),
    )
    skills = having("skill", "skill:skill-1", "skill:skill-2")
    targets = [*having("term", "term:term-1"), *skills]
    boxes = [(MARK if "hidden" in target else "Box", target) for target in targets]
    placements = [{"skill": s, "note": f"Note on {MARK if 'hidden' in s else s}."} for s in skills]
    make_guide("Guide 1", layers=[layer("layer-1", boxes=boxes, placements=placements), layer("layer-2")])
    if "guide" in hidden:
        only_here = layer(
            "backend", name=MARK, area="roles", boxes=[(MARK, "term:term-1")], placements=["skill:skill-1"]
        )
        make_guide(MARK, layers=[only_here, layer("two"), layer("three")], **marked)
    make_topic("Topic 1", guide="guide:hidden-one" if "guide" in hidden else None)
    about = having("skill", "skill:skill-1")
    make_question("Question 1", topic="topic:topic-1", skills=about, order=1)
    make_red_flag("Flag 1", skills=having("skill"))
    if "topic" in hidden:
        make_topic(MARK, area="roles", guide="guide:guide-1", **marked)
        make_question(
            f"{MARK} asked",
            slug="its-own",
            topic="topic:hidden-one",
            skills=["skill:skill-1", "skill:skill-2"],
        )
    if "question" in hidden:
        make_question(
            MARK, topic="topic:topic-1", skills=["skill:skill-1", "skill:skill-2"], order=2, **marked
        )
    if "red-flag" in hidden:
        make_red_flag(MARK, skills=["skill:skill-1"], **marked)
    if "page" in hidden:
        make_page(MARK, **marked)
    make_page("About 1")
    make_page("About", order=1)


def answers(client: Client, addresses: list[str]) -> dict[str, str]:
    """Return what every address says, without times of day."""
    return {address: re.sub(r"\dT\d\d:[^<\"]*", "", text(client.get(address))) for address in addresses}


@cache
def without_it() -> dict[str, str]:
    """Return what every door says in the world without a hidden entry."""
    content_version.forget()
    with transaction.atomic():
        build()
        said = answers(Client(), [*DOORS, *ASKING])
        transaction.set_rollback(True)
    content_version.forget()
    return said


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("kinds", "state"), [*(((kind,), "unpublished") for kind in ADDRESSES), (tuple(ADDRESSES), "retired")]
)
def test_hidden_entry_is_behind_no_door(client: Client, kinds: tuple[str], state: str) -> None:
    expected = without_it()
    build(*kinds, state=state)
    for address, said in answers(client, DOORS).items():
        assert MARK.lower() not in said.lower(), address
        assert "hidden-one" not in said, address
        assert said == expected[address], address
    for address, said in answers(client, ASKING).items():
        assert said == expected[address], address
    for address in [address for kind in kinds for address in ADDRESSES[kind]]:
        for query in ("", f"{'&' if '?' in address else '?'}format=json"):
            for headers in ({}, HTMX):
                answer = client.get(address + query, headers=headers)
                assert answer.status_code == 404
                assert MARK not in text(answer)


def test_published_entry_is_behind_the_doors(client: Client) -> None:
    """The test above would also pass in a world that shows nothing."""
    build(*ADDRESSES, state="published")
    doors = ["/", "/guides/", "/skills/", "/glossary/", "/interviews/", "/interviews/red-flags/", "/about/"]
    for address in [*doors, *(address for group in ADDRESSES.values() for address in group)]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert MARK in text(answer)


def test_entry_that_becomes_hidden_goes_at_once(client: Client) -> None:
    term = make_term("Term 1")
    assert "/glossary/term-1/" in text(client.get("/glossary/"))
    change_state(term, "retired", actor=None, reason="Gone")
    assert client.get("/glossary/term-1/").status_code == 404
    for address in ("/", "/glossary/", "/changes/"):
        assert "/glossary/term-1/" not in text(client.get(address))
