"""Small worlds for tests: a valid Document of each kind, and entries made from it through save_entry.

`term_document("ORM", aliases=["ORMs"])` only builds, `make_term(...)` stores, published unless `state` says
otherwise. Whatever refers to another entry takes the entry itself or its `kind:slug`.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from entries import files
from entries.content import PageDocument
from entries.document import Document
from entries.kinds import Kind, all_kinds
from entries.models import Entry, Page, State
from entries.saving import save_entry
from glossary.content import TermDocument
from glossary.models import Term
from interviews.content import QuestionDocument, RedFlagDocument, TopicDocument
from interviews.models import Question, RedFlag, Topic
from sets.content import SetTemplateDocument
from sets.models import SetTemplate
from skills.content import SkillDocument
from skills.guide_content import GuideDocument
from skills.models import Guide, Skill

Target = Entry | str


def slug_of(name: str) -> str:
    """Return an address for a name: `C++` gives c-plus-plus."""
    spoken = name.lower().replace("+", "-plus").replace("#", "-sharp").replace(".", "-dot-")
    return re.sub(r"[^a-z0-9]+", "-", spoken).strip("-")[:80] or "unnamed"


def ref(target: Target) -> str:
    """Return `kind:slug` of an entry; a text is taken as it is."""
    return target if isinstance(target, str) else target.reference


def refs(targets: Iterable[Target]) -> list[str]:
    """Return `kind:slug` of several entries."""
    return [ref(target) for target in targets]


def kind_of(document: Document) -> Kind:
    """Return the kind a Document belongs to."""
    return next(kind for kind in all_kinds() if kind.document is type(document))


def store(
    document: Document,
    *,
    entry: Entry | None = None,
    state: str = State.PUBLISHED,
    actor: AbstractBaseUser | None = None,
    reason: str = "Written by a test",
) -> Any:
    """Give `entry` (a new one when None) the Document's content, and return it as the database has it."""
    entry = entry or kind_of(document).model()
    save_entry(entry, document, actor=actor, reason=reason, state=state)
    return type(entry)._default_manager.get(pk=entry.pk)


def changed(document: Document, **fields: Any) -> Any:
    """Return the Document with some fields changed, checked again."""
    return type(document).model_validate({**document.model_dump(), **fields})


def write_content(directory: Path, *documents: Document) -> Path:
    """Write Documents as content files into `directory` and return it."""
    for document in documents:
        kind = kind_of(document)
        folder = directory / kind.folder
        folder.mkdir(parents=True, exist_ok=True)
        text = files.dump(kind, document)
        (folder / f"{document.slug}{kind.suffix}").write_text(text, encoding="utf-8")
    return directory


def page_document(name: str = "About this wiki", **fields: Any) -> PageDocument:
    """Return a page about the wiki."""
    data = {"slug": slug_of(name), "name": name, "gist": "Who runs this wiki.", "body": "Some *people* do."}
    return PageDocument.model_validate(data | fields)


def term_document(
    name: str = "ORM",
    *,
    aliases: Iterable[str | dict[str, Any]] = (),
    look_alikes: Iterable[tuple[Target, str]] = (),
    **fields: Any,
) -> TermDocument:
    """Return a term; an alias is a spelling or a spelling with its flags."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "gist": f"{name} in one sentence.",
        "meaning": f"What {name} is and what it is for.",
        "seen": f"Where {name} stands on a résumé.",
        "why": f"What {name} says about the person.",
        "area": "general",
        "aliases": [{"name": alias} if isinstance(alias, str) else alias for alias in aliases],
        "look_alikes": [{"term": ref(other), "difference": text} for other, text in look_alikes],
    }
    return TermDocument.model_validate(data | fields)


def skill_document(
    name: str = "Django",
    *,
    main_term: Target | None = None,
    terms: Iterable[Target] = (),
    often_with: Iterable[Target] = (),
    not_same_as: Iterable[Target] = (),
    **fields: Any,
) -> SkillDocument:
    """Return a skill with two rows of reads, a marker for each level and a mini-diagram."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "symbol": name[:2],
        "tag": "Framework",
        "area": "backend",
        "keywords": [name],
        "gist": f"{name} in one sentence.",
        "say_on_call": f"Tell me about {name}.",
        "plain": f"{name} is like a fitted kitchen.",
        "picture": "A fitted kitchen",
        "good_for": "Whole apps",
        "give_up": "Some freedom",
        "reads": [
            {"wrote": name, "means": "They used it.", "ask": "What for?"},
            {"wrote": f"{name}, daily", "means": "They used it often."},
        ],
        "junior": ["Follows the tutorial."],
        "mid": ["Builds a whole app."],
        "senior": ["Says when not to use it."],
        "main_term": main_term and ref(main_term),
        "terms": refs(terms),
        "often_with": refs(often_with),
        "not_same_as": refs(not_same_as),
        "diagram": {"shape": "cards", "caption": "Two cards", "boxes": [{"label": "One"}, {"label": "Two"}]},
        "details": f"{name} in *some* detail.",
    }
    return SkillDocument.model_validate(data | fields)


