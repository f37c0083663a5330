"""`manage.py decode FILE [--json]`."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wiki")]


def test_json_names_kind_slug_position_reason_versions_and_unknown_words(tmp_path: Path, capsys) -> None:
    file = tmp_path / "cv.txt"
    file.write_bytes(b"Skills:\r\nPython 2.7, Django, Zappa, PostgreSQL\r\n")
    call_command("decode", str(file), "--json")
    answer = json.loads(capsys.readouterr().out)
    first = answer["found"][0]
    assert (first["kind"], first["slug"], first["text"], first["start"], first["end"]) == (
        "term",
        "python",
        "Python",
        8,
        14,
    )
    assert first["versions"] == ["2.7"]
    assert first["reason"] == "name"
    assert [one["slug"] for one in answer["found"]] == ["python", "django", "postgresql"]
    assert [one["text"] for one in answer["unknown"]] == ["Zappa"]
    assert answer["notes"][0]["title"] == "Python 2.7"


def test_lines_are_for_people(tmp_path: Path, capsys) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("Django")
    call_command("decode", str(file))
    assert "'Django': Django (term:django), name" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "message"), [("none.txt", "cannot be opened"), ("cv.pdf", "not what its name says")]
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "cv.pdf").write_text("only text")
    with pytest.raises(CommandError, match=message):
        call_command("decode", str(tmp_path / name))
