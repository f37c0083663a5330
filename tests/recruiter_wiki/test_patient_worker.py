"""When a request that comes in pieces is whole, and how long it may take."""

import pytest

from recruiter_wiki.patient_worker import BYTES_PER_SECOND, HEAD_SECONDS, MOST_BODY, MOST_HEAD, Arriving

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\ncontent-LENGTH:  11 \r\n\r\nhello=world"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


@pytest.mark.parametrize("request_", [GET, POST, CHUNKED])
@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1000])
def test_request_in_pieces_is_here_with_the_last_one(request_: bytes, piece: int) -> None:
    arriving = Arriving(bytearray())
    pieces = [request_[start : start + piece] for start in range(0, len(request_), piece)]
    for part in pieces[:-1]:
        arriving.add(part)
        assert not arriving.is_here
    arriving.add(pieces[-1])
    assert arriving.is_here
    assert bytes(arriving.data) == request_


def test_request_with_the_beginning_of_the_next_is_here() -> None:
    arriving = Arriving(bytearray())
    arriving.add(GET + b"GET /next")
    assert arriving.is_here


@pytest.mark.parametrize(
    ("head", "most"),
    [
        (b"GET /" + b"x" * 100, MOST_HEAD),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", MOST_BODY + 100),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", MOST_BODY + 100),
    ],
)
def test_no_request_is_gathered_without_end(head: bytes, most: int) -> None:
    arriving = Arriving(bytearray())
    arriving.add(head)
    while not arriving.is_here:
        assert len(arriving.data) <= most
        arriving.add(b"x" * 65_536)


def test_more_time_is_for_who_sends_more() -> None:
    arriving = Arriving(bytearray(), began=0)
    arriving.add(GET[:10])
    assert arriving.deadline == HEAD_SECONDS
    arriving.add(GET[10:-4] + b"\r\nContent-Length: 1000000\r\n\r\n")
    assert arriving.deadline == HEAD_SECONDS
    arriving.add(b"x" * BYTES_PER_SECOND * 3)
    assert arriving.deadline == HEAD_SECONDS + 3


def test_who_waits_for_a_word_is_seen() -> None:
    arriving = Arriving(bytearray())
    arriving.add(b"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n")
    assert arriving.expects
    assert not arriving.is_here
