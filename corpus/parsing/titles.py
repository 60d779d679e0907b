"""Titles as readers see them, out of the markup that feeds put into them."""

import html
import re

from corpus.parsing.sniffing import proper

MAX_CHARACTERS = 300
_FALLBACK_WORDS = 12
# Other words in angle brackets are what somebody wrote: a heart (<3), a type (<T>), an element of another language.
_NAMES = (
    "a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|li|mark|nobr|ol|p|q|s|small|span|strike|strong"
    "|sub|sup|tt|u|ul|var|wbr"
)
_FORMATTING = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{_NAMES})\s*>|<[bh]r\s*/?>", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Tell whether a text is HTML whatever its feed declares: one element in it is closed."""
    return _CLOSING.search(text) is not None


def plain_title(title: str, *, is_html: bool) -> str | None:
    """Return a title in one line without markup, at most 300 characters; None for an empty one.

    Entities are resolved once, in plain text too, where feeds often write them by mistake.
    """
    stripped = _FORMATTING.sub("", title) if is_html else title
    return one_line(html.unescape(stripped)) or None


def title_of_text(text: str) -> str | None:
    """Return the first words of a text that has no title, None where it has no words."""
    words = text.split()
    start = " ".join(words[:_FALLBACK_WORDS])
    return one_line(start + " …" if len(words) > _FALLBACK_WORDS else start) or None


def one_line(text: str) -> str:
    """Return a title or a name in one line of at most 300 characters, the last of which is … where it was longer."""
    line = " ".join(proper(text).split())
    return line if len(line) <= MAX_CHARACTERS else line[: MAX_CHARACTERS - 1].rstrip() + "…"
