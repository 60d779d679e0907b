"""Splitting text that is too long for a platform, without breaking a word or a letter."""

import re
import unicodedata
from collections.abc import Iterator

_JOINERS = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff]")  # of letters and emoji, and the tones of skin
_LOOK_BACK = 200


def shortened(text: str, most: int) -> str:
    """Return the text, cut with an ellipsis where it is longer than so many characters."""
    return text if len(text) <= most else next(pieces(text, most - 1)) + "…"


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield the text in pieces of at most so many characters, cut between words where there are any.

    No mark is cut from the letter that it belongs to.
    """
    start = 0
    while len(text) - start > most:
        end = _cut(text, start, start + most)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _cut(text: str, start: int, end: int) -> int:
    earliest = max(start + 1, end - _LOOK_BACK)
    for position in range(end, earliest, -1):
        if text[position - 1].isspace():
            return position
    for position in range(end, earliest, -1):
        is_mark = unicodedata.category(text[position]).startswith("M")
        if not (is_mark or _JOINERS.search(text, position - 1, position + 1)):
            return position
    return end
