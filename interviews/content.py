"""Topics, questions and red flags as Documents."""

from typing import Annotated, Literal

from pydantic import Field

from entries.content import read_fields, read_shared, replace_rows, write_fields
from entries.document import Area, Document, EachOnce, Markdown, Reference, Sentence, To
from entries.kinds import Kind, find_all, register
from interviews.models import Question, QuestionSkill, RedFlag, RedFlagSkill, Topic

Order = Annotated[int, Field(ge=1, le=9_999, strict=True)]
SkillReference = Annotated[Reference, To("skill")]


class TopicDocument(Document):
    """A group of questions."""

    subtitle: Sentence
    guide: Annotated[Reference, To("guide")] | None = None
    area: Area
    order: Order = 10


TOPIC_FIELDS = ("subtitle", "area", "order")


def read_topic(topic: Topic) -> TopicDocument:
    """Return the Document of a saved topic."""
    guide = Reference(f"guide:{topic.guide.slug}") if topic.guide else None
    return TopicDocument.model_construct(
        **read_shared(topic), **read_fields(topic, TopicDocument, TOPIC_FIELDS), guide=guide
    )


def write_topic(topic: Topic, document: TopicDocument) -> None:
    """Store a topic."""
    topic.guide = find_all([document.guide])[document.guide] if document.guide else None
    write_fields(topic, document, TOPIC_FIELDS)


class QuestionDocument(Document):
    """A question with its whole answer key."""

    topic: Annotated[Reference, To("topic")]
    order: Order = 10
    prompt: Sentence
    why: Sentence
    listen_for: Annotated[list[Sentence], Field(min_length=1)]
    strong_note: Sentence
    average_note: Sentence
    weak_note: Sentence
    probe: Sentence
    level: Literal["screen", "junior", "mid", "senior"]
    minutes: Annotated[int, Field(ge=1, le=60, strict=True)] = 5
    skills: Annotated[list[SkillReference], EachOnce] = []
    visibility: Literal["public", "members"] = "public"
    strong: Markdown
    average: Markdown
    weak: Markdown


QUESTION_FIELDS = (
    "order", "prompt", "why", "listen_for", "strong_note", "average_note", "weak_note", "probe", "level", "minutes",
    "visibility", "strong", "average", "weak",
)  # fmt: skip


def read_question(question: Question) -> QuestionDocument:
    """Return the Document of a question; one that came without its answer key gives empty answers."""
    return QuestionDocument.model_construct(
        **read_shared(question),
        **read_fields(question, QuestionDocument, QUESTION_FIELDS),
        topic=Reference(f"topic:{question.topic.slug}"),
        skills=[Reference(f"skill:{row.skill.slug}") for row in question.question_skills.all()],
    )


def write_question(question: Question, document: QuestionDocument) -> None:
    """Store a question with its skills."""
    found = find_all([reference for _, reference in document.references()])
    question.topic = found[document.topic]
    write_fields(question, document, QUESTION_FIELDS)
    rows = [QuestionSkill(question=question, skill=found[r], order=n) for n, r in enumerate(document.skills)]
    replace_rows(question.question_skills, rows)


class RedFlagDocument(Document):
    """A red flag with its innocent explanations."""

    sees: Sentence
    why: Sentence
    innocent: Annotated[list[Sentence], Field(min_length=1)]
    ask: Sentence
    severity: Literal["minor", "notable", "serious"]
    area: Area
    skills: Annotated[list[SkillReference], EachOnce] = []


RED_FLAG_FIELDS = ("sees", "why", "innocent", "ask", "severity", "area")


def read_red_flag(flag: RedFlag) -> RedFlagDocument:
    """Return the Document of a saved red flag."""
    return RedFlagDocument.model_construct(
        **read_shared(flag),
        **read_fields(flag, RedFlagDocument, RED_FLAG_FIELDS),
        skills=[Reference(f"skill:{row.skill.slug}") for row in flag.red_flag_skills.all()],
    )


def write_red_flag(flag: RedFlag, document: RedFlagDocument) -> None:
    """Store a red flag with its skills."""
    found = find_all(list(document.skills))
    write_fields(flag, document, RED_FLAG_FIELDS)
    rows = [RedFlagSkill(red_flag=flag, skill=found[r], order=n) for n, r in enumerate(document.skills)]
    replace_rows(flag.red_flag_skills, rows)


register(Kind("topic", "topics", TopicDocument, Topic, read_topic, write_topic, related=("guide",)))
register(
    Kind(
        "question",
        "questions",
        QuestionDocument,
        Question,
        read_question,
        write_question,
        related=("topic", "question_skills__skill"),
    )
)
register(
    Kind(
        "red-flag",
        "red-flags",
        RedFlagDocument,
        RedFlag,
        read_red_flag,
        write_red_flag,
        related=("red_flag_skills__skill",),
    )
)
