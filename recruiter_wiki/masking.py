"""Keeps tokens of shared sets, previews and new passwords out of every log line."""

import logging
import re

_TOKEN = re.compile(r"(/(?:sets/shared|preview|accounts/reset/[^/\s]+)/)[A-Za-z0-9_:=-]{6,}")


def without_tokens(text: str) -> str:
    """Return a text with the tokens of addresses as `…`."""
    return _TOKEN.sub(r"\1…", text)


class MaskTokens(logging.Filter):
    """Masks the tokens in a record's message, and folds line breaks, so that no value starts a line of its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, masked."""
        message = record.getMessage()
        masked = without_tokens(message).replace("\r", " ").replace("\n", " ")
        if masked != message:
            record.msg, record.args = masked, None
        return True
