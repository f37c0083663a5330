"""Requests that no browser sends: addresses, fields, headers and bodies changed at random, the same for a seed."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.entries.injections import CORPUS
from tests.recruiter_wiki.addresses import ROLES, World
from tests.recruiter_wiki.rules import RULES

METHODS = (
    ["GET"] * 6
    + ["POST"] * 6
    + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X"]
)
TYPES = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/json",
    "text/plain; charset=no-such-charset",
    "application/x-www-form-urlencoded; charset=utf-16",
    "text/xml",
    "",
    "\x00",
]
VALUES = [
    "", " ", "0", "1", "-1", "1.5", "1e309", "nan", "9" * 19, "9" * 5_000, "-" * 60, "true", "null", "None",
    "\x00", "a\x00b", "\ud800", "\ufffe", "\u202e", "e\u0301" * 200, "\U0001f469\u200d\U0001f4bb", "ß", "İ", "ﬁ",
    "x" * 300, "x" * 10_000, "' OR 1=1--", "'; SELECT pg_sleep(9)--", "%", "_", "\\", "%s", "{0.__class__}",
    "{{ 7*7 }}{% debug %}", "${7*7}", "../../../../etc/passwd", "..\\..\\x", "//evil.example/", "/\\evil.example",
    "javascript:alert(1)", "https://evil.example/", "\r\nSet-Cookie: a=b", "=1+1", "term:term-1", "set:1", "set:x",
    "question:question-1", ":", "term:", "nothing:x", "2026-13-45", "2026-02-30T25:61", "0001-01-01", "9999-12-31",
    "[]", "[[", "{}", '{"a": 1}', "- a\n- b", "a | b | c", "&a [*a]", "!!python/object:os.system x", "up", "down",
    "before", "remove", "restore", "freeze", "thaw", "again", "link", "revoke", "team", "publish", "discard",
    "schedule", "return", "add", "end", "lead", "publish:1", "report:1", "reviewed:term:term-1", "forget:1", "json",
    "csv", "text", "all", "mid", "full", "html", "level:mid",
]  # fmt: skip
NAMES = [
    "q", "page", "p", "o", "e", "format", "kind", "layer", "level", "guide", "topic", "skill", "skills", "tag", "key",
    "letter", "answers", "next", "entry", "words", "message", "website", "theme", "slash", "title", "role", "purpose",
    "team", "do", "item", "before", "minutes", "note", "section", "prompt", "strong", "link", "account", "name", "as",
    "question", "questions", "set", "username", "password", "password1", "email", "bookmark", "text", "file", "sample",
    "markdown", "own", "version", "confirmed", "archive", "download", "action", "_selected_action", "_popup", "_save",
    "_draft", "_to_field", "_changelist_filters", "app_label", "model_name", "field_name", "term", "post", "is_own",
    "id__in", "name__regex", "owner__password__startswith", "all", "url", "at", "publish_at", "reason", "base_version",
    "slug", "gist", "state", "aliases-TOTAL_FORMS", "aliases-INITIAL_FORMS", "aliases-0-id", "form-TOTAL_FORMS", "",
    "a[]", "__proto__", "\x00", "x" * 300, "csrfmiddlewaretoken", "spellings", "shape", "boxes", "initial-note",
]  # fmt: skip
HEADERS = [
    "HX-Request", "HX-Target", "HX-Trigger", "HX-Current-URL", "HX-Prompt", "HX-Boosted", "HX-History-Restore-Request",
    "Accept", "Accept-Encoding", "Accept-Language", "Cookie", "If-None-Match", "If-Modified-Since", "Range", "Referer",
    "Origin", "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Authorization",
    "Content-Encoding", "Transfer-Encoding", "Expect", "X-CSRFToken", "Forwarded", "Connection", "Upgrade",
]  # fmt: skip
HEADER_VALUES = [
    "true", "false", "*", '"x"', 'W/"', "bytes=0-", "bytes=9-1", "gzip;q=x", "identity;q=0", "ü",
    "x" * 5_000, "Sun, 32 Foo 2026 99:99:99 GMT", "theme=\x01; slash=off",
    "sessionid=x; messages=x; csrftoken=" + "y" * 32, "http://[::1", "1.2.3.4, x, ::1",
    "Basic ====", "100-continue", "%00", "messages=W1tdXQ:x:y",
]  # fmt: skip

FILES = ["", "", '; filename="x.csv"', '; filename="../../x.zip"', '; filename="x.pdf"', "; filename*=x''%"]


@dataclass
class Mutation:
    """One request: by whom, how, where to, and with what."""

    role: str
    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = TYPES[0]


def mutations(wiki: World, number: int, *, seed: int) -> list[Mutation]:
    """Return requests over all addresses in turn, each by a role that is drawn; nothing of them is valid for sure."""
    chance, routes = Random(seed), list(RULES)
    chance.shuffle(routes)
    return [_mutation(chance, wiki, routes[n % len(routes)]) for n in range(number)]


def _mutation(chance: Random, wiki: World, route: str) -> Mutation:
    path = wiki.path(route)
    if chance.random() < 0.25 and path != "/":  # another value in its place, quoted as a browser would
        parts = path.split("/")
        parts[chance.randrange(1, len(parts))] = _value(chance).replace("/", "")[:2_000]
        path = "/".join(parts)
    some = Mutation(
        chance.choice(list(ROLES)), chance.choice(METHODS), path, content_type=chance.choice(TYPES[:2])
    )
    some.query = "&".join(
        f"{_quoted(n)}={_quoted(v)}" for n, v in _pairs(chance, chance.choice([0, 1, 2, 5]))
    )
    for _ in range(chance.choice([0, 0, 1, 3])):
        some.headers[chance.choice(HEADERS)] = chance.choice(HEADER_VALUES)
    if some.method.upper() != "GET" or chance.random() < 0.1:
        some.body, some.content_type = _body(chance)
    return some


def _body(chance: Random) -> tuple[bytes, str]:
    pairs = _pairs(chance, chance.choice([1, 3, 8, 40]))
    match chance.randrange(6):
        case 0:
            return chance.randbytes(chance.choice([0, 1, 100, 5_000])), chance.choice(TYPES)
        case 1:
            return json.dumps(dict(pairs)).encode(), chance.choice(TYPES)
        case 2:
            parts = "".join(_part(chance, name, value) for name, value in pairs)
            body = f"{parts}--x--\r\n".encode(errors="replace")
            return body[: chance.choice([len(body), len(body) // 2])], TYPES[1]
        case 3:
            return b"a=" + b"x" * chance.choice([100_000, 3_000_000]), TYPES[0]
    return "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in pairs).encode(), TYPES[0]


def _part(chance: Random, name: str, value: str) -> str:
    file = chance.choice(
        ["", "", '; filename="x.csv"', '; filename="../../x.zip"', '; filename="x.pdf"', "; filename*=x''%"]
    )
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'


def _pairs(chance: Random, number: int) -> list[tuple[str, str]]:
    return [(chance.choice(NAMES), _value(chance)) for _ in range(number)]


def _value(chance: Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(CORPUS)
    value = chance.choice(VALUES)
    return value + chance.choice(VALUES) if chance.random() < 0.1 else value


def _quoted(text: str) -> str:
    """Return text percent-encoded byte by byte, lone surrogates too, as broken programs do."""
    raw: Any = text.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" if not (48 <= byte < 58 or 97 <= byte < 123) else chr(byte) for byte in raw)
