"""Links that open a page at a quote, by text fragments (https://wicg.github.io/scroll-to-text-fragment/)."""

from urllib.parse import quote as percent_encoded

from retrieval.markdown import plain

_WHOLE_CHARACTERS = 120  # a longer quote is named by its first and its last words
_END_WORDS = 5


def passage_link(address: str, quote: str) -> str:
    """Return the address with a text fragment that names the quote; without one where the quote has no words.

    Markdown marks are no part of the page. A quote of several lines or table cells, or a long one, is named by its
    ends, as a fragment matches within one block of the page alone.
    """
    pieces = [" ".join(plain(piece).split()) for line in quote.splitlines() for piece in _cells(line)]
    pieces = [piece for piece in pieces if any(map(str.isalnum, piece))]
    if not pieces:
        return address
    if len(pieces) == 1:
        first, last = _ends(pieces[0])
    else:
        first, last = " ".join(pieces[0].split()[:_END_WORDS]), " ".join(pieces[-1].split()[-_END_WORDS:])
    return f"{address}#:~:text={','.join(_encoded(end) for end in (first, last) if end)}"


def _cells(line: str) -> list[str]:
    """Split a table row into its cells; any other line is one piece."""
    row = line.strip()
    return row.strip("|").split("|") if row.startswith("|") and row.endswith("|") else [line]


def _ends(piece: str) -> tuple[str, str]:
    """Return a short piece whole and nothing; of a long one two ends that do not overlap."""
    if len(piece) <= _WHOLE_CHARACTERS:
        return piece, ""
    words = piece.split()
    count = min(_END_WORDS, len(words) // 2)
    if count:
        return " ".join(words[:count]), " ".join(words[-count:])
    return piece, ""


def _encoded(text: str) -> str:
    """Percent-encode all that has a meaning in a fragment directive: ``&``, ``,`` and ``-`` among others."""
    return percent_encoded(text, safe="").replace("-", "%2D")
