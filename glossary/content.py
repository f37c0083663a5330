"""Terms as Documents."""

from typing import Annotated

from django.core.exceptions import ValidationError
from pydantic import Field, StrictBool

from entries.content import read_fields, read_links, read_shared, replace_rows, write_fields, write_links
from entries.document import Area, Document, Line, Link, Part, Reference, Sentence, To
from entries.kinds import Kind, find_all, register
from entries.names import fold
from glossary.models import Alias, LookAlike, Term
from glossary.spellings import taken


class AliasPart(Part):
    """Another spelling, and when it counts."""

    name: Line
    case_matters: StrictBool = False
    only_beside_others: StrictBool = False


class LookAlikePart(Part):
    """The other term of a pair and the sentence that tells them apart."""

    term: Annotated[Reference, To("term")]
    difference: Sentence


class TermDocument(Document):
    """A term with its aliases, look-alikes and links."""

    expansion: Line | None = None
    gist: Sentence
    meaning: Sentence
    seen: Sentence
    why: Sentence
    say: Line | None = None
    area: Area
    first_released: Annotated[int, Field(ge=1940, le=2100, strict=True)] | None = None
    case_matters: StrictBool = False
    only_beside_others: StrictBool = False
    aliases: list[AliasPart] = []
    look_alikes: list[LookAlikePart] = []
    links: list[Link] = []


FIELDS = (
    "expansion",
    "say",
    "gist",
    "meaning",
    "seen",
    "why",
    "area",
    "first_released",
    "case_matters",
    "only_beside_others",
)


def read_term(term: Term) -> TermDocument:
    """Return the Document of a saved term."""
    return TermDocument.model_construct(
        **read_shared(term),
        **read_fields(term, TermDocument, FIELDS),
        aliases=[
            AliasPart.model_construct(
                name=a.name, case_matters=a.case_matters, only_beside_others=a.only_beside_others
            )
            for a in term.aliases.all()
        ],
        look_alikes=[
            LookAlikePart.model_construct(
                term=Reference(f"term:{pair.other.slug}"), difference=pair.difference
            )
            for pair in term.look_alikes.all()
        ],
        links=read_links(term.links.all()),
    )


def write_term(term: Term, document: TermDocument) -> None:
    """Store a term with its related rows; raises ValidationError when a spelling belongs to another term."""
    others = find_all([pair.term for pair in document.look_alikes])
    write_fields(term, document, FIELDS)
    _refuse_taken_spellings(term, document)
    aliases = [Alias(term=term, order=n, **part.model_dump()) for n, part in enumerate(document.aliases)]
    replace_rows(term.aliases, aliases)
    pairs = [
        LookAlike(term=term, other=others[part.term], difference=part.difference, order=n)
        for n, part in enumerate(document.look_alikes)
    ]
    replace_rows(term.look_alikes, pairs)
    write_links(term.links, document.links, term=term)


def _refuse_taken_spellings(term: Term, document: TermDocument) -> None:
    wanted = [document.name, *(alias.name for alias in document.aliases)]
    if said := taken(wanted, term_id=term.pk):
        raise ValidationError(next(iter(said.values())))


def check_terms(documents: list[TermDocument]) -> list[tuple[str, tuple[str | int, ...], str]]:
    """Return spellings that stand for two terms and look-alike pairs that are written twice."""
    found: list[tuple[str, tuple[str | int, ...], str]] = []
    names: dict[str, TermDocument] = {}
    for document in documents:
        names.setdefault(fold(document.name), document)
    taken = {folded: document.slug for folded, document in names.items()}
    pairs: set[frozenset[str]] = set()
    for document in documents:
        first = names[fold(document.name)]
        if first.name.casefold() != document.name.casefold():  # equal ones are found for every kind
            sentence = f"the name “{document.name}” is another spelling of term:{first.slug}"
            found.append((document.slug, ("name",), sentence))
        for number, alias in enumerate(document.aliases):
            folded = fold(alias.name)
            place = ("aliases", number, "name")
            if not folded:
                found.append((document.slug, place, f"the alias “{alias.name}” holds no letter or digit"))
            elif folded in taken:
                found.append(
                    (document.slug, place, f"the spelling “{alias.name}” is taken by term:{taken[folded]}")
                )
            taken.setdefault(folded, document.slug)
        for number, part in enumerate(document.look_alikes):
            pair = frozenset((document.slug, part.term.slug))
            place = ("look_alikes", number, "term")
            if len(pair) == 1:
                found.append((document.slug, place, "a term cannot be mixed up with itself"))
            elif pair in pairs:
                found.append((document.slug, place, f"the pair with {part.term} is written twice; keep one"))
            pairs.add(pair)
    return found


register(
    Kind(
        "term",
        "terms",
        TermDocument,
        Term,
        read_term,
        write_term,
        related=("aliases", "look_alikes__other", "links"),
        check=check_terms,
    )
)
