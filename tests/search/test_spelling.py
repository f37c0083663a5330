"""How typed words are taken apart, and which spellings are near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entries.names import fold
from search.spelling import ask, distance, indexable, near_enough, near_keys

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789+#.", min_size=3, max_size=40)
letters = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@given(names, st.data())
def test_spellings_one_slip_apart_share_a_key(name: str, data: st.DataObject) -> None:
    at, letter = data.draw(st.integers(0, len(name) - 1)), data.draw(letters)
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    wrong, added, missing = (
        name[:at] + letter + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
    )
    for slip in (wrong, added, missing, swapped):
        if 3 <= len(slip) <= 40:
            assert set(near_keys(slip)) & set(near_keys(name))


@pytest.mark.parametrize(
    ("typed", "name"), [("playwrite", "playwright"), ("heruko", "heroku"), ("celerie", "celery")]
)
def test_spellings_that_sound_alike_share_a_key(typed: str, name: str) -> None:
    assert set(near_keys(typed)) & set(near_keys(name))
    assert near_enough(typed, name)


@pytest.mark.parametrize(("typed", "name"), [("lavarel", "laravel"), ("heruko", "heroku")])
def test_spellings_of_the_same_letters_share_a_key(typed: str, name: str) -> None:
    assert set(near_keys(typed)) & set(near_keys(name))
    assert near_enough(typed, name)


@given(st.text(max_size=60))
def test_keys_are_few_and_each_stands_once(text: str) -> None:
    keys = near_keys(fold(text))
    assert len(keys) == len(set(keys)) <= 43
    assert all(keys)


@pytest.mark.parametrize("folded", ["", "a", "go", "x" * 41])
def test_too_short_or_long_names_have_no_near_spellings(folded: str) -> None:
    assert near_keys(folded) == []


@pytest.mark.parametrize(
    ("typed", "name", "slips"),
    [
        ("djnago", "django", 1),
        ("pyhton", "python", 1),
        ("reactt", "react", 1),
        ("pythn", "python", 1),
        ("jango", "django", 1),
        ("pithan", "python", 2),
        ("go", "go", 0),
    ],
)
def test_distance_counts_a_swap_as_one_slip(typed: str, name: str, slips: int) -> None:
    assert distance(typed, name) == distance(name, typed) == slips


@pytest.mark.parametrize(
    ("typed", "name", "near"),
    [
        ("rect", "react", True),
        ("rest", "react", False),
        ("kubernets", "kubernetes", True),
        ("kubanetes", "kubernetes", True),
        ("python", "python", False),
        ("python38", "python39", False),
        ("angular17", "angular1", False),
        ("oauth2", "oauht2", True),
    ],
)
def test_longer_words_may_hold_more_slips_but_no_other_number(typed: str, name: str, near: bool) -> None:
    assert near_enough(typed, name) is near


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("what is an orm", "orm"),
        ("What is an ORM?", "ORM"),
        ("what does CRUD mean", "CRUD"),
        ("what does CI/CD stand for?", "CI/CD"),
        ("what's a webhook", "webhook"),
        ("whats the gil", "gil"),
        ("explain rest api", "rest api"),
        ("meaning of saas", "saas"),
        ("saas meaning", "saas"),
        ("docker interview questions", "docker"),
        ("how does jwt work", "jwt"),
        (".NET", ".NET"),
        ("what is .NET?", ".NET"),
        ("what is", "what is"),
        ("?!", "?!"),
        ("python", "python"),
    ],
)
def test_subject_is_what_a_question_is_about(typed: str, subject: str) -> None:
    assert ask(typed).subject == subject


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        ("docker vs kubernetes", ("docker", "kubernetes")),
        ("docker VS. kubernetes?", ("docker", "kubernetes")),
        ("difference between git and github", ("git", "github")),
        ("what is the difference between java and javascript?", ("java", "javascript")),
        ("compare django with flask", ("django", "flask")),
        ("flask or django", ("flask", "django")),
        ("django or flask or fastapi", ()),
        ("git and github", ()),
        ("vs", ()),
        ("or django", ()),
    ],
)
def test_two_sides_of_a_comparison(typed: str, sides: tuple[str, ...]) -> None:
    assert ask(typed).sides == sides


def test_names_asked_for_are_all_of_it_its_sides_and_what_is_no_filler() -> None:
    assert ask("what is docker vs git").names == {
        "whatisdockervsgit": 0,
        "dockervsgit": 0,
        "docker": 1,
        "git": 2,
    }
    assert ask("is django a framework").names == {"isdjangoaframework": 0, "djangoframework": 3}


@pytest.mark.parametrize("sign", ["C++", "C ++", "c ++ developer", "the C# language", "C #"])
def test_detached_signs_belong_to_their_letter(sign: str) -> None:
    assert {"c++", "c#"} & set(ask(sign).windows)


def test_windows_run_from_many_words_to_few_and_from_left_to_right() -> None:
    assert list(ask("the ci cd of node.js").windows) == [
        "thecicdofnodejs", "thecicdof", "cicdofnodejs", "thecicd", "cicdof", "cdofnodejs", "theci", "cicd",
        "cdof", "ofnodejs", "ci", "cd", "nodejs",
    ]  # fmt: skip


def test_slash_plus_and_bar_part_words() -> None:
    assert ask("html/css, react+vue | a&b").words == ["html", "css", "react", "vue", "a", "b"]


def test_unknown_words_are_those_that_no_found_name_explains() -> None:
    asked = ask("senior load balencer and django")
    assert asked.unknown(["django"]) == ["senior", "load", "balencer", "seniorload", "loadbalencer"]
    assert len(ask("one " + "unheard words " * 9).unknown([])) <= 8
    assert ask("django").unknown(["django"]) == []


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "word " * 2_000, "- " * 5_000, " " * 9_000 + "python" + " x" * 300]
)
def test_long_text_is_cut_and_says_so(text: str) -> None:
    asked = ask(text)
    assert asked.was_cut
    assert len(asked.text) <= 200


@pytest.mark.parametrize("text", ["", "x" * 200, "  python \n ", " " * 9_000 + "python"])
def test_short_text_is_not_cut(text: str) -> None:
    asked = ask(text)
    assert not asked.was_cut
    assert asked.text == " ".join(text.split())


@given(st.text(max_size=300))
def test_any_text_is_taken_apart(text: str) -> None:
    asked = ask(text)
    assert len(asked.text) <= 200
    assert "\x00" not in asked.text
    assert len(asked.windows) <= 60
    assert "" not in asked.names
    assert "" not in asked.windows
    assert all(fold(word) for word in asked.content_words)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("C++ and C#", "Cplusplus and Csharp"),
        (".NET", "dotNET"),
        ("Node.js", "Nodejs"),
        ("HTML/CSS", "HTML CSS"),
        ("version 3.12", "version 3.12"),
    ],
)
def test_signs_are_kept_for_the_full_text(text: str, made: str) -> None:
    assert indexable(text) == made
