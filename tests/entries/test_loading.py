"""Content files into the database and back: all or nothing, nothing lost, and the same again."""

import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings

from entries import content_version, saving
from entries.addresses import Moved, entry_or_404
from entries.kinds import Kind, all_kinds
from entries.loading import export, load
from entries.markdown import TextRefused
from entries.models import ContentVersion, Entry, FormerSlug, LastImport, State, Version
from entries.render_worker import TOO_COMPLEX
from entries.saving import change_state
from glossary.models import Alias, LookAlike, Term
from interviews.models import Question
from skills.models import Guide, Skill
from tests import worlds
from tests.entries.broken import BROKEN, GOOD
from tests.entries.invented import WORLD, documents
from tests.entries.test_files import put
from tests.factories import (
    changed,
    guide_document,
    layer,
    make_guide,
    make_question,
    make_skill,
    make_term,
    make_topic,
    page_document,
    question_document,
    red_flag_document,
    set_template_document,
    skill_document,
    store,
    term_document,
    topic_document,
    write_content,
)

pytestmark = pytest.mark.django_db


def snapshot() -> dict[str, list[dict]]:
    """Return every row of the wiki's tables."""
    models = [
        m
        for label in ("entries", "glossary", "skills", "interviews")
        for m in apps.get_app_config(label).get_models()
    ]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def run(directory: Path, **options: bool) -> list[str]:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("load_content", directory, stdout=out, **options)
    return out.getvalue().splitlines()


def refused(directory: Path, **options: bool) -> list[str]:
    """Run the command, which must end with status 1, and return what it prints about mistakes."""
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("load_content", directory, stderr=err, stdout=StringIO(), **options)
    assert ended.value.code == 1
    *lines, last = err.getvalue().splitlines()
    assert last == f"{len(lines)} mistakes; the database is unchanged."
    return lines


def outcome(report: list[str], plural: str) -> str:
    """Return the part of the report about one kind."""
    return next(line.removeprefix(f"{plural}: ") for line in report if line.startswith(f"{plural}: "))


