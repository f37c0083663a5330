"""A draft of any kind is behind no door: whatever readers can ask says the same before and after it was kept."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pydantic import BaseModel

from entries.archive import pack
from entries.document import Document, Reference
from entries.draft_admin import preview_address
from entries.drafts import draft_of, keep
from entries.kinds import all_kinds
from entries.loading import export
from tests.factories import make_set_template, store
from tests.reading import HTMX, JSON, MACHINES, PAGES, build_world, text
from tests.worlds import world

pytestmark = pytest.mark.django_db

MARK = "Zyzzyva"
FIXED = {"slug", "area", "tag", "level", "severity", "visibility", "state", "symbol", "url", "key", "kind"}
FIXED |= {"position", "shape", "relation"}
DOORS = [
    *(page for page in PAGES if page != "/preferences/"),
    *JSON,
    *(machine for machine in MACHINES if machine not in ("/healthz", "/readyz")),
    *(
        f"{page}?q={MARK}"
        for page in ("/glossary/", "/skills/", "/interviews/", "/search/", "/search/suggest/")
    ),
    f"/search/?q={MARK}&format=json",
    "/sets/templates/",
    "/sets/templates/first-call/",
    "/sets/templates/first-call/print/",
    "/sets/templates/first-call/download/?as=csv",
]
FOR_MEMBERS = ["/practice/", "/bookmarks/", "/sets/"]


@world
def every_kind() -> dict[str, Any]:
    """One published entry of every kind, all naming each other."""
    build_world(2)
    make_set_template(items=["question:question-1"])
    slugs = {"set-template": "first-call"}
    return {
        kind.name: kind.model._default_manager.get(
            slug=slugs.get(kind.name)
            or {"term": "term-1", "red-flag": "flag-1", "page": "about-1"}.get(kind.name)
            or f"{kind.name}-1"
        )
        for kind in all_kinds()
    }


def marked(value: Any, field: str = "") -> Any:
    """Return a part of a Document with the mark in every text that a person words."""
    if isinstance(value, Reference) or field in FIXED:
        return value
    if isinstance(value, str):
        return f"{value[:28]} {MARK}"
    if isinstance(value, BaseModel):
        return {name: marked(getattr(value, name), name) for name in type(value).model_fields}
    return [marked(item, field) for item in value] if isinstance(value, list) else value


def draft_for(entry: Any) -> Document:
    """Return an entry's Document with the mark in all its texts."""
    kind = entry.its_kind()
    return kind.document.model_validate(marked(kind.document.model_validate(kind.read(entry).model_dump())))


def said(client: Client, directory: Path) -> dict[str, str]:
    """Return what every door says, without times of day and tokens."""
    answers = {door: text(client.get(door)) for door in DOORS}
    answers |= {
        f"part of {door}": text(client.get(door, headers=HTMX)) for door in ("/glossary/", "/skills/")
    }
    answers["decoder"] = text(client.post("/decoder/", {"text": f"{MARK} and Term 1, T1, Skill 1, Flag 1"}))
    export(directory)
    answers["export"] = "".join(p.read_text() for p in sorted(directory.rglob("*.*")))
    with zipfile.ZipFile(io.BytesIO(pack())) as archive:
        answers["zip"] = "".join(archive.read(name).decode() for name in archive.namelist())
    dull = re.compile(r"\dT\d\d:[^<\"]*|csrf[^>]*>|name=\"started\"[^>]*>")
    return {door: dull.sub("", answer) for door, answer in answers.items()}


def test_drafts_of_all_kinds_are_behind_no_door(every_kind: dict, tmp_path: Path, settings: Any) -> None:
    settings.PAGE_CACHE_MB = 4
    reader, member, ann = Client(), Client(), User.objects.create_user("ann")
    member.force_login(User.objects.create_user("member"))
    before = said(reader, tmp_path)
    for kind, entry in every_kind.items():
        keep(entry, draft_for(entry), actor=ann, step="in-review")
        assert MARK in str(draft_of(entry).document), kind
        preview = reader.get(preview_address(entry).partition("#")[0])
        assert MARK in text(preview), kind
    after = said(reader, tmp_path)
    for door, answer in after.items():
        assert answer == before[door], door
        assert f" {MARK}" not in answer, door
    for door in (*FOR_MEMBERS, *DOORS[:12]):
        assert f" {MARK}" not in text(member.get(door)), door


def test_the_doors_show_what_is_published(every_kind: dict, tmp_path: Path) -> None:
    """The test above would also pass if nobody saw anything."""
    for entry in every_kind.values():
        store(draft_for(entry), entry=entry)
    silent = {door for door, answer in said(Client(), tmp_path).items() if f" {MARK}" not in answer}
    marking = f"/search/?q={MARK}"  # sets the word apart from the one before it
    machines = {"/robots.txt", "/sitemap.xml", "/about/?format=json"}
    assert silent <= {marking, f"/search/suggest/?q={MARK}", "decoder", *machines}
