"""Looks politely at the addresses of curated links; never into a private network.

A link counts as dead only after it failed on DAYS different days. That a site refuses machines (401, 403, 429) says
nothing about the link.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.utils import timezone

from entries.kinds import all_kinds
from entries.models import CuratedLink, Entry, LinkCheck

DAYS = 3
AGAIN_AFTER = timedelta(hours=20)
"""A link that was looked at more recently is left out, so that an interrupted run goes on where it stopped."""

PAUSE = 1.0
"""Seconds between two requests to one site."""

TIMEOUT, REDIRECTS, MOST_BYTES = 15.0, 5, 65_536
SHUT_TO_MACHINES = {401, 403, 405, 406, 429, 451, 503, 999}
AGENT = "Recruiter-Wiki-link-check (a few requests a week)"

Allowed = Callable[[str], bool]


class Refused(Exception):
    """The address leads where no request may go, or nowhere; the message says why."""


@dataclass(frozen=True)
class Look:
    """What one look found: True works, False fails, None says nothing about the link."""

    works: bool | None
    result: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast


def look(url: str, *, allowed: Allowed = is_public) -> Look:
    """Ask for an address and follow its redirects, each checked anew before a connection is made."""
    try:
        for _ in range(REDIRECTS + 1):
            status, target = _ask(url, allowed)
            if not target:
                return _judged(status)
            url = urljoin(url, target)
        return Look(False, f"more than {REDIRECTS} redirects")
    except Refused as refused:
        return Look(False, str(refused))
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        return Look(False, f"{type(error).__name__}: {error}"[:200])


def check_links(
    *,
    most: int | None = None,
    allowed: Allowed = is_public,
    now: datetime | None = None,
    pause: float = PAUSE,
) -> Iterator[tuple[str, Look]]:
    """Look at every published link that is due, the longest unseen first; store and yield what was found."""
    now = now or timezone.now()
    seen = dict(LinkCheck.objects.values_list("url", "checked_at"))
    recent = {url for url, at in seen.items() if at and now - at < AGAIN_AFTER}
    due = [url for url in published_urls() if url not in recent]
    due.sort(key=lambda url: (seen.get(url) is not None, seen.get(url) or now, url))
    last: dict[str, float] = {}
    for url in due[:most]:
        host = urlsplit(url).netloc
        time.sleep(max(0.0, last.get(host, -pause) + pause - time.monotonic()))
        found = look(url, allowed=allowed)
        last[host] = time.monotonic()
        remember(url, found, now)
        yield url, found


def remember(url: str, found: Look, now: datetime) -> None:
    """Store what a look found; a failure makes a link dead only on its DAYS-th day."""
    row, _ = LinkCheck.objects.get_or_create(url=url)
    first_today = row.checked_at is None or row.checked_at.date() < now.date()
    row.checked_at, row.result = now, found.result[:200]
    if found.works is False:
        row.failed_days += 1 if first_today or not row.failed_days else 0
        row.works = False if row.failed_days >= DAYS else row.works
    else:
        row.failed_days = 0
        row.works = True if found.works else row.works or None
    row.save()


def published_urls() -> Iterable[str]:
    """Return the addresses of all links that readers see, each once."""
    urls: set[str] = set()
    for model, parent in _holding_links():
        shown = model._default_manager.filter(**{f"{parent}__state": "published"})
        urls.update(shown.values_list("url", flat=True))
    return urls


def entries_with_links(urls: list[str]) -> dict[str, list[Entry]]:
    """Return for each address the entries that link to it; one query for each kind with links."""
    found: dict[str, list[Entry]] = {}
    for model, parent in _holding_links() if urls else ():
        for row in model._default_manager.filter(url__in=urls).select_related(parent):
            found.setdefault(row.url, []).append(getattr(row, parent))
    return found


def _holding_links() -> Iterator[tuple[type[CuratedLink], str]]:
    """Yield each table of links with the name of its field for the entry."""
    kinds = {kind.model for kind in all_kinds()}
    for model in CuratedLink.__subclasses__():
        for field in model._meta.concrete_fields:
            if field.many_to_one and field.related_model in kinds:
                yield model, field.name


def _judged(status: int) -> Look:
    if 200 <= status < 400:
        return Look(True, str(status))
    return Look(None if status in SHUT_TO_MACHINES else False, str(status))


def _ask(url: str, allowed: Allowed) -> tuple[int, str]:
    """Return the status of one address, and where it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Refused(f"leads to {parts.scheme or 'no'} address, not to a web page")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.hostname, port, secure=parts.scheme == "https", allowed=allowed)
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        headers = {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "identity"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read(MOST_BYTES)
        moved = answer.status in (301, 302, 303, 307, 308)
        return answer.status, (answer.getheader("Location") or "") if moved else ""
    finally:
        connection.close()


def _connection(host: str, port: int, *, secure: bool, allowed: Allowed) -> http.client.HTTPConnection:
    """Return a connection to the very IP address that was checked, so that no second lookup can change it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not addresses or not all(allowed(address) for address in addresses):
        raise Refused(f"{host} lies in a private network")
    plain = socket.create_connection((addresses[0], port), timeout=TIMEOUT)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    if secure:
        try:
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise
    else:
        connection.sock = plain
    return connection
