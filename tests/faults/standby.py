"""A real streaming replica of a wiki's PostgreSQL, made with PostgreSQL's own tools."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from recruiter_wiki import embedded, embedded_process
from recruiter_wiki.embedded_process import Place, answering, choose_place, process_of
from tests.faults.world import Wiki

ROLE = "wiki_site"


class Standby:
    """The replica: it starts, stops, and stands still while the primary goes on."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def url(self) -> str:
        """Where the site reads from."""
        return f"postgresql://{ROLE}@{quote(str(answering(self.place.data)), safe='')}/wiki"

    def start(self) -> None:
        """Start it and return when it answers queries."""
        log = self.place.data.with_suffix(".log")
        embedded_process.start(self.place, log, embedded.OPTIONS | {"wal_retrieve_retry_interval": "500ms"})
        for _ in range(500):
            try:
                with psycopg.connect(self.url) as connection:
                    assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise AssertionError(log.read_text())

    def stop(self) -> None:
        """Stop it."""
        embedded_process.stop(self.place.data)

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let it answer, but take over nothing that happens on the primary."""
        pid = process_of(self.place.data)
        assert pid
        receiver = next(p for p in psutil.Process(pid).children() if "walreceiver" in " ".join(p.cmdline()))
        receiver.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            receiver.send_signal(signal.SIGCONT)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let it hold its connections open and answer nothing."""
        pid = process_of(self.place.data)
        assert pid
        first = psutil.Process(pid)
        every = [first, *first.children()]
        for process in every:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in every:
                process.send_signal(signal.SIGCONT)


@contextmanager
def streaming(wiki: Wiki) -> Iterator[Standby]:
    """Copy a running primary, and follow it until the block ends."""
    primary = choose_place(wiki.server.data)
    data = Path(tempfile.mkdtemp(prefix="fault-standby-", dir=wiki.folder)) / "postgres"
    place = Place(data, primary.programs, primary.account)
    sockets = str(answering(wiki.server.data))
    arguments = ["--host", sockets, "--username", "postgres", "--pgdata", str(data), "--write-recovery-conf"]
    embedded_process.run(place, "pg_basebackup", *arguments, "--checkpoint=fast", "--wal-method=stream")
    standby = Standby(place)
    standby.start()
    try:
        yield standby
    finally:
        standby.stop()
