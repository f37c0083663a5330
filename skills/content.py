"""Skills as Documents."""

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from entries.content import read_fields, read_links, read_shared, replace_rows, write_fields, write_links
from entries.document import (
    Area,
    Document,
    EachOnce,
    Line,
    Link,
    Markdown,
    Part,
    Reference,
    Sentence,
    Tag,
    Text,
    To,
    wrong,
)
from entries.kinds import Kind, find_all, register
from skills.diagrams import Diagram
from skills.models import Neighbour, Skill, SkillTerm

KindTag = Literal[
    "Core", "Framework", "Front-end", "Database", "NoSQL", "Cache", "Testing", "DevOps", "Cloud"
]
SkillReference = Annotated[Reference, To("skill")]
TermReference = Annotated[Reference, To("term")]


class ReadPart(Part):
    """They wrote, it often means, ask."""

    wrote: Line
    means: Sentence
    ask: Sentence | None = None


class SkillDocument(Document):
    """A skill with its terms, neighbours, mini-diagram and links."""

    symbol: Annotated[Tag, StringConstraints(pattern=r"^\S{1,2}$")]
    tag: KindTag
    area: Area
    keywords: list[Tag]
    gist: Sentence
    say_on_call: Sentence
    plain: Text
    picture: Line
    good_for: Line
    give_up: Line
    reads: list[ReadPart] = []
    junior: list[Sentence] = []
    mid: list[Sentence] = []
    senior: list[Sentence] = []
    main_term: TermReference | None = None
    terms: Annotated[list[TermReference], EachOnce] = []
    often_with: Annotated[list[SkillReference], EachOnce] = []
    not_same_as: Annotated[list[SkillReference], EachOnce] = []
    diagram: Diagram | None = None
    links: list[Link] = []
    details: Markdown

    @model_validator(mode="after")
    def _no_neighbour_of_itself(self) -> Self:
        for field in ("often_with", "not_same_as"):
            for number, reference in enumerate(getattr(self, field)):
                if reference.slug == self.slug:
                    raise wrong("a skill cannot be its own neighbour", field, number)
        return self


SKILL_FIELDS = (
    "symbol", "tag", "area", "keywords", "gist", "say_on_call", "plain", "picture", "good_for", "give_up", "reads",
    "junior", "mid", "senior", "diagram", "details",
)  # fmt: skip


def read_skill(skill: Skill) -> SkillDocument:
    """Return the Document of a saved skill."""
    data = read_fields(skill, SkillDocument, SKILL_FIELDS)
    if "reads" in data:
        data["reads"] = [ReadPart.model_construct(**row) for row in data["reads"]]
    if "diagram" in data:
        data["diagram"] = Diagram.model_validate(data["diagram"])
    if skill.main_term:
        data["main_term"] = Reference(f"term:{skill.main_term.slug}")
    neighbours = list(skill.neighbours.all())
    for relation in Neighbour.Relation.values:
        data[relation] = [Reference(f"skill:{n.other.slug}") for n in neighbours if n.relation == relation]
    return SkillDocument.model_construct(
        **read_shared(skill),
        **data,
        terms=[Reference(f"term:{row.term.slug}") for row in skill.skill_terms.all()],
        links=read_links(skill.links.all()),
    )


def write_skill(skill: Skill, document: SkillDocument) -> None:
    """Store a skill with its related rows."""
    found = find_all([reference for _, reference in document.references()])
    skill.main_term = found[document.main_term] if document.main_term else None
    write_fields(skill, document, SKILL_FIELDS)
    rows = [SkillTerm(skill=skill, term=found[r], order=n) for n, r in enumerate(document.terms)]
    replace_rows(skill.skill_terms, rows)
    neighbours = [
        Neighbour(skill=skill, other=found[reference], relation=relation, order=n)
        for relation in sorted(Neighbour.Relation.values)
        for n, reference in enumerate(getattr(document, relation))
    ]
    replace_rows(skill.neighbours, neighbours)
    write_links(skill.links, document.links, skill=skill)


register(
    Kind(
        "skill",
        "skills",
        SkillDocument,
        Skill,
        read_skill,
        write_skill,
        related=("main_term", "skill_terms__term", "neighbours__other", "links"),
    )
)