def write_world(directory: Path) -> Path:
    """Write files of every kind, their references crossing in both directions."""
    return write_content(
        directory / "content",
        page_document(),
        term_document("ORM", aliases=["ORMs", "mapper"], look_alikes=[("term:sql", "One maps, one asks.")]),
        term_document("SQL", reviewed_on="2026-11-01", review_every_months=6),
        term_document("ACID", look_alikes=[("term:orm", "Promises, not a mapper.")]),
        skill_document(
            "Django", main_term="term:orm", terms=["term:sql", "term:orm"], not_same_as=["skill:flask"]
        ),
        skill_document("Flask", often_with=["skill:django"]),
        guide_document(
            "Python guide",
            layers=[
                layer(
                    "front", boxes=[("Pages", "skill:flask")], placements=["skill:flask"], wire_down="Please"
                ),
                layer("back", boxes=[("ORM", "term:orm")], placements=["skill:django"]),
            ],
        ),
        topic_document("Data", guide="guide:python-guide"),
        topic_document("General"),
        question_document("Slow page", topic="topic:data", skills=["skill:flask", "skill:django"]),
        red_flag_document(skills=["skill:django"]),
        set_template_document(),
    )


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A directory with every kind."""
    return write_world(tmp_path)


@worlds.world
def its_rows() -> None:
    """Load such a directory."""
    with TemporaryDirectory() as directory:
        load(write_world(Path(directory)))


@pytest.fixture
def loaded(its_rows: None, world: Path) -> Path:
    """The same, loaded."""
    return world


# Mistakes


def test_all_mistakes_of_all_files_are_reported_and_nothing_changes(loaded: Path, tmp_path: Path) -> None:
    directory = put(tmp_path / "broken", GOOD)
    for broken in BROKEN.values():
        put(directory, broken.files)
    before = snapshot()
    lines = refused(directory)
    for broken in BROKEN.values():
        for wanted in broken.found:
            assert any(line.startswith(wanted) for line in lines), wanted
    assert all(re.match(r"[^\n]+?:\d+: \S", line) for line in lines)
    assert snapshot() == before


@pytest.mark.parametrize("option", ["check", "dry_run", "theirs"])
def test_mistakes_are_refused_with_every_option(world: Path, option: str) -> None:
    put(world, {"terms/orm.yaml": "name: ORM\n"})
    assert refused(world, **{option: True})[0].startswith("terms/orm.yaml:1: area: the field is missing")
    assert not Term.objects.exists()


def test_a_missing_directory_is_a_mistake(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: there is no such folder"]


def test_a_text_that_takes_too_long_to_render_is_a_mistake_of_its_file(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(source: str) -> str:
        if "slow" in source:
            raise TextRefused(TOO_COMPLEX)
        return source

    monkeypatch.setattr(saving, "render", render)
    write_content(world, page_document("Slow", body="slow"))
    before = snapshot()
    assert refused(world) == [f"pages/slow.md:1: {TOO_COMPLEX}"]
    assert snapshot() == before


def test_a_name_that_an_entry_made_here_has_is_a_mistake_of_its_file(world: Path) -> None:
    make_term("ORM", slug="made-here")
    lines = refused(world)
    assert len(lines) == 1
    assert lines[0].startswith("terms/orm.yaml:1: the name “ORM” belongs to term:made-here")


def test_a_spelling_that_an_entry_made_here_has_is_a_mistake_of_its_file(world: Path) -> None:
    make_term("Object mapper", aliases=["Mapper"])
    assert refused(world) == [
        "terms/orm.yaml:1: The spelling “Mapper” belongs to the term “Object mapper” already."
    ]


# Load, load again, look first


def test_load_creates_everything_published(world: Path) -> None:
    report = run(world)
    assert report == [
        "pages: 1 created",
        "terms: 3 created",
        "skills: 2 created",
        "guides: 1 created",
        "topics: 2 created",
        "questions: 1 created",
        "red flags: 1 created",
        "set templates: 1 created",
    ]
    orm = Term.objects.get(slug="orm")
    assert orm.state == State.PUBLISHED
    assert list(orm.aliases.values_list("name", flat=True)) == ["ORMs", "mapper"]
    assert set(LookAlike.objects.values_list("term__slug", "other__slug")) == {
        ("orm", "sql"),
        ("acid", "orm"),
    }
    assert [str(t.slug) for t in Skill.objects.get(slug="django").terms.order_by("term_skills__order")] == [
        "sql",
        "orm",
    ]
    assert str(Term.objects.get(slug="sql").review_due_on) == "2027-05-01"
    assert set(Version.objects.values_list("origin", "reason", "actor")) == {
        ("loader", "First published", None)
    }
    assert Version.objects.count() == LastImport.objects.count() == 12


def test_a_second_load_changes_nothing_and_says_so(loaded: Path) -> None:
    before = snapshot()
    report = run(loaded)
    assert outcome(report, "terms") == "0 created, 3 unchanged"
    assert report[-1] == "Nothing to change."
    assert snapshot() == before


def test_dry_run_prints_the_plan_and_changes_nothing(loaded: Path) -> None:
    write_content(loaded, term_document("ORM", gist="New."), term_document("ODM"))
    (loaded / "red-flags/only-python-2.yaml").unlink()
    before = snapshot()
    number = content_version.current()
    report = run(loaded, dry_run=True)
    assert outcome(report, "terms") == "1 created, 1 updated, 2 unchanged"
    assert outcome(report, "red flags") == "0 created, 1 retired"
    assert report[-1] == "Dry run: nothing was changed."
    assert snapshot() == before
    assert content_version.current() == number


def test_check_reads_only(world: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Entry, "save", lambda *args, **kwargs: pytest.fail("--check wrote"))
        assert run(world, check=True) == ["12 files, no mistakes."]


def test_check_reports_files_that_are_not_canonical(world: Path) -> None:
    orm, sql = world / "terms/orm.yaml", world / "terms/sql.yaml"
    orm.write_text("# a comment\n" + orm.read_text())
    sql.write_bytes(sql.read_bytes().replace(b"\n", b"\r\n"))
    assert refused(world, check=True) == [
        "terms/orm.yaml:1: not in canonical form; run manage.py export_content",
        "terms/sql.yaml:1: not in canonical form; run manage.py export_content",
    ]
    assert outcome(run(world), "terms") == "3 created"


# Files and edits meet


def edit(which: str = "sql", /, **fields: object) -> Term:
    """Change a term as an editor would."""
    term = Term.objects.get(slug=which)
    return store(changed(term.its_kind().read(term), **fields), entry=term)


def test_a_changed_file_updates_its_row(loaded: Path) -> None:
    pk = Term.objects.get(slug="sql").pk
    write_content(loaded, term_document("SQL", gist="From the file."))
    assert outcome(run(loaded), "terms") == "0 created, 1 updated, 2 unchanged"
    sql = Term.objects.get(slug="sql")
    assert (sql.pk, sql.gist, sql.reviewed_on) == (pk, "From the file.", None)
    assert Version.objects.filter(kind="term", entry_id=pk).count() == 2


def test_an_edited_row_is_kept_while_its_file_stays(loaded: Path) -> None:
    edit(gist="From an editor.")
    before = snapshot()
    for _ in range(2):
        report = run(loaded)
        assert outcome(report, "terms") == "0 created, 2 unchanged, 1 kept"
        assert not [line for line in report if line.startswith("conflict")]
    assert snapshot() == before


def test_when_file_and_row_changed_the_row_is_kept_and_both_dates_are_told(loaded: Path) -> None:
    edit(gist="From an editor.")
    write_content(loaded, term_document("SQL", gist="From the file."))
    before = snapshot()
    report = run(loaded)
    (line,) = [line for line in report if line.startswith("conflict")]
    assert re.fullmatch(
        r"conflict: terms/sql\.yaml and the term “SQL” both changed: "
        r"kept the wiki's text of \d\d \w{3} \d{4} \d\d:\d\d, "
        r"the file was last loaded \d\d \w{3} \d{4} \d\d:\d\d\. Use --theirs to take the file\.",
        line,
    )
    assert outcome(report, "terms") == "0 created, 2 unchanged, 1 kept"
    assert snapshot() == before


def test_theirs_takes_the_file_and_the_old_text_stays_in_the_history(loaded: Path) -> None:
    edit(gist="From an editor.")
    write_content(loaded, term_document("SQL", gist="From the file."))
    report = run(loaded, theirs=True)
    assert outcome(report, "terms") == "0 created, 1 updated, 2 unchanged"
    sql = Term.objects.get(slug="sql")
    assert sql.gist == "From the file."
    gists = [
        v.document["gist"] for v in Version.objects.filter(kind="term", entry_id=sql.pk).order_by("number")
    ]
    assert gists == ["SQL in one sentence.", "From an editor.", "From the file."]
    assert run(loaded)[-1] == "Nothing to change."


def test_theirs_also_takes_a_file_that_did_not_change(loaded: Path) -> None:
    edit(gist="From an editor.")
    assert outcome(run(loaded, theirs=True), "terms") == "0 created, 1 updated, 2 unchanged"
    assert Term.objects.get(slug="sql").gist == "SQL in one sentence."


def test_the_same_change_on_both_sides_is_no_conflict(loaded: Path) -> None:
    edit(gist="The same.")
    sql = Term.objects.get(slug="sql")
    write_content(loaded, sql.its_kind().read(sql))
    assert outcome(run(loaded), "terms") == "0 created, 3 unchanged"
    write_content(loaded, term_document("SQL", gist="Next."))
    assert outcome(run(loaded), "terms") == "0 created, 1 updated, 2 unchanged"


def test_an_entry_made_here_with_the_files_address_is_a_conflict(world: Path) -> None:
    make_term("SQL", gist="Made here.")
    report = run(world)
    assert outcome(report, "terms") == "2 created, 1 kept"
    assert any("the file was last loaded never" in line for line in report)
    assert Term.objects.get(slug="sql").gist == "Made here."


def test_an_entry_hidden_here_stays_hidden(loaded: Path) -> None:
    change_state(Term.objects.get(slug="acid"), State.UNPUBLISHED, actor=None, reason="Wrong")
    assert outcome(run(loaded), "terms") == "0 created, 2 unchanged, 1 kept"
    change_state(Term.objects.get(slug="acid"), State.RETIRED, actor=None, reason="Wrong")
    assert outcome(run(loaded), "terms") == "0 created, 2 unchanged, 1 kept"
    assert Term.objects.get(slug="acid").state == State.RETIRED
    assert outcome(run(loaded, theirs=True), "terms") == "0 created, 1 updated, 2 unchanged"
    assert Term.objects.get(slug="acid").state == State.PUBLISHED


# Files that go and come


def test_an_entry_whose_file_is_gone_is_retired_and_comes_back_with_it(loaded: Path) -> None:
    path = loaded / "red-flags/only-python-2.yaml"
    text = path.read_text()
    pk = apps.get_model("interviews", "RedFlag").objects.get().pk
    path.unlink()
    assert outcome(run(loaded), "red flags") == "0 created, 1 retired"
    assert outcome(run(loaded), "red flags") == "0 created"
    path.write_text(text)
    assert outcome(run(loaded), "red flags") == "0 created, 1 updated"
    flag = apps.get_model("interviews", "RedFlag").objects.get()
    assert (flag.pk, flag.state) == (pk, State.PUBLISHED)
    assert [v.state for v in Version.objects.filter(kind="red-flag").order_by("number")] == [
        *(State.PUBLISHED, State.RETIRED, State.PUBLISHED)
    ]
    assert run(loaded)[-1] == "Nothing to change."


def test_an_edited_entry_whose_file_is_gone_is_kept_and_told(loaded: Path) -> None:
    edit("acid", gist="From an editor.")
    (loaded / "terms/acid.yaml").unlink()
    for _ in range(2):
        report = run(loaded)
        assert outcome(report, "terms") == "0 created, 2 unchanged, 1 kept"
        assert "conflict: the file of the term “ACID” is gone, but it was edited here: kept." in report
    assert Term.objects.get(slug="acid").state == State.PUBLISHED


def test_an_entry_made_here_is_left_alone(loaded: Path) -> None:
    make_term("Made here")
    make_term("Unpublished", state=State.UNPUBLISHED)
    assert outcome(run(loaded), "terms") == "0 created, 3 unchanged"
    assert Term.objects.published().filter(slug="made-here").exists()


# New addresses


def rename(directory: Path, old: str, new: str, *former: str, **fields: object) -> None:
    """Give a term's file and all references to it a new address."""
    for path in [p for p in directory.rglob("*.*") if f"term:{old}" in p.read_text()]:
        path.write_text(re.sub(rf"\bterm:{old}\b", f"term:{new}", path.read_text()))
    path = directory / f"terms/{old}.yaml"
    path.unlink()
    name = {"sql": "SQL", "orm": "ORM", "acid": "ACID"}.get(old, old)
    write_content(directory, term_document(name, slug=new, former_slugs=[*former, old], **fields))


