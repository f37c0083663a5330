"""Content files with mistakes: for each class the files that provoke it and the lines that must say so.

`test_files.py` reads each alone, `test_loading.py` loads them all at once. What is found is given as
`path:line: beginning or part of the sentence`.
"""

from dataclasses import dataclass

TERM = "name: {name}\ngist: A\nmeaning: B\nseen: C\nwhy: D\narea: data\n"
SKILL = """\
---
name: {name}
symbol: Xy
tag: Core
area: data
keywords: [a]
gist: A
say_on_call: B
plain: C
picture: D
good_for: E
give_up: F
---

# Details

Text.
"""
TOPIC = "name: {name}\nsubtitle: A\narea: data\n"
QUESTION = """\
---
name: {name}
topic: topic:ok
prompt: A
why: B
listen_for:
  - C
strong_note: D
average_note: E
weak_note: F
probe: G
level: mid
---

# Strong

One.

# Average

Two.

# Weak

Three.
"""
GUIDE = """\
---
name: {name}
subtitle: A
edition: '2026'
language: Python
job_title: B
job_plain: C
diagram_title: D
diagram_caption: E
layers:
  - key: one
    name: One
    gist: F
    area: backend
  - key: two
    name: Two
    gist: F
    area: backend
---

# Overview

Text.

# Primer

Text.
"""
FLAG = "name: {name}\nsees: A\nwhy: B\ninnocent:\n  - C\nask: D\nseverity: minor\narea: data\n"


@dataclass(frozen=True)
class Broken:
    """Files by path, and what must be found in them."""

    files: dict[str, str | bytes]
    found: tuple[str, ...]


def term(slug: str, more: str, *found: str, base: str = TERM) -> Broken:
    """Return a term whose file ends in `more`; `found` is `line: sentence` each."""
    path = f"terms/{slug}.yaml"
    return Broken({path: base.format(name=slug.title()) + more}, tuple(f"{path}:{f}" for f in found))


def instead(path: str, text: str, old: str, new: str, *found: str) -> Broken:
    """Return one file with `old` replaced by `new`."""
    assert old in text
    stem = path.rpartition("/")[2].partition(".")[0]
    return Broken(
        {path: text.replace(old, new, 1).replace("{name}", stem.title())}, tuple(f"{path}:{f}" for f in found)
    )


