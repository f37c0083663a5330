"""How often one network address may ask for what costs much (docs/decisions/rate-limits-in-memory.md).

Nothing is written for it: each process counts in its own memory, which is bounded. What must be counted over all
processes, such as wrong passwords, is counted in the database by `accounts`.
"""

import ipaddress
from collections import OrderedDict
from math import ceil
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from entries.listing import wants_json

MOST_KEYS = 20_000
"""Addresses that one limit remembers, some 200 bytes each; the one that asked longest ago is forgotten first."""


class RateLimit:
    """Lets each key pass `most` times at once, and from then on every `seconds / most` seconds.

    It is the generic cell rate algorithm: of a key only the moment is kept at which all of it is free again.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._each = seconds / most
        self._ahead = seconds - self._each
        self._free_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def spend(self, key: str) -> int:
        """Count one request; return 0, or for one too many, which does not count, the seconds to wait."""
        now = monotonic()
        with self._lock:
            free_at = max(now, self._free_at.get(key, now))
            if (wait := free_at - now - self._ahead) > 0:
                return ceil(wait)
            self._free_at[key] = free_at + self._each
            self._free_at.move_to_end(key)
            if len(self._free_at) > MOST_KEYS:
                self._free_at.popitem(last=False)
        return 0

    def forget(self) -> None:
        """Let everybody pass again."""
        self._free_at.clear()


def seconds_to_wait(request: HttpRequest, limit: RateLimit) -> int:
    """Count a request for its network address; return 0, or the seconds to wait.

    Whoever is signed in has a count of their own once that of their address is used up. Only then the session is
    looked at. Requests without a network address are not counted, as they would share one count.
    """
    address = address_of(request)
    if not settings.RATE_LIMITS or address is None:
        return 0
    wait = limit.spend(address)
    if wait and request.user.is_authenticated:
        wait = limit.spend(f"account {request.user.pk}")
    return wait


def too_many_requests(request: HttpRequest, wait: int) -> HttpResponse:
    """Answer with the page that says to wait so many seconds, or with the same as JSON."""
    headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
    if wants_json(request):
        told = {"error": f"Too many requests from this address. Try again in {wait} seconds."}
        return JsonResponse(told, status=429, headers=headers)
    return HttpResponse(render_to_string("429.html"), status=429, headers=headers)


def address_of(request: HttpRequest) -> str | None:
    """The reader's network address, told by the proxy if one is trusted; of IPv6 the network of one customer."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        given = forwarded.rpartition(",")[2].strip()  # what stands before the last was written by the reader
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)