def test_a_rename_keeps_the_row_and_redirects(loaded: Path) -> None:
    pk = Term.objects.get(slug="acid").pk
    rename(loaded, "acid", "acid-rules")
    number = ContentVersion.objects.get().number
    assert outcome(run(loaded), "terms") == "0 created, 1 updated, 2 unchanged"
    assert Term.objects.get(slug="acid-rules").pk == pk
    assert list(FormerSlug.objects.values_list("kind", "slug", "entry_id")) == [("term", "acid", pk)]
    with pytest.raises(Moved) as moved:
        entry_or_404(Term.objects.published(), "acid")
    assert moved.value.entry.slug == "acid-rules"
    assert ContentVersion.objects.get().number > number
    assert run(loaded)[-1] == "Nothing to change."
    rename(loaded, "acid-rules", "acid-again", "acid")
    run(loaded)
    assert Term.objects.get(slug="acid-again").pk == pk
    assert {f.slug for f in FormerSlug.objects.all()} == {"acid", "acid-rules"}


def test_a_rename_with_an_edit_keeps_the_edit_and_redirects(loaded: Path) -> None:
    edit("acid", gist="From an editor.")
    rename(loaded, "acid", "acid-rules")
    report = run(loaded)
    assert outcome(report, "terms") == "0 created, 2 unchanged, 1 kept"
    assert Term.objects.get(slug="acid-rules").gist == "From an editor."
    assert FormerSlug.objects.get().slug == "acid"


