"""From a page, or from what a feed carries of one, to the article."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import trafilatura
from htmldate import find_date

from corpus.addresses import same_site
from corpus.article import MAX_ARTICLE_BYTES, MIN_ARTICLE_WORDS, DateBasis, web_address
from corpus.dates import date_in_address, publication_date
from corpus.errors import ArticleRefusedError
from corpus.extraction import Page, extract, plain_text
from corpus.parsing.blocking import block_reason
from corpus.parsing.links import absolute
from corpus.parsing.listing import MIN_WHOLE_WORDS, Entry, word_count
from corpus.parsing.sniffing import decoded
from corpus.parsing.titles import one_line, title_of_text

MAX_TEASER_WORDS = 1_000
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})

_META_DATES = (
    *("article:published_time", "og:published_time", "og:article:published_time", "datepublished", "dc.date.issued"),
    *(
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
    ),
    *("publish-date", "publish_date", "published_at", "publication_date", "citation_publication_date", "dcterms.date"),
    *("dc.date", "date"),
)
_ARTICLE_TYPES = re.compile(r"(?:article|posting|report|review)$", re.IGNORECASE)
_TEASER_END = re.compile(r"(?:\u2026|\.\.\.)[\s)\]>\u2192\u00bb]*\Z")
_MORE = re.compile(
    r"(?:^|[.!?\u2026:)\]])\W*(?:(?:read|learn|see|show) more|(?:continue|keep) reading|read on|weiterlesen|mehr lesen"
    r"|lire la suite|read the (?:full|whole|rest|entire)|view (?:the )?(?:full|original))\b[^.!?\n]{0,150}\W*\Z",
    re.IGNORECASE | re.MULTILINE,
)
_CREDIT = re.compile(r"\s*The post (?:(?!The post ).){1,400}? (?:first appeared|appeared first) on .{1,200}\Z")
# What surrounds an article, and its running text: the days that they name are others.
_NO_DATELINE = (
    "//head | //footer | //aside | //nav | //script | //style | //form | //li | //blockquote | //table"
    " | //p[string-length(normalize-space()) > 150]"
    " | //*[contains(@class, 'comment') or contains(@class, 'related') or contains(@class, 'footer')"
    " or contains(@id, 'comment') or contains(@id, 'related') or contains(@id, 'footer')][not(self::body)]"
)
_NO_END = "2100-01-01"  # what is dated in the future is the store's to hide


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArticle:
    """An article as a page or a feed has it.

    ``url`` is its address, absolute and without a fragment: the canonical one where the page names one of its own
    site, else where it was found; None for an entry of a feed that has none. ``published_at`` is aware, in UTC, and
    may lie in the future; ``date_basis`` says where it was stated: in the ``feed``, in ``json-ld`` or ``meta`` data of
    the page, in its ``url`` or in its ``text``. Both are None for an undated article. ``signature`` is that of its text
    (`corpus.duplicates`), where it was made already.
    """

    url: str | None
    title: str
    author: str | None
    publisher: str | None
    published_at: datetime | None
    date_basis: DateBasis | None
    text: str
    signature: bytes | None = None


def read_page(body: bytes, *, url: str, charset: str | None, entry: Entry | None = None) -> PageArticle:
    """Read the article of a page; the entry of a feed that led to it knows the date best, and fills gaps.

    Raises:
        ArticleRefusedError: it is a block page, or holds no article.
    """
    html = decoded(body, charset)
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ArticleRefusedError("it is no HTML page")
    _refuse_too_much(tree)
    try:
        page = extract(html)
    except ArticleRefusedError:
        page = None
    except RecursionError:
        raise ArticleRefusedError("its markup is nested too deep") from None
    reason = block_reason(html, text=page.text if page else "", url=url)
    if reason or page is None or word_count(page.text) < MIN_ARTICLE_WORDS:
        raise ArticleRefusedError(reason or "it holds no article")
    stated = list(_json_ld(tree))
    address = _canonical(tree, url) or web_address(url) or url
    listed = entry.published_at if entry else None
    published, basis = _date(tree, stated, address)
    return PageArticle(
        url=address,
        title=one_line(page.title or (entry and entry.title) or "") or title_of_text(page.text) or "",
        author=_author(page) or (entry.author if entry else None),
        publisher=_publisher(tree, stated),
        published_at=listed or published,
        date_basis="feed" if listed else basis,
        text=page.text,
    )


def _refuse_too_much(tree: lxml.html.HtmlElement) -> None:
    """Refuse a page whose text could not be stored: to find the article in it would take minutes."""
    pieces = tree.xpath("//text()[not(parent::script or parent::style)]")
    size = sum(len(piece.strip()) for piece in pieces)
    if size > MAX_ARTICLE_BYTES:
        raise ArticleRefusedError(
            f"it holds {size / 1e6:.1f} MB of text; an article may have {MAX_ARTICLE_BYTES / 1e6:.0f} MB"
        )


def read_entry(entry: Entry) -> PageArticle | None:
    """Return the article that the entry of a feed carries whole, None where it carries a summary or nothing.

    Whole is what has 150 words or more and does not end as teasers do ("…", "Read more"), or is longer than any is.
    """
    if not entry.html or len(entry.html) > MAX_ARTICLE_BYTES or word_count(entry.html) < MIN_WHOLE_WORDS:
        return None
    try:
        page = extract(f"<html><body><article>{entry.html}</article></body></html>")
    except (ArticleRefusedError, RecursionError):
        return None
    text = _CREDIT.sub("", page.text)
    words = word_count(text)
    if words < MIN_WHOLE_WORDS or (words < MAX_TEASER_WORDS and _ends_as_teaser(entry_summary(entry))):
        return None
    return PageArticle(
        url=entry.url,
        title=entry.title or title_of_text(text) or "",
        author=entry.author,
        publisher=None,
        published_at=entry.published_at,
        date_basis="feed" if entry.published_at else None,
        text=text,
    )


def _ends_as_teaser(text: str) -> bool:
    return bool(_TEASER_END.search(text) or _MORE.search(text[-300:]))


def entry_summary(entry: Entry) -> str:
    """Return what the entry itself says, as plain text; empty where it says nothing."""
    return _CREDIT.sub("", plain_text(entry.html)) if entry.html else ""


def feeds_named(body: bytes, *, url: str, charset: str | None) -> tuple[str, ...]:
    """Return the absolute addresses of the feeds that a page names, in its order, without those of its comments."""
    tree = trafilatura.load_html(decoded(body, charset))
    if tree is None:
        return ()
    base = absolute(next(iter(tree.xpath("//base/@href")), ""), url) or url
    found = []
    for link in tree.iter("link"):
        names_feed = link.get("type", "").partition(";")[0].strip().lower() in FEED_TYPES
        is_of_comments = re.search("comment", f"{link.get('href')} {link.get('title')}", re.IGNORECASE)
        if names_feed and "alternate" in link.get("rel", "").lower().split() and not is_of_comments:
            found.append(web_address(absolute(link.get("href", ""), base)))
    return tuple(dict.fromkeys(filter(None, found)))


def _canonical(tree: lxml.html.HtmlElement, url: str) -> str | None:
    """Return the canonical address; that of another site is no claim of this one's, that of the home page a mistake."""
    links = (link for link in tree.iter("link") if "canonical" in link.get("rel", "").lower().split())
    address = next(filter(None, (web_address(absolute(link.get("href", ""), url)) for link in links)), None)
    if not address or not same_site(address, url):
        return None
    is_home, was_home = (urlsplit(place).path in {"", "/"} for place in (address, url))
    return None if is_home and not was_home else address


