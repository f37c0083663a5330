"""One warm child process that renders Markdown and can be stopped: run as `python -m entries.render_worker`."""

import atexit
import json
import math
import os
import resource
import selectors
import subprocess
import sys
import threading
from pathlib import Path

from entries.markdown import TextRefused, check_limits, render_here

CPU_SECONDS = 2
WALL_SECONDS = 3.0
START_SECONDS = 30.0
MEMORY_BYTES = 512 * 1024 * 1024
TOO_COMPLEX = "The text is too complex to show. Use simpler lists, links and tables."
BUSY = "Other texts take long to show just now. Send yours again in a few seconds."
ROOM = 2
"""How many of a process's threads may be at the child at once, the one it works for and the next."""

PATIENCE_SECONDS = 1.0
"""How long another thread waits to be one of them: the rest of the site needs threads as well."""


class Worker:
    """Hands texts to the child one at a time; a child that runs out of time or memory is replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._room = threading.Semaphore(ROOM)
        self._child: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def render(self, source: str) -> str:
        """Return safe HTML; raises TextRefused when the text is past a limit or takes too long, or many others do."""
        if not self._room.acquire(timeout=PATIENCE_SECONDS):
            raise TextRefused(BUSY)
        try:
            with self._lock:
                answer = self._ask(json.dumps(source).encode() + b"\n")
        finally:
            self._room.release()
        if "refused" in answer:
            raise TextRefused(answer["refused"])
        return answer["html"]

    def stop(self) -> None:
        """End the child; the next text starts a new one."""
        if self._child:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    pipe.close()
            self._child = None

    def _ask(self, line: bytes) -> dict[str, str]:
        child = self._child if self._child and self._child.poll() is None else self._start()
        assert child.stdin
        try:
            child.stdin.write(line)
            child.stdin.flush()
            answer = _line(child, WALL_SECONDS)
            if answer.endswith(b"\n"):  # a child that was stopped while it answered leaves half a line
                return json.loads(answer)
        except BrokenPipeError:
            pass
        self.stop()
        return {"refused": TOO_COMPLEX}

    def _start(self) -> subprocess.Popen[bytes]:
        self.stop()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "entries.render_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        if not _line(self._child, START_SECONDS):  # starting is not counted against the text
            self.stop()
            raise RuntimeError("The process that renders Markdown does not start.")
        return self._child


def _line(child: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return the child's next line; nothing when it does not begin one in time."""
    assert child.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        return child.stdout.readline() if selector.select(seconds) else b""


_worker: tuple[int, Worker] | None = None


def worker() -> Worker:
    """Return this process's worker; a forked process gets its own."""
    global _worker
    if _worker is None or _worker[0] != os.getpid():
        _worker = (os.getpid(), Worker())
    return _worker[1]


def render(source: str) -> str:
    """Return Markdown as safe HTML; raises TextRefused after 2 s of CPU, 3 s in all, or 512 MB."""
    if not source.strip():
        return ""
    check_limits(source)
    return worker().render(source)


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, hard))


def main() -> None:
    """Answer each line (a JSON string) with a line (a JSON object: html or refused) until input ends."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    for line in sys.stdin.buffer:
        _allow_cpu(CPU_SECONDS)
        try:
            answer = {"html": render_here(json.loads(line))}
        except TextRefused as error:
            answer = {"refused": str(error)}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