def test_a_rename_and_other_changes_to_what_refers_to_it_are_no_conflict(loaded: Path) -> None:
    rename(loaded, "sql", "structured-query-language")
    skill = skill_document(
        "Django",
        main_term="term:orm",
        terms=["term:structured-query-language", "term:orm"],
        not_same_as=["skill:flask"],
        gist="Changed as well.",
    )
    write_content(loaded, skill)
    report = run(loaded)
    assert outcome(report, "skills") == "0 created, 1 updated, 1 unchanged"
    assert not [line for line in report if line.startswith("conflict")]
    assert Skill.objects.get(slug="django").gist == "Changed as well."


def test_a_row_renamed_here_keeps_its_address_and_its_file(loaded: Path) -> None:
    pk = Term.objects.get(slug="sql").pk
    edit("sql", slug="sql-language")
    write_content(loaded, skill_document("Celery", terms=["term:sql"]))
    report = run(loaded)
    assert outcome(report, "terms").startswith("0 created")
    assert Term.objects.get(slug="sql-language").pk == pk
    assert not Term.objects.filter(slug="sql").exists()
    assert [t.pk for t in Skill.objects.get(slug="celery").terms.all()] == [pk]
    run(loaded, theirs=True)
    assert Term.objects.get(slug="sql").pk == pk
    assert FormerSlug.objects.get().slug == "sql-language"


