"""The process that renders: replaced when it dies or takes too long, spared when nothing changed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from entries import render_worker, saving
from entries.markdown import TextRefused
from entries.render_worker import BUSY, ROOM, TOO_COMPLEX, Worker
from tests.factories import changed, make_page, page_document, store

SLEEPER = [
    sys.executable,
    "-c",
    "import sys, time; print('ready', flush=True); sys.stdin.readline(); time.sleep(60)",
]
HALF_AN_ANSWER = "print('ready', flush=True); input(); print('{', end='', flush=True)"
HALF_ANSWER = [sys.executable, "-c", HALF_AN_ANSWER]


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker of its own."""
    worker = Worker()
    yield worker
    worker.stop()


def child_of(worker: Worker) -> "subprocess.Popen[bytes]":
    """Return the worker's running child."""
    assert worker._child
    return worker._child


def run_instead(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """Let the next child be another program."""
    popen = subprocess.Popen
    monkeypatch.setattr(render_worker.subprocess, "Popen", lambda _, **options: popen(command, **options))


def test_one_child_renders_many_texts(worker: Worker) -> None:
    assert worker.render("*a*") == "<p><em>a</em></p>"
    first = child_of(worker).pid
    assert worker.render("é 日本 🙂\nb") == "<p>é 日本 🙂\nb</p>"
    assert child_of(worker).pid == first


def test_a_refused_text_leaves_the_child_alone(worker: Worker) -> None:
    worker.render("a")
    first = child_of(worker).pid
    with pytest.raises(TextRefused, match="opening brackets"):
        worker.render("[" * 101)
    assert child_of(worker).pid == first


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGXCPU])
def test_a_killed_child_is_replaced(worker: Worker, number: signal.Signals) -> None:
    worker.render("a")
    first = child_of(worker)
    os.kill(first.pid, number)
    first.wait()
    assert worker.render("b") == "<p>b</p>"
    assert child_of(worker).pid != first.pid


def test_only_a_few_threads_wait_for_a_child_that_is_busy(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_worker, "WALL_SECONDS", 1.0)
    monkeypatch.setattr(render_worker, "PATIENCE_SECONDS", 0.1)
    run_instead(monkeypatch, SLEEPER)
    said: list[str] = []

    def send() -> None:
        try:
            worker.render("a")
        except TextRefused as refused:
            said.append(str(refused))

    threads = [threading.Thread(target=send) for _ in range(ROOM + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said) == [BUSY] * 2 + [TOO_COMPLEX] * ROOM


def test_a_child_that_dies_while_it_answers_is_replaced(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        run_instead(patch, HALF_ANSWER)
        with pytest.raises(TextRefused, match=TOO_COMPLEX):
            worker.render("a")
    assert worker.render("b") == "<p>b</p>"


def test_a_child_that_takes_too_long_is_replaced(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        run_instead(patch, SLEEPER)
        patch.setattr(render_worker, "WALL_SECONDS", 0.2)
        began = time.monotonic()
        with pytest.raises(TextRefused, match=TOO_COMPLEX):
            worker.render("a")
        assert time.monotonic() - began < 2
    assert worker.render("b") == "<p>b</p>"


def test_a_child_that_does_not_start_is_said(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead(monkeypatch, [sys.executable, "-c", ""])
    with pytest.raises(RuntimeError, match="does not start"):
        worker.render("a")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set on Linux only")
def test_the_child_runs_under_limits_of_time_and_memory(worker: Worker) -> None:
    worker.render("a")
    with open(f"/proc/{child_of(worker).pid}/limits") as file:
        limits = {line[:25].strip(): line[25:].split()[0] for line in file}
    assert 1 <= int(limits["Max cpu time"]) <= 10
    assert int(limits["Max address space"]) == render_worker.MEMORY_BYTES


def test_the_limit_of_time_is_for_each_text(worker: Worker) -> None:
    """A long life does not use up the seconds: what was used is added before each text."""
    for _ in range(3):
        worker.render("a **b** [c](/d)\n\n" * 1_000)
    assert worker.render("b") == "<p>b</p>"


def test_threads_take_turns(worker: Worker) -> None:
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        got[number] = worker.render(f"text {number}")

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {n: f"<p>text {n}</p>" for n in range(8)}


def test_stop_ends_the_child(worker: Worker) -> None:
    worker.render("a")
    child = child_of(worker)
    worker.stop()
    assert child.poll() is not None
    worker.stop()


# What is rendered again


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that save_entry has rendered."""
    seen: list[str] = []

    def render(source: str) -> str:
        seen.append(source)
        return f"<p>{source}</p>"

    monkeypatch.setattr(saving, "render", render)
    return seen


@pytest.mark.django_db
def test_an_unchanged_source_is_not_rendered_again(texts: list[str]) -> None:
    page = make_page(body="one")
    assert texts == ["one"]
    store(page_document(body="one", gist="Another gist."), entry=page)
    assert texts == ["one"]
    page = store(page_document(body="two", gist="Another gist."), entry=page)
    assert texts == ["one", "two"]
    assert page.html("body") == "<p>two</p>"


@pytest.mark.django_db
def test_a_new_renderer_renders_again(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_page(body="one")
    monkeypatch.setattr(saving, "RENDERER", saving.RENDERER + 1)
    store(changed(page_document(body="one"), gist="Another gist."), entry=page)
    assert texts == ["one", "one"]


@pytest.mark.django_db
def test_a_text_that_is_refused_changes_nothing() -> None:
    page = make_page(body="one")
    refused = page_document(body="one").model_copy(update={"body": "[" * 101, "gist": "Another gist."})
    with pytest.raises(TextRefused):
        store(refused, entry=page)
    page.refresh_from_db()
    assert (page.body, page.gist) == ("one", "Who runs this wiki.")
