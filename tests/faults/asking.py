"""Readers and writers of the fault tests: each request's answer is written down, whatever it is."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

TIMEOUT = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back; the status is 0 when nothing did."""

    path: str
    status: int
    seconds: float
    at: float
    """When it was asked for, by the clock that only goes forward."""

    body: str = ""
    retry_after: str = ""
    location: str = ""
    cookie: str = ""
    """The cookies it sets, as they are sent back."""

    @property
    def says_away(self) -> bool:
        """Whether it is a kept page that may be out of date."""
        return "may be out of date" in self.body

    @property
    def is_designed(self) -> bool:
        """Whether it is a good page, or one that says in the site's design what is the matter and when to return."""
        if self.status in (200, 204, 302, 304):
            return True
        return self.status == 503 and self.retry_after.isdigit() and "Back in a moment" in self.body


def ask(
    port: int,
    path: str,
    *,
    cookie: str = "",
    method: str = "GET",
    body: str | None = None,
    sender: str = "",
    timeout: float = TIMEOUT,
) -> Answer:
    """Send one request on a connection of its own; `sender` is the address that a trusted proxy would tell."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Cookie": cookie} if cookie else {}
    if sender:
        headers["X-Forwarded-For"] = sender
    if body is not None:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{port}",
        }
    began = time.monotonic()
    try:
        connection.request(method, path, body, headers)
        got = connection.getresponse()
        text = got.read().decode(errors="replace")
        return Answer(
            path,
            got.status,
            time.monotonic() - began,
            began,
            text,
            got.getheader("Retry-After", ""),
            got.getheader("Location", ""),
            "; ".join(cookie.partition(";")[0] for cookie in got.headers.get_all("Set-Cookie", [])),
        )
    except (OSError, http.client.HTTPException) as error:
        return Answer(path, 0, time.monotonic() - began, began, repr(error))
    finally:
        connection.close()


@contextmanager
def many(work: Callable[[int, Callable[[], bool]], None], number: int) -> Iterator[None]:
    """Let `work(number, goes_on)` be done by several threads while the block lasts; they end with it."""
    over = threading.Event()
    threads = [
        threading.Thread(target=work, args=(n, lambda: not over.is_set()), daemon=True) for n in range(number)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads), "a request never ended"


@contextmanager
def readers(
    port: int, paths: Sequence[str], *, number: int = 4, cookie: str = "", pause: float = 0.02
) -> Iterator[list[Answer]]:
    """Let several readers ask for these paths in turn while the block lasts; yields what they got."""
    answers: list[Answer] = []

    def read(first: int, goes_on: Callable[[], bool]) -> None:
        turn = first
        while goes_on():
            answers.append(ask(port, paths[turn % len(paths)], cookie=cookie))
            turn += 1
            time.sleep(pause)

    with many(read, number):
        yield answers


def at_once(number: int, work: Callable[[int], Answer]) -> list[Answer]:
    """Return what so many people get who all ask at the same moment."""
    together, answers = threading.Barrier(number), list[Answer]()

    def one(person: int) -> None:
        together.wait(30)
        answers.append(work(person))

    threads = [threading.Thread(target=one, args=(person,), daemon=True) for person in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == number, "some never got an answer"
    return answers


def undesigned(answers: Sequence[Answer]) -> list[tuple[str, int, str]]:
    """Return what nobody should see: no answer at all, a bare error, or a page that does not say when to return."""
    return [(answer.path, answer.status, answer.body[:200]) for answer in answers if not answer.is_designed]
