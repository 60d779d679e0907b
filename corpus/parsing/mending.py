"""XML as the web has it, made into XML that a parser can be given: no document type, and no entities but XML's own."""

import html
import re
from functools import lru_cache

_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\d+;|#[xX][\da-fA-F]+;|[a-zA-Z]\w*;)?", re.DOTALL | re.ASCII)


def mended(text: str, root: re.Pattern[str]) -> str:
    """Return the document from its root element on, which ``root`` finds; empty where there is none.

    HTML's entities and references to impossible characters become characters, other ampersands stand for themselves:
    whatever entities the document declares, there is nothing left to expand or to fetch.
    """
    start = root.search(text)
    return _REFERENCE.sub(_resolved, text[start.start() :]) if start else ""


def _resolved(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<") else _as_xml(found[0])


@lru_cache(maxsize=1_000)  # a document of ten million ampersands holds one of them
def _as_xml(reference: str) -> str:
    return html.escape(html.unescape(reference))
