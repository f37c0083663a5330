"""A network between the site and PostgreSQL that can be slow, or swallow everything without a word."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from recruiter_wiki.embedded_process import SOCKET_NAME, answering
from tests.faults.world import Wiki

PACKET = 64 * 1024
SITE = "wiki_site"


@dataclass
class Relay:
    """Takes TCP connections and leads each on to the socket file of PostgreSQL."""

    target: str
    port: int = 0
    delay: float = 0.0
    """Seconds that each packet is under way, in both directions; packets overtake nobody and do not add up."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared while nothing comes through, on open connections and on new ones."""

    loop: asyncio.AbstractEventLoop = field(init=False)

    @property
    def url(self) -> str:
        """Where the site finds its database."""
        return f"postgresql://{SITE}@127.0.0.1:{self.port}/wiki"

    @contextmanager
    def black_hole(self) -> Iterator[None]:
        """Let connections stay open and nothing come through; afterwards it does, as TCP sends again what was lost."""
        self.loop.call_soon_threadsafe(self.open.clear)
        try:
            yield
        finally:
            self.loop.call_soon_threadsafe(self.open.set)

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        with suppress(OSError):
            from_database, to_database = await asyncio.open_unix_connection(self.target)
            ways = (self._carry(reader, to_database), self._carry(from_database, writer))
            await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
        """Bring the packets of one direction to the other side, each `delay` after it came."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while (packet := await under_way.get())[1]:
                await asyncio.sleep(max(0.0, packet[0] - time.monotonic()))
                await self.open.wait()
                drain.write(packet[1])
                await drain.drain()
            drain.close()

        arrivals = asyncio.ensure_future(arrive())
        with suppress(OSError):
            while data := await source.read(PACKET):
                under_way.put_nowait((time.monotonic() + self.delay, data))
        under_way.put_nowait((0.0, b""))
        await arrivals


@contextmanager
def relayed(wiki: Wiki) -> Iterator[Relay]:
    """Run a network in front of a wiki's PostgreSQL while the block lasts."""
    sockets = answering(wiki.server.data)
    assert sockets
    relay, began, over = Relay(f"{sockets}/{SOCKET_NAME}"), threading.Event(), asyncio.Event()

    async def run() -> None:
        relay.loop = asyncio.get_running_loop()
        relay.open.set()
        server = await asyncio.start_server(relay.lead, "127.0.0.1", 0)
        relay.port = server.sockets[0].getsockname()[1]
        began.set()
        await over.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert began.wait(10)
    try:
        yield relay
    finally:
        relay.loop.call_soon_threadsafe(over.set)
        thread.join(10)


@dataclass
class Bystander:
    """A plain connection with no limit but the server's own: the control of tests about silence.

    Were it answered, the database would not be silent, or the server's limits would be enough.
    """

    connection: psycopg.Connection
    asked: threading.Thread | None = None

    def ask(self) -> None:
        """Ask for something easy, in the background."""
        self.asked = threading.Thread(target=self.connection.execute, args=("SELECT 1",), daemon=True)
        self.asked.start()

    @property
    def waits(self) -> bool:
        """Whether it has no answer yet."""
        assert self.asked
        self.asked.join(2)
        return self.asked.is_alive()


@contextmanager
def bystander(url: str) -> Iterator[Bystander]:
    """Connect before the trouble begins."""
    limits = "-c statement_timeout=3000"
    with psycopg.connect(url, autocommit=True, options=limits, tcp_user_timeout=5000) as connection:
        yield Bystander(connection)