# Names and pairs that move between files


def test_an_alias_may_move_to_an_earlier_file(loaded: Path) -> None:
    write_content(
        loaded, term_document("ORM", aliases=["ORMs"], look_alikes=[("term:sql", "One maps, one asks.")])
    )
    write_content(
        loaded,
        term_document("ACID", aliases=["mapper"], look_alikes=[("term:orm", "Promises, not a mapper.")]),
    )
    assert outcome(run(loaded), "terms") == "0 created, 2 updated, 1 unchanged"
    assert Alias.objects.get(name="mapper").term.slug == "acid"
    assert run(loaded)[-1] == "Nothing to change."


def test_a_pair_may_move_to_the_other_file(loaded: Path) -> None:
    write_content(loaded, term_document("ACID", look_alikes=[]))
    write_content(
        loaded,
        term_document(
            "ORM",
            aliases=["ORMs", "mapper"],
            look_alikes=[("term:sql", "One maps, one asks."), ("term:acid", "The other way.")],
        ),
    )
    assert outcome(run(loaded), "terms") == "0 created, 2 updated, 1 unchanged"
    assert run(loaded)[-1] == "Nothing to change."


def test_a_skill_may_move_to_another_layer(loaded: Path) -> None:
    guide = Guide.objects.get()
    keys = {layer.key: layer.pk for layer in guide.layers.all()}
    write_content(
        loaded,
        guide_document(
            "Python guide",
            layers=[layer("back", placements=["skill:flask"]), layer("front", placements=["skill:django"])],
        ),
    )
    assert outcome(run(loaded), "guides") == "0 created, 1 updated"
    assert [row.key for row in guide.layers.all()] == ["back", "front"]
    assert {layer.key: layer.pk for layer in guide.layers.all()} == keys
    assert run(loaded)[-1] == "Nothing to change."


