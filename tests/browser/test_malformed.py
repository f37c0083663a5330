"""Bytes that are no HTTP, sent to the server as it runs in production: it answers or closes, and serves on."""

import socket
from contextlib import suppress
from random import Random
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.slow

SECONDS = 5.0
UNKNOWN_CODING = b"HTTP/1.1 501"
"""What the standard asks for where a body is coded in a way that nobody knows."""

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
MALFORMED = {
    "nothing": b"",
    "line ends": b"\r\n" * 50,
    "no method": b" / HTTP/1.1\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "other protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "proxy": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "whole address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "two hosts": HEAD + b"Host: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "NUL in a name": HEAD + b"X-\x00: a\r\n\r\n",
    "NUL in a value": HEAD + b"X-A: a\x00b\r\n\r\n",
    "space before the colon": HEAD + b"X-A : b\r\n\r\n",
    "no colon": HEAD + b"nonsense\r\n\r\n",
    "folded": HEAD + b"X-A: b\r\n c\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "negative length": HEAD + b"Content-Length: -1\r\n\r\n",
    "length of 5,000 digits": HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n",
    "bad chunk": b"POST /report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "unknown coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n",
    "1,000 headers": HEAD + b"X-A: b\r\n" * 1_000 + b"\r\n",
    "header of 100,000 bytes": HEAD + b"X-A: " + b"x" * 100_000 + b"\r\n\r\n",
    "line of 200,000 bytes": b"GET /?" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "bytes of Latin-1": b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: \xff=\xfe\r\n\r\n",
    "half a body": b"POST /report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nmessage=",
    "two in one": HEAD + b"\r\n" + HEAD + b"\r\n",
}


@pytest.fixture
def door(site: str) -> tuple[str, int]:
    """Where the server listens."""
    parts = urlsplit(site)
    return parts.hostname or "", parts.port or 0


def said(door: tuple[str, int], sent: bytes) -> bytes:
    """Send bytes, close that side, and return what comes back until the server closes."""
    received = b""
    with socket.create_connection(door, timeout=SECONDS) as line, suppress(ConnectionError, TimeoutError):
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        while block := line.recv(65_536):
            received += block
    return received


def is_calm(answer: bytes) -> bool:
    """Whether an answer is none, or neither an error of ours nor a trace."""
    ours = answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")) and not answer.startswith(UNKNOWN_CODING)
    return not ours and b"Traceback" not in answer


def test_malformed_requests_are_refused_and_the_server_serves_on(door: tuple[str, int]) -> None:
    bad = {name: answer[:200] for name, sent in MALFORMED.items() if not is_calm(answer := said(door, sent))}
    assert bad == {}
    for name in (
        "two hosts",
        "two lengths",
        "length and chunks",
        "line of 200,000 bytes",
        "space before the colon",
    ):
        answer = said(door, MALFORMED[name])
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")) or not answer, name
    assert said(door, HEAD + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_bytes_at_random_are_refused_and_the_server_serves_on(door: tuple[str, int]) -> None:
    chance, bad = Random(3), []
    for _ in range(300):
        sent = bytearray(chance.choice(list(MALFORMED.values()))[:5_000] or HEAD)
        for _ in range(chance.choice([1, 5, 30])):
            sent[chance.randrange(len(sent))] = chance.randrange(256)
        answer = said(door, bytes(sent))
        if not is_calm(answer):
            bad.append((bytes(sent)[:200], answer[:200]))
    assert bad == []
    assert said(door, HEAD + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
