"""The one way an entry changes: versions, references, review, addresses, and what the database refuses."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entries import content_version
from entries.content_version import per_content_version
from entries.document import Reference, difference
from entries.kinds import all_kinds, find_all
from entries.models import (
    ContentVersion,
    Draft,
    Entry,
    FormerSlug,
    LastImport,
    Opening,
    State,
    Version,
    add_months,
)
from entries.saving import change_state, forget_entry, save_entry
from entries.view_counts import EntryViews, add_views
from glossary.links import term_index
from glossary.models import Alias, LookAlike, Term
from interviews.models import Question, QuestionSkill, RedFlag, RedFlagSkill
from skills.models import Box, Layer, Neighbour, Placement, SkillTerm
from tests.factories import (
    changed,
    guide_document,
    layer,
    make_guide,
    make_page,
    make_question,
    make_red_flag,
    make_skill,
    make_term,
    make_topic,
    page_document,
    question_document,
    skill_document,
    store,
    term_document,
)

pytestmark = pytest.mark.django_db


def versions(entry: Entry) -> list[Version]:
    """Return an entry's versions, the oldest first."""
    return list(Version.objects.filter(kind=entry.kind, entry_id=entry.pk).order_by("number"))


# Versions


def test_each_change_keeps_a_version_of_the_whole_entry() -> None:
    editor = User.objects.create(username="editor")
    term = make_term("ORM", aliases=["ORMs"])
    second = term_document("ORM", aliases=["ORMs", "mapper"], gist="Another gist.")
    version = save_entry(term, second, actor=editor, reason="Better gist", origin=Version.Origin.IMPORT)
    assert version
    first, last = versions(term)
    assert (first.number, first.actor, first.origin, first.reason) == (1, None, "admin", "Written by a test")
    assert (last.pk, last.number, last.actor, last.origin, last.reason) == (
        version.pk,
        2,
        editor,
        "import",
        "Better gist",
    )
    assert last.document == second.model_dump(mode="json")
    old, new = (type(second).model_validate(v.document) for v in (first, last))
    assert [field for field, _, _ in difference(old, new)] == ["gist", "aliases"]
    assert (term.created_by, term.changed_by) == (None, editor)


def test_a_save_without_change_keeps_no_version_and_does_not_touch_the_content_version() -> None:
    term = make_term("ORM", aliases=["ORMs"])
    number, changed_at = ContentVersion.objects.get().number, term.changed_at
    assert save_entry(term, term_document("ORM", aliases=["ORMs"]), actor=None, reason="Again") is None
    term.refresh_from_db()
    assert (len(versions(term)), ContentVersion.objects.get().number, term.changed_at) == (
        1,
        number,
        changed_at,
    )


def test_a_new_state_keeps_a_version() -> None:
    term = make_term("ORM", state=State.UNPUBLISHED)
    change_state(term, State.PUBLISHED, actor=None, reason="Ready")
    change_state(term, State.PUBLISHED, actor=None, reason="Ready")
    change_state(term, State.RETIRED, actor=None, reason="Old")
    assert [v.state for v in versions(term)] == ["unpublished", "published", "retired"]
    assert len({str(v.document) for v in versions(term)}) == 1


def test_a_long_reason_is_cut() -> None:
    page = make_page()
    store(page_document(gist="Another."), entry=page, reason="a" * 400)
    assert versions(page)[-1].reason == "a" * 300


@pytest.mark.parametrize("number", [0, 1])
def test_an_old_version_can_be_stored_again(number: int) -> None:
    skill, other = make_skill("Flask"), make_skill("Celery")
    term = make_term("ORM")
    entry = make_skill("Django", terms=[term], often_with=[skill, other])
    store(skill_document("Django", often_with=[other, skill], diagram=None, reads=[]), entry=entry)
    kept = versions(entry)[number]
    document = entry.its_kind().document.model_validate(kept.document)
    entry = store(document, entry=entry, reason="Restored")
    assert entry.its_kind().read(entry).model_dump(mode="json") == kept.document


