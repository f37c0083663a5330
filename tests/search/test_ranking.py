"""What is found first, over the shipped content: the inputs of typed_inputs.toml, and every name there is."""

import tomllib
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from entries.names import fold
from glossary.models import Term
from interviews.models import RedFlag
from search.index import rebuild
from search.models import ORDER, SearchName, SearchRow
from search.searching import EXACT, MEANT, NEAR, SIDE, Hit, search, suggest
from search.spelling import ask
from skills.models import Guide, Skill
from tests.search.looking import every_row, found, names

pytestmark = pytest.mark.django_db

TABLE = tomllib.loads((Path(__file__).parent / "typed_inputs.toml").read_text(encoding="utf-8"))
TYPED = [
    (group, typed, [wanted] if isinstance(wanted, str) else wanted)
    for group, rows in TABLE.items()
    for typed, wanted in rows.items()
]
FIRST, FIRST_THREE = 0.97, 0.99


@pytest.fixture(scope="module")
def answers(shipped: None, django_db_blocker) -> dict[str, list[Hit]]:
    """What the search answers to each typed input, asked once for the module."""
    with django_db_blocker.unblock():
        return {typed: found(typed) for _, typed, _ in TYPED}


def test_table_is_large_and_its_entries_exist(shipped: None) -> None:
    assert len(TYPED) >= 320
    misspelled = {wanted[0] for group, _, wanted in TYPED if group.startswith("misspelled")}
    assert len(misspelled) >= 90
    there = {str(row) for row in SearchRow.objects.all()}
    assert {entry for _, _, wanted in TYPED for entry in wanted} <= there


def test_right_entry_comes_first(answers: dict[str, list[Hit]]) -> None:
    misses, lost = [], []
    for group, typed, wanted in TYPED:
        first = names(answers[typed][:3])
        if first[:1] != wanted[:1]:
            misses.append(f"{group}: {typed!r} gives {first}, not {wanted[0]} first")
        if not set(first) & set(wanted):
            lost.append(typed)
    print(
        "\n".join(
            [f"{len(misses)} of {len(TYPED)} not first, {len(lost)} not among the first three", *misses]
        )
    )
    assert len(misses) <= (1 - FIRST) * len(TYPED)
    assert len(lost) <= (1 - FIRST_THREE) * len(TYPED)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_name_and_alias_of_a_term_comes_first(shipped: None, step: int) -> None:
    owners: Counter[str] = Counter()
    for term in Term.objects.published().prefetch_related("aliases"):
        owners.update({fold(text) for text in (term.name, *(alias.name for alias in term.aliases.all()))})
    spellings = [
        (text, f"term:{term.slug}")
        for term in Term.objects.published().prefetch_related("aliases")
        for text in (term.name, *(alias.name for alias in term.aliases.all()))
        if owners[fold(text)] == 1
    ]
    assert len(spellings) > 1_500
    assert [
        text for text, entry in spellings[::step] if names(suggest(ask(text), most=1).hits) != [entry]
    ] == []
    some = Random(3).sample(spellings, 200 // step)
    assert [text for text, entry in some if names(found(text)[:1]) != [entry]] == []


def test_every_name_of_another_kind_comes_first_unless_a_term_has_it(shipped: None) -> None:
    taken = set(SearchName.objects.filter(row__kind="term").values_list("folded", flat=True))
    others = [*Skill.objects.published(), *Guide.objects.published(), *RedFlag.objects.published()]
    wrong = [
        e.name for e in others if fold(e.name) not in taken and names(found(e.name)[:1]) != [e.reference]
    ]
    assert wrong == []


def test_no_near_spelling_stands_above_an_exact_one(answers: dict[str, list[Hit]]) -> None:
    for hits in answers.values():
        stages = [hit.stage for hit in hits]
        assert stages == sorted(stages, reverse=True)
        if stages and stages[0] in (EXACT, SIDE):
            assert not {MEANT, NEAR} & set(stages)


def test_one_row_per_entry_however_many_of_its_spellings_match(answers: dict[str, list[Hit]]) -> None:
    for hits in answers.values():
        assert len({hit.row_id for hit in hits}) == len(hits)


@pytest.mark.parametrize("word", ["python", "data", "django", "code"])
def test_a_common_word_finds_every_entry_that_names_it(shipped: None, word: str) -> None:
    found = search(ask(word), member=False)
    for kind in ORDER:
        naming = SearchRow.objects.filter(kind=kind, name__iregex=rf"\m{word}\M")
        ones = search(ask(word), member=False, kind=kind, most=found.by_kind[kind])
        assert set(naming.values_list("pk", flat=True)) <= {hit.row_id for hit in ones.hits}, kind
        assert len(ones.hits) == found.by_kind[kind]
        assert {hit.kind for hit in ones.hits} <= {kind}
    assert found.by_kind.total() > 100
    assert found.by_kind["question"] > 5


def test_kinds_are_found_in_the_order_of_ties(shipped: None) -> None:
    assert set(SearchRow.objects.values_list("kind", flat=True)) == set(ORDER)
    assert all(ORDER[row.rank] == row.kind for row in SearchRow.objects.all())


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("pyth", "term:python"),
        ("kub", "term:kubernetes"),
        ("java", "term:java"),
        ("docke", "term:docker"),
        ("djnago", "term:django"),
        ("react na", "term:react-native"),
        ("k8s", "term:kubernetes"),
    ],
)
def test_suggestion_while_one_types(shipped: None, typed: str, entry: str) -> None:
    assert names(suggest(ask(typed)).hits)[0] == entry


def test_rebuild_from_nothing_changes_nothing(shipped: None) -> None:
    before = every_row()
    SearchRow.objects.all().delete()
    rebuild()
    assert every_row() == before
