"""Links that open a page at a quote, by text fragments (https://wicg.github.io/scroll-to-text-fragment/)."""

import re
from urllib.parse import quote as percent_encoded

_WHOLE_CHARACTERS = 120  # a longer quote is named by its first and its last words
_END_WORDS = 5
_MARKUP = re.compile(r"[*_`|]+|\[([^\]]*)\]\([^)]*\)|^[ \t]*(?:[-*+•>#]+|\d+[.)])[ \t]+", re.MULTILINE)


def passage_link(address: str, quote: str) -> str:
    """Return the address with a text fragment that names the quote; without one where the quote has no words.

    Markdown marks are no part of the page. A quote of several lines, or a long one, is named by its ends, as a
    fragment matches within one block of the page alone.
    """
    lines = [" ".join(_MARKUP.sub(r"\1", line).split()) for line in quote.splitlines()]
    lines = [line for line in lines if re.search(r"\w", line)]
    if not lines:
        return address
    if len(lines) == 1 and len(lines[0]) <= _WHOLE_CHARACTERS:
        return f"{address}#:~:text={_encoded(lines[0])}"
    first, last = lines[0].split()[:_END_WORDS], lines[-1].split()[-_END_WORDS:]
    return f"{address}#:~:text={_encoded(' '.join(first))},{_encoded(' '.join(last))}"


def _encoded(text: str) -> str:
    """Percent-encode all that has a meaning in a fragment directive: ``&``, ``,`` and ``-`` among others."""
    return percent_encoded(text, safe="").replace("-", "%2D")
