"""`manage.py decode FILE [--json]`: the decoder's reading of one .txt, .pdf or .docx file, for scripts and tests."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decoder.explaining import lexicon
from decoder.lexicon import Lexicon
from decoder.reading import Reading, read, tidy
from decoder.uploads import UnreadableFile, text_of
from decoder.versions import notes, versions_at


class Command(BaseCommand):
    """manage.py decode"""

    help = "Say which words of a text, .pdf or .docx the wiki knows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="a .txt, .pdf or .docx file of at most 2 MB")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *, file: Path, json: bool, **options: Any) -> None:
        """Print the reading; nothing is stored."""
        try:
            with file.open("rb") as opened:
                text = tidy(text_of(file.name, opened))
        except OSError as problem:
            raise CommandError(f"{file} cannot be opened: {problem.strerror}.") from problem
        except UnreadableFile as problem:
            raise CommandError(f"{file}: {problem}") from problem
        words = lexicon()
        answer = as_data(read(text, words), words)
        self.stdout.write(as_json(answer) if json else as_lines(answer))


def as_data(reading: Reading, words: Lexicon) -> dict[str, Any]:
    """Return a reading as plain data; positions count the characters of the text with its line ends as newlines."""
    text = reading.text
    return {
        "found": [
            {
                "kind": "term",
                "slug": one.slug,
                "slugs": list(one.slugs),
                "name": words.facts_of(one.slug).name,
                "text": text[one.start : one.end],
                "start": one.start,
                "end": one.end,
                "reason": one.reason,
                "check_context": one.context,
                "versions": [version for *_, version in versions_at(text, one)],
            }
            for one in reading.found
        ],
        "notes": [
            {"slug": note.slug, "title": note.title, "text": note.text, "start": note.start, "end": note.end}
            for note in notes(reading, words, date.today())
        ],
        "unknown": [{"text": one.text, "start": one.start, "end": one.end} for one in reading.unknown],
    }


def as_json(answer: dict[str, Any]) -> str:
    """Return the data as JSON."""
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_lines(answer: dict[str, Any]) -> str:
    """Return the data as lines for a person."""
    lines = [
        f"{one['start']:>6}  {one['text']!r}: {one['name']} (term:{one['slug']}), {one['reason']}"
        + (f", version {', '.join(one['versions'])}" if one["versions"] else "")
        + (", check the context" if one["check_context"] else "")
        for one in answer["found"]
    ]
    lines += [f"{'note':>6}  {note['title']}: {note['text']}" for note in answer["notes"]]
    lines += [f"{one['start']:>6}  {one['text']!r}: not in the wiki" for one in answer["unknown"]]
    return "\n".join(lines or ["No word of this wiki is in the text."])
