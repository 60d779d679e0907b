"""Folding text for matching, and the way back from folded text to offsets in the text as it stands.

``GPT-5.2`` with any kind of hyphen, ``gpt 5.2`` and ``gpt5.2`` are spellings of one name. They have the same `terms`,
and each term knows the span of characters it stands for, so that quotes and marks keep to the original letters.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_ASCII_RUN = re.compile(r"[\x00-\x7f]+")
_JOINING = re.compile("[\u1160-\u11ff\u3131-\u318e\ud7b0-\ud7ff\uff9e\uff9f\uffa0-\uffdc]")
_TERM = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character ``i`` of ``text`` stands for ``original[starts[i]:ends[i]]``."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original text of ``text[start:end]``, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a number, folded and in lower case, at ``original[start:end]``."""

    text: str
    start: int
    end: int


def fold(text: str) -> Folded:
    """Fold by NFKC, with the family of hyphens made ``-``; non-breaking spaces become spaces by NFKC.

    NFKC is applied to each base character with what is composed with it, which gives what NFKC of the whole gives.
    """
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    for start, end in _clusters(text):
        if end - start > 1 and text[start:end].isascii():
            folded = text[start:end]
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            folded = unicodedata.normalize("NFKC", text[start:end]).translate(HYPHENS)
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
        pieces.append(folded)
    return Folded("".join(pieces), starts, ends)


def terms(text: str) -> list[Term]:
    """Split into words and numbers, alike for every spelling: ``gpt5.2`` and ``GPT-5.2`` are ``gpt`` and ``5.2``.

    A version keeps its dots (``5.2``, ``0.5.1``); the commas of thousands go (``1,000`` is ``1000``).
    """
    folded = fold(text)
    found: list[Term] = []
    for match in _TERM.finditer(folded.text):
        for start, end in _number_parts(match):
            word = folded.text[start:end].lower().replace(",", "")
            first, last = folded.span(start, end)
            if found and first < found[-1].end < last:  # one character, such as a fraction, stands for both
                first = found[-1].end
            found.append(Term(word, first, last))
    return found


def _number_parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the span whole, or, where its commas separate a list (``1,2,3``), part by part."""
    start, whole = match.start(), match.group()
    if "," not in whole or _THOUSANDS.fullmatch(whole):
        yield match.span()
        return
    for part in whole.split(","):
        yield start, start + len(part)
        start += len(part) + 1


def _joins(character: str) -> bool:
    """Tell whether a character is composed with the one before it: a mark, a part of a syllable, kana voicing."""
    if character.isascii():
        return False
    return unicodedata.category(character)[0] == "M" or _JOINING.match(character) is not None


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans that cover the text: runs of ASCII, and single other characters with their combining marks."""
    position = 0
    while position < len(text):
        run = _ASCII_RUN.match(text, position)
        end = run.end() if run else position + 1
        marks = end
        while marks < len(text) and _joins(text[marks]):
            marks += 1
        if run and marks > end and end - 1 > position:  # the last ASCII letter belongs to the marks after it
            yield position, end - 1
            position = end - 1
        yield position, marks
        position = marks
