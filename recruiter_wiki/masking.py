"""Keeps tokens of addresses and what stands behind their `?` out of every log line."""

import logging
import re

_TOKEN = re.compile(r"(/(?:sets/shared|preview|accounts/reset/[^/\s]+)/)[A-Za-z0-9_:=-]{6,}")
_QUERY = re.compile(r"(?<=[\w/.%~-])\?[^\s?'\"]*=[^\s'\"]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def without_tokens(text: str) -> str:
    """Return a text with the tokens and the queries of addresses as `…`."""
    return _QUERY.sub("?…", _TOKEN.sub(r"\1…", text))


class MaskTokens(logging.Filter):
    """Masks the tokens in a record's message, and folds line breaks and other control characters.

    So no value starts a line of its own, or moves the cursor of who reads the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, masked."""
        message = record.getMessage()
        masked = _CONTROL.sub(" ", without_tokens(message))
        if masked != message:
            record.msg, record.args = masked, None
        return True
