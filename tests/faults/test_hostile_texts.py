"""Texts made to take long: who sends them waits and is told so, and nobody else notices."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from entries.markdown import MAX_CHARACTERS
from entries.render_worker import BUSY, PATIENCE_SECONDS, ROOM, TOO_COMPLEX, WALL_SECONDS
from tests.entries.test_markdown import SHAPES
from tests.entries.test_readability import HOSTILE
from tests.faults.asking import Answer, ask, many, readers
from tests.faults.world import Figure, WebServer, Wiki
from tests.faults.writing import FORM

TEXTS = {name: text[:MAX_CHARACTERS].rpartition("\n")[0] for name, text in (SHAPES | HOSTILE).items()}

MARGIN = 2.0
"""Seconds besides rendering: a process that was stopped has to start again, and the text is read for its grade."""

MOST_GROWTH = 200.0
"""Megabytes for all workers together, although each of them might take as many."""


@pytest.fixture(scope="module")
def web(wiki: Wiki) -> Iterator[WebServer]:
    with wiki.served() as web:
        yield web


class Writer:
    """An editor whose texts are shown beside the form while they type."""

    def __init__(self, port: int, cookie: str) -> None:
        form = ask(port, FORM, cookie=cookie)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.body)
        assert token
        self.port, self.cookie, self.token = port, f"{cookie}; {form.cookie}", token[1]

    def show(self, text: str) -> Answer:
        """Ask how a text will look."""
        body = urlencode({"csrfmiddlewaretoken": self.token, "text": text, "markdown": "1"})
        return ask(self.port, "/admin/writing/", cookie=self.cookie, method="POST", body=body)


def slowest(part: float, answers: Sequence[Answer]) -> float:
    """Return the seconds within which such a part of the answers came."""
    return sorted(answer.seconds for answer in answers)[int(part * len(answers))]


def megabytes(web: WebServer) -> float:
    """Return what the workers and the processes that render for them hold; what they share counts for each."""
    every = [process for worker in web.workers() for process in (worker, *worker.children(recursive=True))]
    return sum(process.memory_info().rss for process in every) / 2**20


@contextmanager
def neighbours(web: WebServer) -> Iterator[list[Answer]]:
    """Two who ask all the while whether the site lives."""
    with readers(web.port, ["/healthz"], number=2, pause=0.01) as answers:
        yield answers


def warmed(wiki: Wiki, web: WebServer, number: int) -> list[Writer]:
    """Return editors whose texts are shown already; both workers have started what renders."""
    writers = [Writer(web.port, cookie) for cookie in wiki.cookies[:number]]
    for writer in writers * 12:
        assert writer.show("*warm*").status == 200
    return writers


def test_hostile_text_makes_only_its_writer_wait(wiki: Wiki, web: WebServer, figure: Figure) -> None:
    (writer,) = warmed(wiki, web, 1)
    with neighbours(web) as quiet:
        time.sleep(10)
    before = megabytes(web)
    with neighbours(web) as beside:
        answers = {name: writer.show(text) for name, text in TEXTS.items()}
    grown = megabytes(web) - before
    assert {answer.status for answer in answers.values()} == {200}
    assert max(answer.seconds for answer in answers.values()) < WALL_SECONDS + MARGIN
    assert {answer.status for answer in beside} == {204}
    assert slowest(0.99, beside) < max(0.1, 5 * slowest(0.99, quiet))
    assert grown < MOST_GROWTH
    # The control: these texts are slow indeed, and some of them were stopped.
    assert sum(answer.seconds > 1 for answer in answers.values()) >= 4
    assert any(TOO_COMPLEX in answer.body for answer in answers.values())
    figure("texts", len(answers))
    figure("seconds of the slowest text", max(answer.seconds for answer in answers.values()))
    figure("p99 of /healthz in ms, quiet", 1000 * slowest(0.99, quiet))
    figure("p99 of /healthz in ms, beside them", 1000 * slowest(0.99, beside))
    figure("megabytes that the processes grew", max(0, grown))


def test_many_with_hostile_texts_leave_threads_for_others(wiki: Wiki, web: WebServer, figure: Figure) -> None:
    writers, answers = warmed(wiki, web, 6), list[Answer]()

    def send(number: int, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            answers.append(writers[number].show(TEXTS["paragraphs of brackets"]))

    with neighbours(web) as beside, many(send, len(writers)):
        time.sleep(20)
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < ROOM * (WALL_SECONDS + MARGIN) + PATIENCE_SECONDS
    assert any(BUSY in answer.body for answer in answers)
    assert {answer.status for answer in beside} == {204}
    assert max(answer.seconds for answer in beside) < 2.5
    figure("texts of six who never stop", len(answers))
    figure("seconds of the slowest text", max(answer.seconds for answer in answers))
    figure("p99 of /healthz in ms, beside them", 1000 * slowest(0.99, beside))
    figure("slowest /healthz in ms, beside them", 1000 * max(answer.seconds for answer in beside))
    assert writers[0].show("*still* here").body.count("still")
