"""How the shipped content is written: lengths, reading grade, words, repetitions, acronyms and dated claims.

Each test prints the worst ten, so that rewriting starts there.
"""

import re
from collections import defaultdict
from statistics import median

import pytest

from entries.names import fold
from entries.readability import flesch_kincaid_grade, sentences, words
from tests.content_files import ANSWERS, Passage, documents, none_of, passages, print_worst, prose, spellings

LENGTHS = {
    "term": {"gist": (5, 30), "meaning": (15, 45), "seen": (10, 30), "why": (10, 30)},
    "skill": {"gist": (5, 30), "plain": (60, 110), "picture": (3, 6), "details": (120, 220)},
    "guide": {"job_plain": (10, 45), "overview": (120, 200)},
    "question": {"strong": (60, 120), "average": (25, 60), "weak": (20, 50)},
    "page": {"gist": (5, 30)},
}
HYPE = re.compile(
    r"\b(?:blazing\w*|cutting[- ]edge|bleeding[- ]edge|simply|just|obviously|proves|world[- ]class|robust"
    r"|powerful|leverag\w+|game[- ]chang\w+|state[- ]of[- ]the[- ]art|supercharg\w*|effortless\w*"
    r"|seamless\w*|revolution\w*|best[- ]in[- ]class|next[- ]gen\w*|unlock\w*|rockstar|(?<!Django )ninja"
    r"|unacceptable|obsolete)\b",
    re.IGNORECASE,
)
MARKS = {
    "an em dash; use a comma, a colon or two sentences": "—",
    "an emoji": "[\U0001f000-\U0001faff☀-➿️]",
    "a straight quotation mark; write “ and ”, or mark it as code": r'"',
    "a straight apostrophe; write ’": r"(?<=\w)'|'(?=\w)",
    "the document without accents; write résumé": r"\b(?:[Aa]|[Tt]he|[Yy]our|[Tt]heir) resumes?\b",
}
KNOWN_CAPITALS = {
    "OK": "everyday word",
    "URL": "everyday word for a web address",
    "US": "a country",
    "AI": "everyday word by now",
    "PDF": "a kind of file everybody opens",
    "IP": "only in “IP address”",
    "VS": "VS Code, the name of an editor",
    "GET": "a verb of HTTP, under the term HTTP methods",
    "POST": "a verb of HTTP, under the term HTTP methods",
    "PUT": "a verb of HTTP, under the term HTTP methods",
    "PATCH": "a verb of HTTP, under the term HTTP methods",
    "DELETE": "a verb of HTTP, under the term HTTP methods",
    "DEBUG": "a setting, under the term debug mode",
    "MIT": "the name of a license",
    "CC": "part of the name of a license",
    "BY": "part of the name of a license",
    "SA": "part of the name of a license",
    "AA": "a level of the accessibility guidelines",
}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = re.compile(
    rf"(?<!“)\bas of\b|\b(?:{MONTHS}) (?:\d\d?, )?20\d\d\b|\b(?:since|in|until|from|by|before|after) 20\d\d\b"
    r"|\b20\d\d (?:version|edition|survey)\b|\d ?%(?! coverage)|\d percent of",
    re.IGNORECASE,
)


def grades(kind: str, *fields: str) -> list[tuple[float, str]]:
    """Return the reading grade of these fields together, for each entry of a kind."""
    return [
        (flesch_kincaid_grade("\n\n".join(getattr(d, field) for field in fields)), d.slug)
        for d in documents(kind)
    ]


@pytest.mark.parametrize(("kind", "field"), [(k, field) for k, fields in LENGTHS.items() for field in fields])
def test_length_of_each_part(kind, field):
    least, most = LENGTHS[kind][field]
    measured = [(len(words(getattr(d, field))), d.slug) for d in documents(kind)]
    print_worst(f"words of {kind} {field}", measured)
    wrong = (f"{slug}: {count} words" for count, slug in measured if not least <= count <= most)
    none_of(wrong, f"Bring {field} to between {least} and {most} words.")


def test_length_of_red_flags():
    texts = {
        flag.slug: [flag.name, flag.sees, flag.why, *flag.innocent, flag.ask]
        for flag in documents("red-flag")
    }
    measured = [(sum(len(words(t)) for t in parts), slug) for slug, parts in texts.items()]
    print_worst("words of a red flag", measured)
    wrong = (f"{slug}: {count} words" for count, slug in measured if not 60 <= count <= 120)
    none_of(wrong, "Bring the red flag to between 60 and 120 words.")


def test_why_of_a_question_is_one_or_two_sentences():
    long = (f"{q.slug}: {q.why}" for q in documents("question") if not 1 <= len(sentences(q.why)) <= 2)
    none_of(long, "Say in one or two sentences why we ask.")


def test_plain_english_reads_at_grade_eight():
    found = grades("skill", "plain")
    print_worst("grade of plain English", found)
    assert median(grade for grade, _ in found) <= 8
    none_of(
        (f"{slug}: {grade:.1f}" for grade, slug in found if grade > 9), "Shorter sentences, shorter words."
    )


