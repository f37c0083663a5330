"""From entries to search rows: one function per kind, one way to keep rows fresh, one to rebuild them all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from entries.markdown import plain
from entries.models import Entry, State
from entries.names import fold
from glossary.models import Term
from interviews.models import Question, RedFlag
from search.models import ORDER, SearchName, SearchRow
from search.spelling import indexable, near_keys
from skills.models import Guide, Skill

MAX_TEXT = 20_000
"""Characters of a body that are searched; PostgreSQL refuses a vector of more than 1 MB."""


@dataclass
class Found:
    """What one entry brings into the index."""

    names: list[str]
    gist: str
    area: str
    body: list[str] = field(default_factory=list)
    member_body: list[str] = field(default_factory=list)
    symbol: str = ""
    shown: str = ""


def of_term(term: Term) -> Found:
    """A term is found by all its spellings, its gist and its texts."""
    names = [
        term.name,
        *(alias.name for alias in term.aliases.all()),
        *([term.expansion] if term.expansion else []),
    ]
    return Found(names, term.gist, term.area, [term.meaning, term.seen, term.why])


def of_skill(skill: Skill) -> Found:
    """A skill takes the spellings of its main term."""
    names = [skill.name]
    if skill.main_term and skill.main_term.is_published:
        names += [skill.main_term.name, *(alias.name for alias in skill.main_term.aliases.all())]
    body = [", ".join(skill.keywords), skill.plain, plain(skill.html("details")), skill.good_for]
    return Found(names, skill.gist, skill.area, body, symbol=skill.symbol)


def of_guide(guide: Guide) -> Found:
    """A guide is found by its name, its job title and its texts."""
    body = [guide.job_plain, plain(guide.html("overview")), plain(guide.html("primer")), guide.why_language]
    return Found([guide.name, guide.job_title], guide.subtitle, "general", body)


def of_question(question: Question) -> Found:
    """A question is found by label and prompt; the key of a restricted one only by signed-in people."""
    key = [
        *question.listen_for,
        question.probe,
        *(plain(question.html(a)) for a in ("strong", "average", "weak")),
    ]
    open_to_all = question.visibility == Question.Visibility.PUBLIC
    body = [question.name, question.why, ", ".join(s.name for s in question.listed_skills)]
    return Found(
        [question.name],
        question.prompt,
        question.topic.area,
        body + (key if open_to_all else []),
        [] if open_to_all else key,
        shown=question.prompt,
    )


def of_red_flag(flag: RedFlag) -> Found:
    """A red flag is found by what one sees."""
    return Found([flag.name], flag.sees, flag.area, [flag.why, *flag.innocent, flag.ask])


INDEXED: dict[str, tuple[type[Entry], Any, tuple[str, ...]]] = {
    "term": (Term, of_term, ("aliases",)),
    "skill": (Skill, of_skill, ("main_term__aliases",)),
    "guide": (Guide, of_guide, ()),
    "question": (Question, of_question, ("topic", "question_skills__skill")),
    "red-flag": (RedFlag, of_red_flag, ()),
}
"""Kind -> its model, its function above, and what to prefetch for it."""


@transaction.atomic(savepoint=False)
def refresh(kind: str, ids: Iterable[int], *, gone: Entry | None = None) -> None:
    """Make the rows of these entries anew; entries that readers do not see lose theirs.

    `gone` is about to be deleted: nothing is taken from it.
    """
    ids = list(ids)
    if kind not in INDEXED or not ids:
        return
    model, found_of, related = INDEXED[kind]
    SearchRow.objects.filter(kind=kind, entry_id__in=ids).delete()
    published: QuerySet = model._default_manager.published().filter(pk__in=ids).prefetch_related(*related)
    for other in (other for entry in published for other in _taken_from(entry) if other == gone):
        other.state = State.RETIRED
    found = [found_of(entry) for entry in published]
    store([row_of(kind, entry, its) for entry, its in zip(published, found, strict=True)], found)


def _taken_from(entry: Entry) -> list[Entry]:
    """Return the entries that may go while an entry stays that shows something of them."""
    if isinstance(entry, Skill):
        return [entry.main_term] if entry.main_term else []
    return [row.skill for row in entry.question_skills.all()] if isinstance(entry, Question) else []


def _touched_by(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """Return the ids, by kind, of entries and of those that take something from them."""
    own: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        own[entry.kind].add(entry.pk)
    touched = defaultdict(set, {kind: set(ids) for kind, ids in own.items()})
    if own["term"]:
        touched["skill"] |= _ids(Skill.objects.filter(main_term__in=own["term"]))
    if own["topic"]:
        touched["question"] |= _ids(Question.objects.filter(topic__in=own["topic"]))
    if own["skill"]:
        touched["question"] |= _ids(Question.objects.filter(question_skills__skill__in=own["skill"]))
    return touched


def _ids(entries: QuerySet) -> set[int]:
    return set(entries.order_by().values_list("pk", flat=True))


@transaction.atomic
def rebuild() -> int:
    """Make all rows anew from nothing; return how many there are."""
    SearchRow.objects.all().delete()
    for kind, (model, _, _) in INDEXED.items():
        ids = list(model._default_manager.published().values_list("pk", flat=True))
        for start in range(0, len(ids), 500):
            refresh(kind, ids[start : start + 500])
    return SearchRow.objects.count()


def fill_when_empty(**_: Any) -> None:
    """Make all rows after a migration that brought or emptied the table; a migration back leaves no table to fill."""
    needed = {SearchRow._meta.db_table, *(model._meta.db_table for model, _, _ in INDEXED.values())}
    if needed <= set(connection.introspection.table_names()) and not SearchRow.objects.exists():
        rebuild()


def store(rows: list[SearchRow], found: list[Found]) -> None:
    """Write rows with their spellings."""
    SearchRow.objects.bulk_create(rows, batch_size=500)
    names = (name for row, its in zip(rows, found, strict=True) for name in _names(row, its))
    SearchName.objects.bulk_create(names, batch_size=2_000)


def row_of(kind: str, entry: Any, found: Found) -> SearchRow:
    """Return an entry's row, not yet saved."""
    text = " ".join(found.body)[:MAX_TEXT]
    return SearchRow(
        kind=kind,
        entry_id=entry.pk,
        slug=entry.slug,
        url=entry.get_absolute_url(),
        name=found.shown or entry.name,
        area=found.area,
        symbol=found.symbol,
        gist=found.gist[:1_000],
        rank=ORDER.index(kind),
        text=text,
        title_words=indexable(" ".join(found.names)),
        words=indexable(text),
        member_words=indexable(" ".join(found.member_body)[:MAX_TEXT]),
    )


def _names(row: SearchRow, found: Found) -> list[SearchName]:
    names: dict[str, str] = {}
    for text in found.names:
        if folded := fold(text)[:200]:
            names.setdefault(folded, text[:200])
    return [
        SearchName(row=row, text=text, folded=folded, is_main=number == 0, keys=near_keys(folded))
        for number, (folded, text) in enumerate(names.items())
    ]


def on_entries_changed(entries: list[Entry], **_: Any) -> None:
    """Keep the rows of changed entries, and of those that take something from them, fresh."""
    for kind, ids in _touched_by(entries).items():
        refresh(kind, ids)


def on_entry_deleted(entry: Entry, **_: Any) -> None:
    """Take the row of an entry away, and what others took from it."""
    for kind, ids in _touched_by([entry]).items():
        refresh(kind, ids, gone=entry)
    SearchRow.objects.filter(kind=entry.kind, entry_id=entry.pk).delete()