def test_related_rows_that_did_not_change_keep_their_identity() -> None:
    term = make_term("ORM", aliases=["ORMs", "mapper"])
    before = list(term.aliases.values_list("pk", flat=True))
    store(term_document("ORM", aliases=["ORMs", "mapper"], gist="Another."), entry=term)
    assert list(term.aliases.values_list("pk", flat=True)) == before


# The content version


def test_a_change_raises_the_content_version() -> None:
    make_term("ORM")
    number = content_version.current()
    make_term("SQL")
    assert content_version.current() == number + 1


def test_the_content_version_is_taken_back_with_the_change() -> None:
    make_term("ORM")
    number = content_version.current()
    with transaction.atomic():
        make_term("SQL")
        assert content_version.current() == number + 1
        transaction.set_rollback(True)
    content_version.forget()
    assert content_version.current() == number
    assert not Term.objects.filter(name="SQL").exists()


def test_results_are_kept_until_content_changes() -> None:
    calls: list[tuple] = []

    @per_content_version
    def work(*args: int, **kwargs: int) -> int:
        calls.append((args, kwargs))
        return len(calls)

    make_term("ORM")
    assert [work(1), work(1), work(2), work(a=1), work(1)] == [1, 1, 2, 3, 1]
    make_term("SQL")
    assert work(1) == 4


def test_no_more_results_are_kept_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_version, "MOST_RESULTS", 2)
    calls: list[int] = []
    work = per_content_version(calls.append)
    for number in (1, 2, 1, 2, 3, 3, 1):
        work(number)
    assert calls == [1, 2, 3, 1]


def test_the_process_asks_for_the_content_version_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    make_term("ORM")
    monkeypatch.setattr(content_version, "CHECK_EVERY", 60)
    content_version.forget()
    with django_assert_num_queries(1):
        content_version.current()
        content_version.current()
    make_term("SQL")
    with django_assert_num_queries(1):
        content_version.current()


def test_term_links_follow_what_is_published() -> None:
    orm = make_term("ORM", aliases=["mapper"])
    make_term("SQL", state=State.UNPUBLISHED)
    assert [n and n.key for n in map(term_index().get, ("orm", "Mapper", "SQL"))] == ["orm", "orm", None]
    change_state(orm, State.RETIRED, actor=None, reason="Old")
    assert len(term_index()) == 0


# References


@pytest.mark.parametrize(
    "document",
    [
        term_document("ORM", look_alikes=[("term:gone", "x")]),
        skill_document("Django", terms=["term:gone"]),
        skill_document("Django", main_term="term:gone"),
        skill_document("Django", often_with=["skill:gone"]),
        guide_document(layers=[layer(boxes=[("A", "term:gone")])]),
        guide_document(layers=[layer(placements=["skill:gone"])]),
        question_document(topic="topic:gone"),
    ],
    ids=lambda d: f"{d.slug}",
)
def test_a_missing_reference_leaves_nothing_behind(document) -> None:
    with pytest.raises(LookupError, match="gone does not exist"):
        store(document)
    assert not any(kind.model.objects.exists() for kind in all_kinds())
    assert not Version.objects.exists()
    assert not ContentVersion.objects.exists()


def test_find_all_finds_under_former_addresses_too() -> None:
    term = make_term("ORM")
    store(term_document("ORM", slug="mapper"), entry=term)
    skill = make_skill("ORM")
    references = [Reference(r) for r in ("term:orm", "term:mapper", "skill:orm")]
    assert find_all(references) == {references[0]: term, references[1]: term, references[2]: skill}
    with pytest.raises(LookupError, match="skill:mapper"):
        find_all([*references, Reference("skill:mapper")])


def test_find_all_asks_once_for_each_kind(django_assert_num_queries) -> None:
    for name in ("A1", "B2", "C3"):
        make_term(name)
        make_skill(name)
    with django_assert_num_queries(2):
        find_all([Reference(f"{kind}:{slug}") for kind in ("term", "skill") for slug in ("a1", "b2", "c3")])


# Review


