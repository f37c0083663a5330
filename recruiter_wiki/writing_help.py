"""What an editor sees while typing: how many words, how hard to read, what the glossary lacks, and how it will look."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_POST

from entries.markdown import MAX_CHARACTERS, TextRefused, link_terms, plain
from entries.names import fold
from entries.readability import flesch_kincaid_grade, sentences, words
from entries.render_worker import render
from glossary.links import term_index, term_url

_LOOKS_TECHNICAL = re.compile(r"(?<![\w.])[A-Z][\w+#]*[A-Z0-9+#][\w+#]*")
MOST_UNKNOWN, MOST_OWN, LONGEST_NAME = 12, 200, 200
LONG_SENTENCE = 30


@require_POST
def writing_help(request: HttpRequest, site: AdminSite) -> JsonResponse:
    """Answer about one text; `markdown=1` also renders it, by the site's own door and with its terms linked.

    `own` are the names of the entry itself, which its text may use.
    """
    text = request.POST.get("text", "")[: MAX_CHARACTERS + 1].replace("\x00", "")
    try:
        html = render(text) if request.POST.get("markdown") else ""
        read = plain(html) if html else text
    except TextRefused as refused:
        return JsonResponse({"error": str(refused)})
    shown = link_terms(html, term_index().find, term_url, set()) if html else ""
    own = [name[:LONGEST_NAME] for name in request.POST.getlist("own")[:MOST_OWN]]
    return JsonResponse({"html": shown, "stylesheet": static("wiki.css"), **about(read, own)})


def about(text: str, own: Iterable[str] = ()) -> dict[str, Any]:
    """Return the number of words, the reading grade, the words of the longest sentence, and unknown names."""
    number = len(words(text))
    longest = max((len(words(sentence)) for sentence in sentences(text)), default=0)
    return {
        "words": number,
        "grade": round(flesch_kincaid_grade(text), 1) if number else 0,
        "longest": longest if longest > LONG_SENTENCE else 0,
        "unknown": unknown_names(text, own),
    }


def unknown_names(text: str, own: Iterable[str] = ()) -> list[str]:
    """Return what looks like a technical name and is neither a term nor an alias, nor one of `own`, each once."""
    known = term_index().find(text)
    starts = [span.start for span in known]

    def is_known(match: re.Match[str]) -> bool:
        before = bisect_right(starts, match.start())  # spans stand in order and never overlap
        return before > 0 and match.end() <= known[before - 1].end

    found = (match[0] for match in _LOOKS_TECHNICAL.finditer(text) if not is_known(match))
    named = {fold(name) for name in own}
    return [name for name in dict.fromkeys(found) if fold(name) not in named][:MOST_UNKNOWN]