def _author(page: Page) -> str | None:
    return one_line(page.author or "") or None


def _publisher(tree: lxml.html.HtmlElement, stated: list[dict[str, Any]]) -> str | None:
    names = [
        meta.get("content", "") for meta in tree.iter("meta") if meta.get("property", "").lower() == "og:site_name"
    ]
    for thing in stated:
        publisher = thing.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        names.append(name if isinstance(name, str) else "")
    return next(filter(None, map(one_line, names)), None)


# Dates


def _date(
    tree: lxml.html.HtmlElement, stated: list[dict[str, Any]], url: str
) -> tuple[datetime, DateBasis] | tuple[None, None]:
    places: tuple[tuple[DateBasis, Iterator[datetime | None]], ...] = (
        ("json-ld", (publication_date(thing.get("datePublished")) for thing in stated)),
        ("meta", _meta_dates(tree)),
        ("url", iter([date_in_address(url)])),
        ("text", (publication_date(_dateline(page)) for page in [tree])),
    )
    for basis, dates in places:
        found = next(filter(None, dates), None)
        if found:
            return found, basis
    return None, None


def _meta_dates(tree: lxml.html.HtmlElement) -> Iterator[datetime | None]:
    """Yield the dates of the page's metadata, what says most clearly that it was published then first."""
    contents: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        contents.setdefault(name.lower(), meta.get("content", ""))
    return (publication_date(contents.get(name)) for name in _META_DATES)


def _dateline(tree: lxml.html.HtmlElement) -> str | None:
    """Return the day that stands beside the article."""
    rest = deepcopy(tree)
    for element in rest.xpath(_NO_DATELINE):
        if element.getparent() is not None:
            element.drop_tree()
    try:
        return find_date(rest, max_date=_NO_END, extensive_search=False, original_date=True)
    except (ValueError, RecursionError):
        return None


def _json_ld(tree: lxml.html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield what the page says of itself as JSON-LD: first articles, then the rest."""
    things: list[dict[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            things.extend(_things(json.loads(script.text or "", strict=False)))
        except (ValueError, RecursionError):
            continue
    return iter(sorted(things, key=lambda thing: not _ARTICLE_TYPES.search(_type(thing))))


def _type(thing: dict[str, Any]) -> str:
    kinds = thing.get("@type")
    return str(kinds[0] if isinstance(kinds, list) and kinds else kinds)


def _things(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a document, of its lists and of its graph, not those they are made of."""
    if isinstance(value, dict):
        yield value
        yield from _things(value.get("@graph"))
        yield from _things(value.get("mainEntity"))
    elif isinstance(value, list):
        for item in value:
            yield from _things(item)
