"""Log lines: which request they belong to, and their form, one JSON object a line or plain lines.

Nothing here needs Django, as gunicorn takes the same form for its own lines before the site is loaded.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FORMS = ("json", "lines")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MOST_FRAMES = 30

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers; empty outside of requests."""


class WithRequestId(logging.Filter):
    """Writes the request's id on every record; Django logs some of them after the request has left its thread."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        known = request_id.get() or getattr(getattr(record, "request", None), "request_id", "")
        record.request_id = known or "-"
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception the kind and the places in the code, never its words.

    The words of an exception may hold what a person typed or a row of the database.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and record.exc_info[1]:
            line["exception"] = told_of(record.exc_info[1])
        return json.dumps(line)


def told_of(error: BaseException) -> list[str]:
    """Return an exception and what caused it as lines: its kind, then the places, the innermost last."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        kind = type(cause)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)[-MOST_FRAMES:]
        lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Return the settings of `logging` for the form `json`, on standard output, or `lines`, on standard error.

    Below INFO, Django's logger of the database tells the values of statements: it stays quiet at any level.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "recruiter_wiki.logs.JsonLines"},
            "lines": {"format": "{levelname} {name} {request_id} {message}", "style": "{"},
        },
        "filters": {
            "mask": {"()": "recruiter_wiki.masking.MaskTokens"},
            "request": {"()": "recruiter_wiki.logs.WithRequestId"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout" if form == "json" else "ext://sys.stderr",
                "formatter": form,
                "filters": ["mask", "request"],
            }
        },
        "loggers": {
            "axes": {"level": "WARNING"},  # it tells of every sign-in that went well
            "django.db.backends": {"level": "INFO"},
        },
        "root": {"handlers": ["console"], "level": level},
    }


def logging_settings_of_gunicorn(form: str, level: str) -> dict[str, Any]:
    """Return the same for gunicorn's own lines; it writes none for each request."""
    common = logging_settings(form, level)
    own = {"level": level, "handlers": ["console"], "propagate": False, "qualname": "gunicorn.error"}
    return common | {"loggers": common["loggers"] | {"gunicorn.error": own}}
