"""Excerpts of found texts with the words marked."""

import html
import re
from functools import lru_cache

from django.utils.safestring import SafeString

from entries.markdown import safe

LENGTH = 180
"""Characters of an excerpt."""


def excerpt(text: str, words: list[str]) -> str:
    """Return the stretch of a text in which the words stand, whole words only, with dots where it was cut."""
    if len(text) <= LENGTH:
        return text
    found = _pattern(words).search(text) if words else None
    start = max(0, (found.start() if found else 0) - LENGTH // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start, start + LENGTH)
    end = end if end > start else start + LENGTH
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def marked(text: str, words: list[str]) -> SafeString:
    """Return text as HTML with the words, and what begins with them, in <mark>."""
    if not words:
        return safe(html.escape(text))
    out, at = [], 0
    for match in _pattern(words).finditer(text):
        out += [html.escape(text[at : match.start()]), f"<mark>{html.escape(match.group())}</mark>"]
        at = match.end()
    return safe("".join([*out, html.escape(text[at:])]))


def _pattern(words: list[str]) -> re.Pattern[str]:
    return _compiled(tuple(words[:12]))


@lru_cache(maxsize=128)
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    stems = sorted(
        {re.escape(word.strip("?!.")) for word in words if word.strip("?!.")}, key=len, reverse=True
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(stems)})\w*", re.I) if stems else re.compile(r"(?!)")
