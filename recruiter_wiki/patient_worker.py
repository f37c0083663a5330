"""gunicorn's threaded worker, in which a request takes a thread only once it has arrived.

As it comes, gthread gives a thread to whoever connects, and waits in it for the request: eight people who send one
byte a minute stop a site with eight threads. Here its own event loop gathers what arrives, so that slow clients cost
a little memory and nothing else (docs/decisions/slow-clients.md).
"""

import re
import selectors
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 10.0
"""How long the head of a request may take."""

BYTES_PER_SECOND = 10_000
"""How slowly a body may come, after HEAD_SECONDS that it has in any case."""

MOST_HEAD = 512 * 1024
"""Bytes of a head that are gathered; gunicorn itself refuses much smaller ones, and says why."""

MOST_BODY = 4 * 2**20
"""Bytes of a body that are gathered; no form takes as many."""

MOST_BYTES = 64 * 2**20
"""Bytes that all requests under way may hold in one worker; who would need more is cut off."""

CHUNK = 64 * 1024
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_HAS_BODY = re.compile(rb"\n(?:content-length|transfer-encoding|expect)[ \t]*:", re.I)
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.I | re.M)
_CHUNKED = re.compile(rb"^transfer-encoding:", re.I | re.M)
_EXPECTS = re.compile(rb"^expect:[ \t]*100-continue", re.I | re.M)


@dataclass(eq=False, slots=True)
class Arriving:
    """A request under way."""

    data: bytearray
    began: float = field(default_factory=time.monotonic)
    head: int = 0
    """Length of its head with the empty line; 0 while that is not here."""

    needed: int | None = None
    """Length of the whole; None while unknown, and for a body that is sent in chunks."""

    expects: bool = False
    """Whether the client waits for a word before it sends the body."""

    def add(self, data: bytes) -> None:
        """Take what has arrived."""
        before = len(self.data)
        self.data += data
        if not self.head and (end := self.data.find(b"\r\n\r\n", max(0, before - 3))) >= 0:
            self.head = end + 4
            if not _HAS_BODY.search(self.data, 0, self.head):  # nearly always
                self.needed = self.head
                return
            head = bytes(self.data[: self.head])
            self.expects = bool(_EXPECTS.search(head))
            if not _CHUNKED.search(head):
                length = _LENGTH.search(head)
                self.needed = self.head + (int(length[1]) if length else 0)

    @property
    def is_here(self) -> bool:
        """Whether a thread would not have to wait for it, or it is larger than what is gathered."""
        if not self.head:
            return len(self.data) >= MOST_HEAD
        if self.needed is None and self.data.endswith(b"0\r\n\r\n"):
            return True
        most = self.head + MOST_BODY
        return len(self.data) >= (most if self.needed is None else min(self.needed, most))

    @property
    def deadline(self) -> float:
        """When it should be here, by the clock that only goes forward."""
        return self.began + HEAD_SECONDS + (len(self.data) - self.head if self.head else 0) / BYTES_PER_SECOND


class PatientWorker(ThreadWorker):
    """Gathers requests in the event loop and gives threads to whole ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[TConn, Arriving] = {}
        self._bytes = 0

    def enqueue_req(self, conn: TConn) -> None:
        """Begin to gather a connection's next request; gunicorn means to give it a thread here."""
        if self.cfg.is_ssl or conn.is_http2:  # never so in our configuration: a proxy speaks both
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        arriving = self._arriving[conn] = Arriving(bytearray())
        if conn.parser and (ahead := conn.parser.unreader.take_buffered()):
            self._take(arriving, ahead)
        if arriving.is_here or not self._read(conn, arriving):
            self._finish(conn, arriving)
        else:
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_readable, conn))

    def murder_pending(self) -> None:
        """Close connections whose request takes too long, besides those that gunicorn knows of."""
        super().murder_pending()
        now = time.monotonic()
        for conn, arriving in list(self._arriving.items()):
            if now > arriving.deadline:
                self.poller.unregister(conn.sock)
                self._drop(conn, TOO_SLOW if arriving.data else b"")

    def _on_readable(self, conn: TConn, sock: Any) -> None:
        arriving = self._arriving[conn]
        if not self._read(conn, arriving):
            self.poller.unregister(conn.sock)
            self._finish(conn, arriving)

    def _read(self, conn: TConn, arriving: Arriving) -> bool:
        """Read what is there; return whether there is more to wait for."""
        try:
            data = conn.sock.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        if not data or self._bytes + len(data) > MOST_BYTES:
            self._drop(conn)
            return False
        self._take(arriving, data)
        if arriving.expects and not arriving.is_here:
            arriving.expects = False
            try:
                conn.sock.send(CONTINUE)
            except OSError:
                self._drop(conn)
                return False
        return not arriving.is_here

    def _take(self, arriving: Arriving, data: bytes) -> None:
        arriving.add(data)
        self._bytes += len(data)

    def _finish(self, conn: TConn, arriving: Arriving) -> None:
        """Give the request to a thread, unless its connection is gone."""
        if self._arriving.pop(conn, None) is None:
            return
        self._bytes -= len(arriving.data)
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(arriving.data))
        super().enqueue_req(conn)

    def _drop(self, conn: TConn, word: bytes = b"") -> None:
        """Close a connection without giving it a thread."""
        self._bytes -= len(self._arriving.pop(conn).data)
        self.nr_conns -= 1
        try:
            if word:
                conn.sock.send(word)
        except OSError:
            pass
        finally:
            conn.close()