def test_a_review_is_due_after_its_interval() -> None:
    page = make_page(reviewed_on="2026-08-31", review_every_months=6)
    assert page.review_due_on == date(2027, 2, 28)
    assert [
        page.review_state(day)
        for day in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 8, 28), date(2027, 8, 29))
    ] == [*("ok", "due", "due", "late")]
    page = store(page_document(reviewed_on=None), entry=page)
    assert page.review_due_on is None
    assert page.review_state(date(2027, 1, 1)) == "never"


def test_due_for_review_gives_published_entries_the_longest_overdue_first() -> None:
    for name, day in (("A1", "2025-03-01"), ("B2", "2025-01-01"), ("C3", "2026-01-01")):
        make_term(name, reviewed_on=day)
    make_term("D4", reviewed_on="2024-01-01", state=State.RETIRED)
    make_term("E5")
    assert [t.name for t in Term.objects.due_for_review(date(2026, 3, 1))] == ["B2", "A1"]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_add_months_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


# Addresses


def former(entry: Entry) -> list[str]:
    """Return an entry's former addresses in order."""
    return list(FormerSlug.objects.filter(kind=entry.kind, entry_id=entry.pk).values_list("slug", flat=True))


def test_a_new_address_keeps_the_old_one() -> None:
    term = make_term("ORM", former_slugs=["mapper"])
    term = store(term_document("ORM", slug="orms", former_slugs=["mapper"]), entry=term)
    assert former(term) == ["mapper", "orm"]
    assert versions(term)[-1].document["former_slugs"] == ["mapper", "orm"]
    assert save_entry(term, term.its_kind().read(term), actor=None, reason="Nothing") is None


def test_a_new_address_keeps_the_old_one_when_the_row_has_it_already() -> None:
    """The Admin writes the row before save_entry sees it."""
    term = make_term("ORM")
    Term.objects.filter(pk=term.pk).update(slug="orms")
    term = store(term_document("ORM", slug="orms"), entry=Term.objects.get(pk=term.pk))
    assert former(term) == ["orm"]


def test_an_address_that_comes_back_is_no_former_one() -> None:
    term = make_term("ORM")
    term = store(term_document("ORM", slug="orms"), entry=term)
    term = store(term_document("ORM", slug="orm", former_slugs=["orm"]), entry=term)
    assert former(term) == ["orms"]


def test_forget_entry_frees_its_former_addresses_and_keeps_its_versions() -> None:
    term = make_term("ORM", former_slugs=["mapper"])
    forget_entry(term)
    pk = term.pk
    term.delete()
    assert not FormerSlug.objects.exists()
    assert Version.objects.filter(kind="term", entry_id=pk).count() == 1


# What the database refuses, and what people are told


def words_of(instance: models.Model) -> str:
    """Return what full_clean says, and what the constraints say behind a field's own rule."""
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    said = list(refused.value.messages)
    with suppress(ValidationError):
        instance.validate_constraints()
        return " ".join(said)
    with pytest.raises(ValidationError) as refused:
        instance.validate_constraints()
    return " ".join(said + refused.value.messages)