# And back


def files_of(directory: Path) -> dict[str, bytes]:
    """Return a directory's files by path."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def forget_everything() -> None:
    """Empty the wiki's tables."""
    for model in (Question, *(kind.model for kind in all_kinds()), FormerSlug, LastImport, Version):
        model.objects.all().delete()


def test_load_then_export_is_byte_identical(loaded: Path, tmp_path: Path) -> None:
    out = StringIO()
    call_command("export_content", tmp_path / "out", stdout=out)
    assert out.getvalue() == f"12 files in {tmp_path / 'out'}.\n"
    assert files_of(tmp_path / "out") == files_of(loaded)


def test_export_says_which_published_entry_names_one_that_is_not(loaded: Path, tmp_path: Path) -> None:
    change_state(Term.objects.get(slug="sql"), State.RETIRED, actor=None, reason="Retired")
    with pytest.raises(CommandError) as refused:
        call_command("export_content", tmp_path / "out", stdout=StringIO())
    assert "terms/orm.yaml:" in str(refused.value)
    assert "term:sql does not exist" in str(refused.value)
    assert (tmp_path / "out/terms/orm.yaml").exists()


def test_export_then_load_into_an_empty_database_gives_the_same(loaded: Path, tmp_path: Path) -> None:
    edit(gist="From an editor.")
    edit("acid", slug="acid-rules")
    first, second = tmp_path / "first", tmp_path / "second"
    export(first)
    pages = {
        str(e.reference): e.its_kind().read(e).model_dump()
        for k in all_kinds()
        for e in k.model.objects.all()
    }
    forget_everything()
    report = load(first)
    assert sum(c["created"] for c in report.counts.values()) == 12
    assert {
        str(e.reference): e.its_kind().read(e).model_dump()
        for k in all_kinds()
        for e in k.model.objects.all()
    } == pages
    export(second)
    assert files_of(first) == files_of(second)


def test_export_removes_files_of_entries_that_are_no_longer_published(loaded: Path) -> None:
    change_state(Question.objects.get(), State.RETIRED, actor=None, reason="Old")
    put(loaded, {"terms/gone.yaml": "x", "README.md": "kept"})
    assert export(loaded) == 11
    assert "README.md" in files_of(loaded)
    assert not {"terms/gone.yaml", "questions/slow-page.md"} & files_of(loaded).keys()


def test_export_makes_files_canonical_and_leaves_canonical_ones_alone(loaded: Path) -> None:
    orm, sql = loaded / "terms/orm.yaml", loaded / "terms/sql.yaml"
    canonical, touched = orm.read_bytes(), sql.stat().st_mtime_ns
    orm.write_bytes(canonical.replace(b"\n", b"\r\n"))
    export(loaded)
    assert orm.read_bytes() == canonical
    assert sql.stat().st_mtime_ns == touched


@pytest.fixture
def references() -> None:
    """The entries that invented Documents refer to."""
    for slug in WORLD["term"]:
        make_term(slug.upper())
    for slug in WORLD["skill"]:
        make_skill(slug.title())
    make_guide("Python")
    for slug in WORLD["topic"]:
        make_topic(slug.title())
    for slug in WORLD["question"]:
        make_question(slug.title(), topic="topic:data")


@pytest.mark.sampled(1)
@pytest.mark.usefixtures("references")
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_a_stored_document_is_read_as_it_was(kind: Kind) -> None:
    @settings(max_examples=15)
    @given(documents(kind), documents(kind))
    def check(first: Any, second: Any) -> None:
        with transaction.atomic():
            entry = store(first)
            assert kind.read(entry).model_dump() == first.model_dump()
            assert kind.read(entry).digest() == first.digest()
            second = second.model_copy(update={"slug": first.slug, "former_slugs": first.former_slugs})
            entry = store(second, entry=entry)
            assert kind.read(entry).model_dump() == second.model_dump()
            transaction.set_rollback(True)

    check()