def test_details_read_at_grade_eleven():
    found = grades("skill", "details")
    print_worst("grade of details", found)
    assert median(grade for grade, _ in found) <= 11
    none_of(
        (f"{slug}: {grade:.1f}" for grade, slug in found if grade > 12), "Shorter sentences, shorter words."
    )


@pytest.mark.parametrize(
    ("kind", "fields", "most"),
    [
        ("term", ["gist", "meaning"], 11),
        ("skill", ["gist"], 11),
        ("guide", ["overview"], 11),
        ("guide", ["primer"], 11),
        ("guide", ["job_plain"], 9),
        ("question", ["prompt", "why"], 11),
        ("question", ["strong"], 11),
        ("question", ["average"], 11),
        ("question", ["weak"], 11),
        ("red-flag", ["sees", "why", "ask"], 11),
        ("page", ["body"], 11),
    ],
)
def test_reading_grade_of_other_parts(kind, fields, most):
    found = grades(kind, *fields)
    print_worst(f"grade of {kind} {' and '.join(fields)}", found)
    none_of(
        (f"{slug}: {grade:.1f}" for grade, slug in found if grade > most), "Shorter sentences, shorter words."
    )


def test_no_sentence_is_longer_than_thirty_words():
    measured = [(len(words(s)), f"{p.where}: {s}") for p in prose() for s in sentences(p.text)]
    print_worst("words in a sentence", measured)
    none_of((f"{where}" for count, where in measured if count > 30), "Make two sentences of it.")


def test_no_hype_and_no_belittling_word():
    found = (f"{p.where}: {m.group()}" for p in prose() for m in HYPE.finditer(p.text))
    none_of(found, "Say what it does instead.")


@pytest.mark.parametrize("what", MARKS)
def test_marks(what):
    found = (
        f"{p.where}: {p.text[max(0, m.start() - 25) : m.end() + 25]}"
        for p in passages()
        if "aliases" not in p.place
        for m in re.finditer(MARKS[what], p.text)
    )
    none_of(found, f"There is {what}.")


def test_no_picture_and_no_gist_is_used_twice():
    seen = defaultdict(list)
    for skill in documents("skill"):
        seen[fold(re.sub(r"^(?:an?|the|one) ", "", skill.picture.lower()))].append(skill.slug)
    for p in prose():
        if p.place == ("gist",):
            seen[fold(p.text)].append(p.entry)
    none_of(
        (f"{', '.join(entries)}" for entries in seen.values() if len(entries) > 1), "Write one of them anew."
    )


def test_picture_is_painted_in_the_plain_part():
    """The picture's name promises an analogy; one of its nouns must stand in the text that carries it."""
    bare = (
        f"{skill.slug}: {skill.picture}"
        for skill in documents("skill")
        if not any(len(w) > 3 and w.lower()[:5] in skill.plain.lower() for w in words(skill.picture))
    )
    none_of(bare, "Name the picture as the plain part tells it.")


def test_no_longer_sentence_stands_in_two_entries():
    """The pages about the wiki are free to say the same thing where a reader needs it."""
    seen = defaultdict(set)
    for p in prose():
        if p.entry.startswith("pages/"):
            continue
        for sentence in sentences(p.text):
            if len(words(sentence)) >= 8:
                seen[fold(sentence)].add((p.entry, sentence))
    twice = (str(sorted(found)) for found in seen.values() if len({entry for entry, _ in found}) > 1)
    none_of(twice, "Write one of them anew.")


def test_no_acronym_is_left_unexplained():
    unknown = [
        f"{p.where}: {m.group()} in “{p.text[max(0, m.start() - 30) : m.end() + 30]}”"
        for p in prose()
        for m in re.finditer(r"(?<![\w.&/-])[A-Z]{2,6}(?=s?(?![\w/-]))", p.text)
        if not _is_explained(m, p)
    ]
    none_of(unknown, "Say it in plain words, write the term, or spell it out in the same text.")


def _is_explained(found: re.Match[str], passage: Passage) -> bool:
    """Whether capitals are a term, part of one, mentioned in quotation marks, or spelled out beside."""
    capitals, text = found.group(), passage.text
    if capitals in KNOWN_CAPITALS or spellings().get(capitals):
        return True
    if any(span.start <= found.start() < span.end for span in spellings().find(text)):
        return True
    said_beside = (
        rf"\({capitals}\)",
        rf"\b{capitals},? (?:\(|which |where |(?:is |means )?(?:an?|the|one) )",
        rf"\b(?:language|format) {capitals}\b|\b{capitals} (?:index|license)\b",
    )
    mentioned = rf"“[^”]*\b{capitals}\b[^”]*”" if passage.field == "seen" else rf"“{capitals}”"
    return any(re.search(pattern, text) for pattern in (*said_beside, mentioned))


def test_dated_claim_has_a_source():
    found = [p for p in prose() if p.field not in ANSWERS and DATED.search(p.text)]
    assert len(found) >= 10, "the pattern no longer finds dated claims"
    none_of(
        (f"{p.where}: {p.text}" for p in found if not p.document.sources), "Name its source in `sources`."
    )