def layer(
    key: str = "backend",
    *,
    boxes: Iterable[tuple[str, Target]] = (),
    placements: Iterable[Target | dict[str, Any]] = (),
    **fields: Any,
) -> dict[str, Any]:
    """Return a layer for guide_document: boxes are (label, target), placements a skill or all fields."""
    return {
        "key": key,
        "name": key.title(),
        "gist": f"What {key} does",
        "area": "backend",
        "boxes": [{"label": label, "gloss": "two words", "link": ref(target)} for label, target in boxes],
        "placements": [p if isinstance(p, dict) else {"skill": ref(p)} for p in placements],
    } | fields


def guide_document(
    name: str = "Python guide", *, layers: Iterable[dict[str, Any]] | None = None, **fields: Any
) -> GuideDocument:
    """Return a guide; one empty layer when none is given."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "subtitle": "A tour of one kind of developer.",
        "edition": "2026",
        "language": "Python",
        "job_title": "Python developer",
        "job_plain": "Builds web apps.",
        "diagram_title": "How it fits together",
        "diagram_caption": "Follow one click down.",
        "judging": [{"name": "Real numbers", "text": "A number and a cause."}],
        "layers": [layer()] if layers is None else list(layers),
        "overview": "What this is.",
        "primer": "What the job title means.",
    }
    return GuideDocument.model_validate(data | fields)


def topic_document(name: str = "Data", *, guide: Target | None = None, **fields: Any) -> TopicDocument:
    """Return a topic, general unless a guide is given."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "subtitle": f"Questions about {name}.",
        "guide": guide and ref(guide),
        "area": "data",
    }
    return TopicDocument.model_validate(data | fields)


def question_document(
    name: str = "Slow page", *, topic: Target = "topic:data", skills: Iterable[Target] = (), **fields: Any
) -> QuestionDocument:
    """Return a question with its whole answer key."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "topic": ref(topic),
        "prompt": f"Tell me about a {name.lower()}?",
        "why": "It shows how they look for causes.",
        "listen_for": ["a number", "a cause", "a result"],
        "strong_note": "A number and a cause.",
        "average_note": "A cause without a number.",
        "weak_note": "Neither.",
        "probe": "How did you measure it?",
        "level": "mid",
        "skills": refs(skills),
        "strong": "We measured it, then added an *index*.",
        "average": "We added a cache.",
        "weak": "We bought a bigger server.",
    }
    return QuestionDocument.model_validate(data | fields)


def red_flag_document(
    name: str = "Only Python 2", *, skills: Iterable[Target] = (), **fields: Any
) -> RedFlagDocument:
    """Return a red flag with its innocent explanations."""
    data = {
        "slug": slug_of(name),
        "name": name,
        "sees": f"The résumé says: {name}.",
        "why": "It may be long ago.",
        "innocent": ["An old customer.", "An old résumé."],
        "ask": "What do you use today?",
        "severity": "notable",
        "area": "language",
        "skills": refs(skills),
    }
    return RedFlagDocument.model_validate(data | fields)


def set_template_document(
    name: str = "First call",
    *,
    items: Iterable[Target | dict[str, Any]] = ("question:slow-page",),
    **fields: Any,
) -> SetTemplateDocument:
    """Return a ready question set; an item is a question or a dictionary of its fields."""
    rows = [item if isinstance(item, dict) else {"question": ref(item)} for item in items]
    data = {
        "slug": slug_of(name),
        "name": name,
        "gist": f"{name} with somebody new.",
        "role": "Any developer",
        "purpose": "You know whether to talk again.",
        "area": "general",
        "items": rows,
    }
    return SetTemplateDocument.model_validate(data | fields)


def make_page(name: str = "About this wiki", *, state: str = State.PUBLISHED, **fields: Any) -> Page:
    """Return a stored page; fields as in page_document."""
    return store(page_document(name, **fields), state=state)


def make_term(name: str = "ORM", *, state: str = State.PUBLISHED, **fields: Any) -> Term:
    """Return a stored term; fields as in term_document."""
    return store(term_document(name, **fields), state=state)


def make_skill(name: str = "Django", *, state: str = State.PUBLISHED, **fields: Any) -> Skill:
    """Return a stored skill; fields as in skill_document."""
    return store(skill_document(name, **fields), state=state)


def make_guide(name: str = "Python guide", *, state: str = State.PUBLISHED, **fields: Any) -> Guide:
    """Return a stored guide; fields as in guide_document."""
    return store(guide_document(name, **fields), state=state)


def make_topic(name: str = "Data", *, state: str = State.PUBLISHED, **fields: Any) -> Topic:
    """Return a stored topic; fields as in topic_document."""
    return store(topic_document(name, **fields), state=state)


def make_question(
    name: str = "Slow page", *, topic: Target | None = None, state: str = State.PUBLISHED, **fields: Any
) -> Question:
    """Return a stored question, in the topic Data unless another is given; fields as in question_document."""
    if topic is None:
        topic = Topic.objects.filter(slug="data").first() or make_topic("Data")
    return store(question_document(name, topic=topic, **fields), state=state)


def make_red_flag(name: str = "Only Python 2", *, state: str = State.PUBLISHED, **fields: Any) -> RedFlag:
    """Return a stored red flag; fields as in red_flag_document."""
    return store(red_flag_document(name, **fields), state=state)


def make_set_template(
    name: str = "First call", *, state: str = State.PUBLISHED, **fields: Any
) -> SetTemplate:
    """Return a stored ready question set; fields as in set_template_document."""
    return store(set_template_document(name, **fields), state=state)