BROKEN = {
    # Fields
    "unknown field": term("unknown", "colour: red\n", "7: colour: unknown field"),
    "unknown field inside": term(
        "inside", "aliases:\n  - name: A1\n    kind: x\n", "9: aliases.1.kind: unknown"
    ),
    "the slug as a field": term("slugged", "slug: slugged\n", "7: unknown field “slug”"),
    "missing field": instead("terms/less.yaml", TERM, "gist: A\n", "", "1: gist: the field is missing"),
    "missing field inside": term(
        "less-in",
        "links:\n  - title: A\n    kind: docs\n    level: beginner\n",
        "8: links.1.url: the field is missing",
    ),
    "number for text": instead(
        "terms/number.yaml", TERM, "gist: A", "gist: 2026", "2: gist: must be text, not 2026"
    ),
    "yes for text": instead("terms/truth.yaml", TERM, "why: D", "why: yes", "5: why: must be text, not True"),
    "null for text": instead("terms/nothing.yaml", TERM, "why: D", "why:", "5: why: must be text, not None"),
    "date for text": instead("terms/dated.yaml", TERM, "why: D", "why: 2026-11-22", "5: why: must be text"),
    "text for a list": term("listless", "aliases: A2\n", "7: aliases: input should be a valid list"),
    "text for a group": term("group", "aliases:\n  - A3\n", "8: aliases.1: input should be"),
    "text for a number": term(
        "worded", "first_released: '2005'\n", "7: first_released: input should be a valid integer"
    ),
    "yes for a number": term(
        "yes-year", "first_released: yes\n", "7: first_released: input should be a valid integer"
    ),
    "text for yes or no": term(
        "maybe", "case_matters: 'yes'\n", "7: case_matters: is 'yes'; write true or false"
    ),
    "number out of range": term(
        "ancient", "first_released: 1900\n", "7: first_released: input should be greater"
    ),
    "huge number": term("huge", f"first_released: {10**30}\n", "7: first_released: "),
    "text for a date": term("undated", "reviewed_on: soon\n", "7: reviewed_on: input should be a valid date"),
    "no such day": term("feb", "first_released: 2005\nreviewed_on: 2026-02-30\n", "8: broken YAML: day"),
    "far day": term("far", "reviewed_on: 9999-12-31\n", "7: reviewed_on: "),
    "number for a date": term("stamp", "reviewed_on: 20261122\n", "7: reviewed_on: "),
    "empty text": instead("terms/empty.yaml", TERM, "why: D", "why: '  '", "5: why: is empty"),
    "too long text": instead(
        "terms/long.yaml", TERM, "gist: A", "gist: " + "a" * 1_001, "2: gist: is longer than 1000"
    ),
    "two lines in one": term("twolines", 'expansion: "a\\nb"\n', "7: expansion: must stand on one line"),
    "control character": term("bell", 'expansion: "a\\ab"\n', "7: expansion: must not hold invisible"),
    "NUL": term("nul", 'expansion: "a\\0b"\n', "7: expansion: must not hold invisible"),
    "unknown area": instead(
        "terms/nowhere.yaml", TERM, "area: data", "area: moon", "6: area: is 'moon'; allowed: frontend"
    ),
    "unknown choice": instead(
        "questions/level.md", QUESTION, "level: mid", "level: guru", "12: level: is 'guru'; allowed: "
    ),
    "bad slug in a list": term(
        "former", "former_slugs: [Bad_One]\n", "7: former_slugs.1: is 'Bad_One'; use small"
    ),
    "bad file name": Broken(
        {"terms/Bad_Name.yaml": TERM.format(name="Bad name")}, ("terms/Bad_Name.yaml:1: slug: is",)
    ),
    "colon in a file name": Broken(
        {"terms/a:2: b.yaml": TERM.format(name="Colon")}, ("terms/a:2: b.yaml:1: slug: is",)
    ),
    "symbol of three": instead("skills/three.md", SKILL, "symbol: Xy", "symbol: Xyz", "3: symbol: "),
    "NUL as symbol": instead("skills/nulls.md", SKILL, "symbol: Xy", 'symbol: "\\0"', "3: symbol: "),
    "address without https": term(
        "plainhttp",
        "sources:\n  - title: A\n    url: http://a.example/\n",
        "9: sources.1.url: must be a full address that begins with https://",
    ),
    "address with a user": term(
        "user", "sources:\n  - title: A\n    url: https://u@a.example/\n", "9: sources.1.url: must"
    ),
    "address with NUL": term(
        "nulurl", 'sources:\n  - title: A\n    url: "https://a.example/\\0"\n', "9: sources.1.url: must"
    ),
    "address without a host": term(
        "hostless", "sources:\n  - title: A\n    url: https:///a\n", "9: sources.1.url: must"
    ),
    # YAML
    "doubled field": term("doubled", "gist: A\n", "7: the field “gist” stands twice"),
    "doubled field inside": term(
        "doubled-in", "aliases:\n  - name: A4\n    name: A5\n", "9: the field “name” stands twice"
    ),
    "broken YAML": term("broken", "say: a: b\n", "7: broken YAML: mapping values are not allowed here"),
    "open quote": term("open", "say: 'a\n", "8: broken YAML: found unexpected end of stream"),
    "tab as indentation": term("tab", "aliases:\n\t- name: A6\n", "8: broken YAML: found character '\\t'"),
    "unknown tag": term(
        "tagged", "say: !!python/object:os.system x\n", "7: broken YAML: could not determine a constructor"
    ),
    "reference to an anchor": term(
        "anchor", "say: &a x\nexpansion: *a\n", "8: broken YAML: references (*name)"
    ),
    "alias bomb": Broken(
        {
            "terms/bomb.yaml": "a: &a [x, x]\n"
            + "".join(
                f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n"
                for p, c in zip("abcdefgh", "bcdefghi", strict=True)
            )
        },
        ("terms/bomb.yaml:2: broken YAML: references (*name)",),
    ),
    "deep nesting": Broken(
        {"terms/deep.yaml": "a: " + "[" * 1_000 + "]" * 1_000},
        ("terms/deep.yaml:1: broken YAML: it is nested",),
    ),
    "merge key": term("merge", "<<: {say: x}\n", "7: <<: unknown field"),
    "number as a field": term("numbered", "1: x\n", "7: 1: unknown field"),
    "yes as a field": term("yeskey", "yes: x\n", "7: yes: unknown field"),
    "list as a field": term("listkey", "? [a, b]\n: c\n", "7: broken YAML: a field's name must be a word"),
    "a list": Broken({"terms/list.yaml": "- a\n- b\n"}, ("terms/list.yaml:1: the file must hold fields",)),
    "a word": Broken({"terms/word.yaml": "word\n"}, ("terms/word.yaml:1: the file must hold fields",)),
    "nothing": Broken(
        {"terms/void.yaml": "# only a comment\n"}, ("terms/void.yaml:1: the file has no fields",)
    ),
    "two documents": term("pair", "---\nname: B\n", "7: broken YAML: but found another document"),
    "not UTF-8": Broken(
        {"terms/latin.yaml": b"name: A\ngist: \xe9\n"}, ("terms/latin.yaml:2: the file is not UTF-8",)
    ),
    "UTF-16": Broken(
        {"terms/wide.yaml": "name: é\n".encode("utf-16")}, ("terms/wide.yaml:1: the file is not UTF-8",)
    ),
    "control character in the file": Broken(
        {"terms/raw.yaml": "name: A\ngist: \x07\n"},
        ("terms/raw.yaml:2: the file holds an invisible control character",),
    ),
    "large file": Broken(
        {"terms/large.yaml": "name: A\n" * 40_000}, ("terms/large.yaml:1: the file is larger than 256 KB",)
    ),
    # Files and folders
    "wrong suffix": Broken(
        {"terms/wrong.md": TERM, "skills/wrong.yaml": SKILL, "terms/notes.txt": "x"},
        (
            "skills/wrong.yaml:1: the file must end in .md",
            "terms/notes.txt:1: the file must end in .yaml",
            "terms/wrong.md:1: the file must end in .yaml",
        ),
    ),
    "unknown folder": Broken(
        {"tags/a.yaml": TERM, "orm.yaml": TERM},
        ("orm.yaml:1: unknown folder", "tags:1: unknown folder or file"),
    ),
    "folder in a folder": Broken({"terms/old/a.yaml": TERM}, ("terms/old:1: unknown folder or file",)),
    # Parts
    "no dashes": instead(
        "skills/dashes.md", SKILL, "---\nname", "name", "1: the file must begin with a line of three"
    ),
    "open dashes": instead(
        "skills/opened.md", SKILL, "---\n\n# Details", "# Details", "1: the fields must end with a line"
    ),
    "broken YAML above parts": instead(
        "skills/above.md", SKILL, "gist: A", "gist: a: b", "7: broken YAML: mapping"
    ),
    "text before the first part": instead(
        "skills/before.md",
        SKILL,
        "\n# Details",
        "\nHello.\n\nMore.\n\n# Details",
        "15: text before the first part; begin with one of: # Details",
    ),
    "unknown part": instead(
        "skills/part.md",
        SKILL,
        "# Details",
        "# Detail",
        "1: # Details: the part is missing",
        "15: unknown part “# Detail”; allowed: # Details",
    ),
    "doubled part": instead(
        "skills/twice.md",
        SKILL,
        "Text.\n",
        "Text.\n\n# Details\n\nMore.\n",
        "19: the part “# Details” stands twice",
    ),
    "a part as a field": instead(
        "skills/field.md", SKILL, "give_up: F", "details: F", "12: “details” is a Markdown part"
    ),
    "empty answer level": instead(
        "questions/level-empty.md", QUESTION, "Two.\n", "", "19: # Average: is empty"
    ),
    "missing answer level": instead(
        "questions/level-gone.md", QUESTION, "# Weak\n\nThree.\n", "", "1: # Weak: the part is missing"
    ),
    "unsafe HTML": instead(
        "questions/html.md",
        QUESTION,
        "Two.\n",
        "Two.\n\n- a <b>b\n- <script>x\n",
        "23: # Average: unsafe HTML '<b>'",
        "24: # Average: unsafe HTML '<script>'",
    ),
    "picture": instead(
        "skills/picture.md", SKILL, "Text.", "Text.\n![a](/b)", "18: # Details: pictures are not allowed"
    ),
    "bad link": instead(
        "skills/link.md", SKILL, "Text.", "\n\nText [a](javascript:alert).", "19: # Details: bad address"
    ),
    "encoded link": instead(
        "skills/coded.md", SKILL, "Text.", "[a](&#47;/evil.example)", "17: # Details: bad address"
    ),
    "too many brackets": instead(
        "skills/brackets.md", SKILL, "Text.", "[" * 101, "17: # Details: One paragraph has"
    ),
    "too long line": instead(
        "skills/longline.md", SKILL, "Text.", "Text.\n" + "a" * 4_001, "18: # Details: Line 2 of the text"
    ),
    "open code": instead(
        "skills/code.md",
        SKILL,
        "Text.",
        "Text.\n\n```\ncode",
        "19: # Details: the block of code that begins here",
    ),
    "control character in a part": instead(
        "skills/esc.md", SKILL, "Text.", "a\x1bb", "17: # Details: The text holds invisible"
    ),
    # References and what must be unique
    "dangling reference": instead(
        "skills/dangling.md",
        SKILL,
        "give_up: F",
        "give_up: F\nterms:\n  - term:ok\n  - term:gone",
        "15: terms.2: term:gone does not exist",
    ),
    "dangling among other mistakes": instead(
        "skills/both.md",
        SKILL,
        "give_up: F",
        "give_upp: F\nterms: [term:gone]",
        "1: give_up: the field is missing",
        "12: give_upp: unknown field",
        "13: term:gone does not exist",
    ),
    "reference of another kind": instead(
        "skills/kind.md",
        SKILL,
        "give_up: F",
        "give_up: F\nterms: [skill:ok]",
        "13: terms.1: is 'skill:ok'; write term:slug",
    ),
    "reference without a kind": instead(
        "questions/kindless.md",
        QUESTION,
        "topic: topic:ok",
        "topic: ok",
        "3: topic: is 'ok'; write topic:slug",
    ),
    "doubled reference": instead(
        "questions/ref.md",
        QUESTION,
        "level: mid",
        "level: mid\nskills: [skill:ok, skill:ok]",
        "13: skills.2: skill:ok is named twice",
    ),
    "its own neighbour": instead(
        "skills/own.md",
        SKILL,
        "give_up: F",
        "give_up: F\noften_with:\n  - skill:own",
        "14: often_with.1: a skill cannot be its own neighbour",
    ),
    "doubled name": Broken(
        {"terms/n1.yaml": TERM.format(name="Namesake"), "terms/n2.yaml": TERM.format(name="nameSAKE")},
        ("terms/n2.yaml:1: the name “nameSAKE” is taken by n1",),
    ),
    "doubled spelling": Broken(
        {
            "terms/s1.yaml": TERM.format(name="Same-Spelling"),
            "terms/s2.yaml": TERM.format(name="SameSpelling"),
        },
        ("terms/s2.yaml:1: the name “SameSpelling” is another spelling of term:s1",),
    ),
    "doubled skill name": Broken(
        {"skills/n1.md": SKILL.format(name="Namesake"), "skills/n2.md": SKILL.format(name="Namesake")},
        ("skills/n2.md:2: the name “Namesake” is taken by n1",),
    ),
    "doubled alias": Broken(
        {
            "terms/al.yaml": TERM.format(name="Al1") + "aliases:\n  - name: One\n  - name: Two Three\n",
            "terms/am.yaml": TERM.format(name="Am1") + "aliases:\n  - name: four\n  - name: two-three\n",
        },
        ("terms/am.yaml:9: the spelling “two-three” is taken by term:al",),
    ),
    "alias of its own name": term(
        "selfalias",
        "aliases:\n  - name: SELF-alias\n",
        "8: the spelling “SELF-alias” is taken by term:selfalias",
    ),
    "alias that is another name": term(
        "steals", "aliases:\n  - name: OK\n", "8: the spelling “OK” is taken by term:ok"
    ),
    "alias without a letter": term(
        "signs", "aliases:\n  - name: '+++'\n", "8: the alias “+++” holds no letter"
    ),
    "doubled pair": Broken(
        {
            "terms/p1.yaml": TERM.format(name="P1") + "look_alikes:\n  - term: term:p2\n    difference: A\n",
            "terms/p2.yaml": TERM.format(name="P2") + "look_alikes:\n  - term: term:p1\n    difference: A\n",
        },
        ("terms/p2.yaml:8: the pair with term:p1 is written twice",),
    ),
    "pair with itself": term(
        "lonely", "look_alikes:\n  - term: term:lonely\n    difference: A\n", "8: a term cannot be mixed up"
    ),
    "doubled former slug": Broken(
        {
            "topics/f1.yaml": TOPIC.format(name="F1") + "former_slugs: [fold]\n",
            "topics/f2.yaml": TOPIC.format(name="F2") + "former_slugs: [fnew, fold]\n",
        },
        ("topics/f2.yaml:4: “fold” is an address of f1 already",),
    ),
    "former slug of a present one": Broken(
        {"topics/g1.yaml": TOPIC.format(name="G1") + "former_slugs: [ok]\n"},
        ("topics/g1.yaml:4: “ok” is an address of ok already",),
    ),
    "former slug twice": term(
        "again", "former_slugs: [old-one, old-one]\n", "7: former_slugs.2: old-one is named twice"
    ),
    # Guides and diagrams
    "doubled layer": instead(
        "guides/layers.md", GUIDE, "key: two", "key: one", "15: layers.2.key: two layers have the key “one”"
    ),
    "long layer key": instead(
        "guides/key.md", GUIDE, "key: two", f"key: {'a' * 41}", "15: layers.2.key: is longer than 40"
    ),
    "skill placed twice": instead(
        "guides/placed.md",
        GUIDE,
        "    area: backend\n---",
        "    area: backend\n    placements:\n      - skill: skill:ok\n      - skill: skill:ok\n---",
        "21: layers.2.placements.2.skill: skill:ok is placed twice",
    ),
    "side layer too early": instead(
        "guides/side.md",
        GUIDE,
        "    area: backend\n---",
        "    area: backend\n    position: side\n---",
        "19: layers.2.position: a side layer stands after two",
    ),
    "label of a stack layer": instead(
        "guides/label.md",
        GUIDE,
        "    area: backend\n---",
        "    area: backend\n    base_label: X\n---",
        "19: layers.2.base_label: base_label belongs to a layer",
    ),
    "long gloss": instead(
        "guides/gloss.md",
        GUIDE,
        "---\n\n# Overview",
        f"    boxes:\n      - label: A\n        gloss: {'a' * 81}\n        link: term:ok\n---\n\n# Overview",
        "21: layers.2.boxes.1.gloss: is longer than 80",
    ),
    "NUL in a gloss": instead(
        "guides/nul.md",
        GUIDE,
        "    area: backend\n---",
        '    area: backend\n    boxes:\n      - label: A\n        gloss: "\\0"\n        link: term:ok\n---',
        "21: layers.2.boxes.1.gloss: must not hold invisible",
    ),
    "no layers": instead(
        "guides/none.md",
        GUIDE,
        GUIDE[GUIDE.index("layers:") : GUIDE.index("---\n\n")],
        "layers: []\n",
        "10: layers: list should have at least 1",
    ),
    "diagram of a wrong size": instead(
        "skills/shape.md",
        SKILL,
        "give_up: F",
        "give_up: F\ndiagram:\n  shape: flow\n  caption: A\n  boxes:\n    - label: B",
        "13: diagram: the shape “flow” takes 3 to 5 boxes, not 1",
    ),
    "no innocent explanation": instead(
        "red-flags/guilty.yaml", FLAG, "innocent:\n  - C\n", "innocent: []\n", "4: innocent: list should"
    ),
}

GOOD = {
    "terms/ok.yaml": TERM.format(name="OK"),
    "skills/ok.md": SKILL.format(name="OK"),
    "guides/ok.md": GUIDE.format(name="OK"),
    "topics/ok.yaml": TOPIC.format(name="OK"),
    "questions/ok.md": QUESTION.format(name="OK"),
    "red-flags/ok.yaml": FLAG.format(name="OK"),
}
