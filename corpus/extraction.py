"""From an HTML page to its article, by trafilatura."""

from dataclasses import dataclass
from itertools import groupby

import lxml.etree
import lxml.html
import trafilatura

from corpus.errors import ArticleRefusedError
from corpus.furniture import is_furniture

# Emphasis and code marks would stand in the text as asterisks and backticks that the page does not show.
_INLINE_TAGS = ("b", "strong", "i", "em", "u", "s", "del", "ins", "code", "mark", "small", "kbd", "samp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds of an article: text with headings, lists and tables in Markdown, and what it says of itself."""

    text: str
    title: str | None
    author: str | None
    publisher: str | None
    date: str | None
    url: str | None


def extract(html: bytes | str) -> Page:
    """Reduce a page to its article.

    Raises:
        ArticleRefusedError: the page holds no article.
    """
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ArticleRefusedError("it is no HTML page")
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    lxml.etree.strip_tags(tree, *_INLINE_TAGS)
    text = trafilatura.extract(tree, output_format="markdown", include_comments=False, include_formatting=True)
    kept = without_furniture(text or "")
    if document is None or isinstance(document, dict) or not kept:
        raise ArticleRefusedError("no article was found in the page")
    return Page(
        text=kept,
        title=document.title,
        author=document.author,
        publisher=document.sitename,
        date=document.date,
        url=document.url,
    )


def without_furniture(text: str) -> str:
    """Return the text without lines of page furniture, and without the blank lines they leave."""
    kept = [line for line in text.splitlines() if not is_furniture(line)]
    blocks = groupby(kept, key=lambda line: bool(line.strip()))
    return "\n\n".join("\n".join(lines) for filled, lines in blocks if filled).strip()
