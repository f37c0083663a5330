"""Reports of errors to a service that speaks Sentry's protocol. Only loaded when SENTRY_DSN is set.

What leaves the house is built from a list of what may, not cleaned of what may not: kinds of exceptions, places in the
code, and the number of the request. No words of an exception, which may hold what somebody typed; nothing of the
request, of people, of variables.
"""

import logging
from typing import Any, cast

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

from recruiter_wiki.logs import request_id

OF_EVENT = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment")
OF_EXCEPTION = ("type", "module")
OF_FRAME = ("filename", "abs_path", "function", "module", "lineno", "in_app")


def start(dsn: str, *, environment: str, transport: type[Transport] | None = None) -> None:
    """Report what is logged as an error, from now on; `transport` is for tests."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        transport=transport,
        default_integrations=False,  # they would add request, arguments and environment
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=only_what_may_leave,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="",
    )


def only_what_may_leave(event: Event, hint: Hint) -> Event:
    """Return a new event with nothing but what the lists above name."""
    known: dict[str, Any] = dict(event)
    kept = {name: known[name] for name in OF_EVENT if name in known}
    if values := (known.get("exception") or {}).get("values"):
        kept["exception"] = {"values": [_exception(value) for value in values]}
    elif template := (known.get("logentry") or {}).get("message"):
        kept["logentry"] = {"message": template}  # as it stands in the code, without what was filled in
    kept["tags"] = {"request_id": request_id.get() or "-"}
    return cast(Event, kept)  # its fields are chosen by name above


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    kept = {name: value.get(name) for name in OF_EXCEPTION}
    places = [{name: frame[name] for name in OF_FRAME if name in frame} for frame in frames]
    return kept | {"stacktrace": {"frames": places}}
