"""From an HTML page to its article, by trafilatura."""

import re
from dataclasses import dataclass
from itertools import groupby

import lxml.etree
import lxml.html
import trafilatura

from corpus.errors import ArticleRefusedError
from corpus.furniture import is_furniture

# Emphasis and code marks would stand in the text as asterisks and backticks that the page does not show.
_INLINE_TAGS = (
    *("b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "code", "tt", "kbd", "samp", "var"),
    *("mark", "small", "big", "sub", "sup", "q", "cite", "abbr", "font"),
)
_STATED_DATES = {"extensive_search": False, "original_date": True}  # a year in the footer is no publication date
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # the Markdown escapes that trafilatura writes, and no page shows
_FRAGMENT_START = re.compile(
    r"\s*<(?:p|div|article|section|main|h[1-6]|ul|ol|table|blockquote|span|br|a|img|figure)\b", re.IGNORECASE
)


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
    if isinstance(html, str) and _FRAGMENT_START.match(html):  # as feeds and exports hold it
        html = f"<html><body>{html}</body></html>"
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ArticleRefusedError("it is no HTML page")
    document = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=True, date_extraction_params=_STATED_DATES
    )
    lxml.etree.strip_tags(tree, *_INLINE_TAGS)
    for paragraph in tree.xpath("//li//p[preceding-sibling::node()[normalize-space()]]"):  # else they become one line
        paragraph.addprevious(lxml.etree.Element("br"))
        paragraph.drop_tag()
    text = trafilatura.extract(tree, output_format="markdown", include_comments=False, include_formatting=True)
    kept = without_furniture(_ESCAPED.sub(r"\1", text or ""))
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


def plain_text(html: str) -> str:
    """Return the words of a piece of HTML as feeds carry it, in one line."""
    tree = trafilatura.load_html(f"<html><body>{html}</body></html>")
    if tree is None:
        return ""
    lxml.etree.strip_elements(tree, "script", "style", with_tail=False)
    return " ".join(trafilatura.html2txt(tree, clean=False).split())