def refused_by_database(instance: models.Model, constraint: str) -> None:
    """The database itself refuses the row by this constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        instance.save()


@pytest.mark.parametrize(
    "make", [make_page, make_term, make_skill, make_guide, make_topic, make_question, make_red_flag]
)
def test_every_kind_has_known_states_and_intervals(make) -> None:
    entry = make()
    name = type(entry).__name__.lower()
    entry.state = "hidden"
    refused_by_database(entry, f"{name}_state_known")
    entry.state, entry.review_every_months = State.PUBLISHED, 61
    assert "1 to 60 months" in words_of(entry)
    refused_by_database(entry, f"{name}_review_interval")
    entry.review_every_months = 60
    entry.full_clean()


@pytest.mark.parametrize("make", [make_term, make_skill, make_guide])
def test_a_name_and_an_address_are_given_once(make) -> None:
    kind = make("Django")._meta.verbose_name
    other = make("Flask")
    other.name = "Django"
    assert f"There is a {kind} of this name already." in words_of(other)
    refused_by_database(other, f"{other._meta.model_name}_name_once")
    other.name, other.slug = "Flask", "django"
    assert "Another entry of this kind has this address already." in words_of(other)
    refused_by_database(other, "slug")


def test_a_published_question_has_all_answers_and_a_probe() -> None:
    question = make_question()
    for field in ("strong", "average", "weak", "probe"):
        kept = getattr(question, field)
        setattr(question, field, "")
        assert "cannot be published without all three answers" in words_of(question)
        refused_by_database(question, "question_published_whole")
        setattr(question, field, kept)
    question.state, question.weak = State.UNPUBLISHED, ""
    question.save()


def test_a_question_takes_one_to_sixty_minutes() -> None:
    question = make_question()
    question.minutes = 0
    assert "1 to 60 minutes" in words_of(question)
    refused_by_database(question, "question_minutes")


def test_a_question_without_its_answer_key_cannot_be_saved() -> None:
    question = make_question()
    question.withhold()
    with pytest.raises(ValueError, match="cannot be saved"):
        question.save()


def test_a_published_red_flag_is_fair() -> None:
    flag = make_red_flag()
    flag.innocent = []
    assert "needs an innocent explanation" in words_of(flag)
    refused_by_database(flag, "red_flag_fair")
    flag.innocent, flag.ask = ["x"], ""
    refused_by_database(flag, "red_flag_fair")
    flag.state = State.UNPUBLISHED
    flag.save()


def test_a_release_lies_in_the_age_of_computers() -> None:
    term = make_term("ORM")
    term.first_released = 1939
    assert "between 1940 and 2100" in words_of(term)
    refused_by_database(term, "term_released_year")


def test_a_spelling_belongs_to_one_term() -> None:
    orm, sql = make_term("ORM", aliases=["mapper"]), make_term("SQL")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(term=sql, name="MAPPER")
    for spelling, holder in (
        ("map-per", "belongs to the term “ORM”"),
        ("O.R.M.", "is the name of another term"),
    ):
        with pytest.raises(ValidationError, match=holder), transaction.atomic():
            store(term_document("SQL", aliases=[spelling]), entry=sql)
    with pytest.raises(ValidationError, match="belongs to the term “ORM”"), transaction.atomic():
        store(term_document("Mapper"))
    assert [a.name for a in orm.aliases.all()] == ["mapper"]


def test_a_pair_of_look_alikes_stands_once_and_of_two_terms() -> None:
    orm, sql = make_term("ORM"), make_term("SQL")
    LookAlike.objects.create(term=orm, other=sql, difference="x")
    for one, other in ((orm, sql), (sql, orm)):
        double = LookAlike(term=one, other=other, difference="y")
        assert "These two terms are a pair already." in words_of(double)
        refused_by_database(double, "look_alike_pair_once")
    alone = LookAlike(term=orm, other=orm, difference="x")
    assert "A term cannot be mixed up with itself." in words_of(alone)
    refused_by_database(alone, "look_alike_of_another")


def test_a_box_leads_to_one_place() -> None:
    skill, term = make_skill("Django"), make_term("ORM")
    place = Layer.objects.get(guide=make_guide())
    for targets in ({"skill": skill, "term": term}, {}):
        box = Box(layer=place, label="A", gloss="b", **targets)
        assert "choose one of the two" in words_of(box)
        refused_by_database(box, "box_leads_to_one")


def test_a_skill_stands_once_in_a_guide() -> None:
    skill = make_skill("Django")
    guide = make_guide(layers=[layer("one", placements=[skill]), layer("two")])
    again = Placement(guide=guide, layer=guide.layers.get(key="two"), skill=skill)
    refused_by_database(again, "placement_once_in_guide")
    other = make_guide("Another guide", layers=[layer("one", placements=[skill])])
    assert other.placements.count() == 1


def test_layers_have_their_own_keys_and_only_the_lowest_a_label() -> None:
    guide = make_guide()
    double = Layer(guide=guide, key="backend", name="A", gist="b", area="data")
    assert "The guide has a layer with this key already." in words_of(double)
    refused_by_database(double, "layer_key_once")
    labelled = Layer(guide=guide, key="other", name="A", gist="b", area="data", base_label="x")
    assert "Only a layer below the stack has a label above it." in words_of(labelled)
    refused_by_database(labelled, "layer_label_only_below")


def test_nothing_is_gathered_twice() -> None:
    term, skill, other = make_term("ORM"), make_skill("Django"), make_skill("Flask")
    question, flag = make_question(), make_red_flag()
    for row, words, constraint in (
        (SkillTerm(skill=skill, term=term), "gathered by the skill already", "skill_term_once"),
        (
            Neighbour(skill=skill, other=other, relation="often_with"),
            "neighbours in this way already",
            "neighbour_once",
        ),
        (QuestionSkill(question=question, skill=skill), "about this skill already", "question_skill_once"),
        (RedFlagSkill(red_flag=flag, skill=skill), "concerns this skill already", "red_flag_skill_once"),
    ):
        type(row).objects.create(**{f.name: getattr(row, f.name) for f in row._meta.fields if f.name != "id"})
        assert words in words_of(row)
        refused_by_database(row, constraint)


def test_a_skill_is_no_neighbour_of_itself() -> None:
    skill = make_skill("Django")
    row = Neighbour(skill=skill, other=skill, relation="often_with")
    assert "A skill cannot be its own neighbour." in words_of(row)
    refused_by_database(row, "neighbour_of_another")


def test_an_old_address_leads_to_one_entry() -> None:
    orm, sql = make_term("ORM", former_slugs=["mapper"]), make_term("SQL")
    row = FormerSlug(kind="term", slug="mapper", entry_id=sql.pk)
    assert "This old address leads to another entry already." in words_of(row)
    refused_by_database(row, "former_slug_once")
    FormerSlug.objects.create(kind="skill", slug="mapper", entry_id=orm.pk)


def test_there_is_one_content_version() -> None:
    make_term("ORM")
    refused_by_database(ContentVersion(pk=2), "content_version_single_row")


def test_a_version_number_is_given_once() -> None:
    version = versions(make_term("ORM"))[0]
    version.pk = None
    refused_by_database(version, "version_number_once")


def test_an_import_is_remembered_once() -> None:
    term = make_term("ORM")
    LastImport.objects.create(kind="term", entry_id=term.pk, digest="x")
    refused_by_database(LastImport(kind="term", entry_id=term.pk, digest="y"), "last_import_once")


def test_an_entry_has_one_draft() -> None:
    term = make_term("ORM")
    Draft.objects.create(kind="term", entry_id=term.pk, document={}, base=1)
    refused_by_database(Draft(kind="term", entry_id=term.pk, document={}, base=1), "draft_once")
    Draft.ever.create(kind="term", entry_id=term.pk, document={}, base=1, ended_at=timezone.now())


def test_a_person_has_an_entry_open_once() -> None:
    person = User.objects.create_user("ann")
    Opening.objects.create(kind="term", entry_id=1, person=person)
    refused_by_database(Opening(kind="term", entry_id=1, person=person), "opening_once")


def test_views_of_an_entry_are_one_row() -> None:
    add_views("term", {1: 2, 7: 1})
    add_views("term", {7: 3})
    assert list(EntryViews.objects.order_by("entry_id").values_list("entry_id", "times")) == [(1, 2), (7, 4)]
    refused_by_database(EntryViews(kind="term", entry_id=7), "entry_views_once")


def test_every_rule_of_the_database_is_tried_here() -> None:
    """A new constraint needs a test above that names it."""
    tried = Path(__file__).read_text(encoding="utf-8")
    by_kind = {"state_known", "review_interval", "name_once"}
    labels = ("entries", "glossary", "skills", "interviews")
    models_here = [model for label in labels for model in apps.get_app_config(label).get_models()]
    named = {constraint.name for model in models_here for constraint in model._meta.constraints}
    assert {n for n in named if n not in tried and not any(n.endswith(end) for end in by_kind)} == set()


def test_the_constraints_are_in_the_database() -> None:
    with connection.cursor() as cursor:
        for model in (Term, Question, RedFlag, Layer, Box, LookAlike):
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            assert {c.name for c in model._meta.constraints} <= present.keys()


def test_changed_checks_the_document_again() -> None:
    with pytest.raises(ValueError, match="area"):
        changed(term_document(), area="moon")
