"""A third guide, for another kind of developer, without code: once through content/, once through the Admin."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from entries import content_version
from entries.kinds import all_kinds
from entries.models import State
from tests.admin_entries import add_entry
from tests.admin_forms import editor_client, run_action
from tests.content_files import DIRECTORY
from tests.factories import (
    guide_document,
    layer,
    make_guide,
    make_question,
    make_skill,
    make_term,
    make_topic,
    question_document,
    skill_document,
    term_document,
    topic_document,
    write_content,
)
from tests.reading import listed, shown, text

pytestmark = pytest.mark.django_db

TERMS = [
    term_document("Bevy", aliases=["Bevy Engine"], area="backend", gist="A game engine in Rust."),
    term_document(
        "ECS of games",
        aliases=["entity component system"],
        look_alikes=[("term:bevy", "One idea, one tool.")],
    ),
    term_document("wgpu", aliases=["WebGPU for Rust"], area="frontend"),
    term_document("Steamworks", aliases=["Steam SDK"], area="delivery"),
]
SKILLS = [
    skill_document(
        "Game loops in Rust",
        main_term="term:bevy",
        terms=["term:bevy", "term:ecs-of-games"],
        keywords=["Bevy"],
    ),
    skill_document(
        "Drawing with Rust",
        area="frontend",
        main_term="term:wgpu",
        terms=["term:wgpu"],
        keywords=["wgpu"],
        not_same_as=["skill:game-loops-in-rust"],
    ),
]
GUIDE = guide_document(
    "Rust game developer",
    language="Rust",
    order=30,
    job_title="Rust game developer",
    overview="Builds games, with *care* for memory.\n\nAlso tools.",
    layers=[
        layer(
            "screen",
            area="frontend",
            boxes=[("wgpu", "term:wgpu"), ("Pictures", "skill:drawing-with-rust")],
            placements=["skill:drawing-with-rust"],
            wire_down="Draw this",
            wire_up="A picture",
        ),
        layer(
            "game",
            boxes=[("Bevy", "term:bevy"), ("ECS", "term:ecs-of-games")],
            placements=[{"skill": "skill:game-loops-in-rust", "note": "The heart of this guide."}],
        ),
        layer(
            "shop",
            area="delivery",
            boxes=[("Steamworks", "term:steamworks")],
            position="base",
            base_label="Sold in",
        ),
    ],
)
TOPIC = topic_document("Rust games", guide="guide:rust-game-developer", area="backend", order=90)
QUESTIONS = [
    question_document(
        "Frame that stutters", topic="topic:rust-games", skills=["skill:game-loops-in-rust"], order=1
    ),
    question_document("First picture", topic="topic:rust-games", skills=["skill:drawing-with-rust"], order=2),
]
EVERYTHING = [*TERMS, *SKILLS, GUIDE, TOPIC, *QUESTIONS]

PAGES = [
    "/guides/rust-game-developer/",
    "/guides/rust-game-developer/?layer=screen",
    "/guides/rust-game-developer/?layer=game",
    "/guides/rust-game-developer/print/",
    "/skills/game-loops-in-rust/",
    "/skills/drawing-with-rust/",
    "/glossary/bevy/",
    "/glossary/ecs-of-games/",
    "/glossary/wgpu/",
    "/glossary/?guide=rust-game-developer",
    "/interviews/topics/rust-games/?answers=all",
    "/interviews/frame-that-stutters/",
    "/interviews/?guide=rust-game-developer",
]


def counts(client: Client) -> dict[str, int]:
    """Return how many entries of each kind readers find, by the JSON lists; the dashboard must say the same."""
    lists = {"guides": "/guides/", "skills": "/skills/", "terms": "/glossary/", "questions": "/interviews/"}
    found = {name: client.get(address, {"format": "json"}).json()["count"] for name, address in lists.items()}
    home = text(client.get("/"))
    assert all(str(count) in home for count in found.values())
    return found


def assert_third_guide(client: Client, before: dict[str, int]) -> None:
    """Check that readers find the guide on every page that knows guides."""
    assert counts(client) == {
        "guides": before["guides"] + 1,
        "skills": before["skills"] + 2,
        "terms": before["terms"] + 4,
        "questions": before["questions"] + 2,
    }
    assert "Rust game developer" in text(client.get("/"))
    page = text(client.get("/guides/rust-game-developer/"))
    for said in (
        "Screen",
        "Game",
        "Shop",
        "Draw this",
        "A picture",
        "Sold in",
        "<em>care</em>",
        "Steamworks",
    ):
        assert said in page
    for key, skill, other in (
        ("screen", "drawing-with-rust", "game-loops"),
        ("game", "game-loops-in-rust", "drawing"),
    ):
        part = client.get("/guides/rust-game-developer/", {"layer": key}, headers={"HX-Request": "true"})
        assert f'href="/skills/{skill}/"' in text(part)
        assert not any(slug.startswith(other) for slug in shown(part, "skill"))
        assert f'href="/skills/{skill}/"' in text(client.get("/guides/rust-game-developer/", {"layer": key}))
    guide = {"guide": "rust-game-developer"}
    assert sorted(listed(client, "/glossary/", **guide)) == ["bevy", "ecs-of-games", "steamworks", "wgpu"]
    assert sorted(listed(client, "/skills/", **guide)) == ["drawing-with-rust", "game-loops-in-rust"]
    assert listed(client, "/interviews/", **guide) == ["frame-that-stutters", "first-picture"]
    assert listed(client, "/interviews/", topic="rust-games", skill="drawing-with-rust") == ["first-picture"]
    sheet = text(client.get("/guides/rust-game-developer/print/"))
    for said in ("Game loops in Rust", "Drawing with Rust", "Steamworks"):
        assert said in sheet
    assert "The heart of this guide." in text(client.get("/guides/rust-game-developer/", {"layer": "game"}))
    assert "One idea, one tool." in text(client.get("/glossary/bevy/"))


def seen(client: Client) -> dict[str, str]:
    """Return what readers see of the guide."""
    answers = {address: client.get(address) for address in PAGES}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: text(answer) for address, answer in answers.items()}


@pytest.fixture
def two_guides() -> None:
    """A wiki with two guides, small enough to be written, emptied and loaded again in a test."""
    for name in ("Python guide", "Java guide"):
        skill, term = make_skill(f"{name} skill"), make_term(f"{name} term")
        boxes = [(term.name, f"term:{term.slug}")]
        guide = make_guide(name, layers=[layer("only", boxes=boxes, placements=[f"skill:{skill.slug}"])])
        make_question(f"{name} question", topic=make_topic(f"{name} topic", guide=guide), skills=[skill])


def test_a_third_guide_through_the_admin(two_guides: None, client: Client, tmp_path: Path) -> None:
    """Readers find it, the export is what one would have written by hand, and loads into an empty wiki again."""
    before, editor = counts(client), editor_client()
    call_command("export_content", tmp_path / "before", stdout=StringIO())
    entries = [add_entry(editor, document, state=State.UNPUBLISHED) for document in EVERYTHING]
    assert counts(client) == before
    assert client.get("/guides/rust-game-developer/").status_code == 404
    for entry in entries:
        publish(editor, entry)
    assert_third_guide(client, before)
    by_hand = seen(client)

    call_command("export_content", tmp_path / "out", stdout=StringIO())
    assert_same_files(tmp_path / "out", tmp_path / "before")
    assert_same_files(tmp_path / "out", write_content(tmp_path / "expected", *EVERYTHING))
    empty_the_database()
    assert client.get("/guides/rust-game-developer/").status_code == 404
    call_command("load_content", tmp_path / "out", check=True, stdout=StringIO())
    call_command("load_content", tmp_path / "out", stdout=StringIO())
    assert_third_guide(client, before)
    assert seen(client) == by_hand


def publish(editor: Client, entry: Any) -> None:
    """Publish an entry from its list."""
    model = f"{entry._meta.app_label}/{entry._meta.model_name}"
    assert run_action(editor, model, "publish", entry)[-1] == "Published: 1."


def empty_the_database() -> None:
    """Delete every entry and all that is kept beside entries."""
    for kind in reversed(all_kinds()):
        kind.model._default_manager.all().delete()
    for name in ("FormerSlug", "LastImport", "Version"):
        apps.get_model("entries", name).objects.all().delete()
    content_version.bump()


def assert_same_files(out: Path, expected: Path) -> None:
    """Check that every file of one directory stands in the other with the same bytes."""
    files = [path for path in sorted(expected.rglob("*.*")) if path.is_file()]
    assert files
    for path in files:
        assert (out / path.relative_to(expected)).read_bytes() == path.read_bytes()


# Last, since the shipped content stays until the end of the module.
def test_a_third_guide_through_content_files(shipped: None, client: Client, tmp_path: Path) -> None:
    before = counts(client)
    content = tmp_path / "content"
    shutil.copytree(DIRECTORY, content)
    write_content(content, *EVERYTHING)
    out = StringIO()
    call_command("load_content", content, stdout=out)
    assert "guides: 1 created" in out.getvalue()
    assert_third_guide(client, before)
