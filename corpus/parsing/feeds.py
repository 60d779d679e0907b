"""Feeds: RSS in its versions, Atom and RDF by feedparser, JSON Feed (https://www.jsonfeed.org/version/1.1/) by hand.

XML is parsed by lxml first, which mends it, cuts what is too much and leaves feedparser well-formed XML without a
document type: there are no entities to expand and nothing to fetch, whatever a feed declares.
"""

import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar

import feedparser
import lxml.etree

from corpus.article import web_address
from corpus.dates import exact_date, publication_date
from corpus.errors import ArticleRefusedError
from corpus.extraction import plain_text
from corpus.parsing.blocking import block_reason
from corpus.parsing.links import absolute
from corpus.parsing.listing import Entry, Listing
from corpus.parsing.mending import mended
from corpus.parsing.sniffing import decoded, is_json, kind_of, proper
from corpus.parsing.titles import has_markup, one_line, plain_title, title_of_text

MAX_ENTRIES = 1_000
MIN_SHARING = 3  # as many entries with one address: it is the page that lists them

_NEVER = datetime.min.replace(tzinfo=UTC)
_Dated = TypeVar("_Dated")
_Mark = tuple[str | None, str, str | None]
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEMS = ("{*}item", "{*}entry", "{*}channel/{*}item")  # of RDF and RSS 0.9, of Atom, of RSS
_DATE_TAGS = ("pubDate", "published", "date", "issued", "updated", "modified", "created")
_TEXT_TYPES = frozenset({"", "text", "html", "xhtml", "text/plain", "text/html", "application/xhtml+xml"})
_TAG = re.compile(r"</?[a-z]", re.IGNORECASE)
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def read_feed(body: bytes, *, url: str, content_type: str, charset: str | None) -> Listing:
    """Read a feed: entries with a date come first, the newest of them at the top; the others follow in its order.

    Links are absolute. Where three or more entries share one address, they are parts of that page, which is the
    article of none of them: they have no ``url``. Of more than 1,000 entries the newest are read.

    Raises:
        ArticleRefusedError: it is no feed, or none that can be read; a block page is called one.
    """
    kind = kind_of(body, content_type)
    if kind == "page":
        reason = block_reason(decoded(body, charset), text="", url=url)
        raise ArticleRefusedError(reason or "it is a web page, not a feed")
    if kind == "sitemap":
        raise ArticleRefusedError("it is a sitemap, not a feed")
    return _read_json(body, url) if is_json(body) else _read_xml(decoded(body, charset), url)


# XML


def _read_xml(text: str, url: str) -> Listing:
    data, left_out, is_cut_off = _well_formed(text)
    try:
        feed = feedparser.parse(
            BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,  # only its text is used
        )
    except Exception as error:  # noqa: BLE001 - its parsers have no documented errors, and feeds are anything
        raise ArticleRefusedError(f"its XML cannot be read: {error}") from None
    if not feed.version and not feed.entries:
        raise ArticleRefusedError("it is XML that is no feed")
    home = absolute(_text(feed.feed, "link"), url) or url
    found = [_entry(item, home) for item in feed.entries]
    return replace(_listing(_title(feed.feed), found, left_out), is_cut_off=is_cut_off)


def _well_formed(text: str) -> tuple[bytes, int, bool]:
    """Return the feed as well-formed XML with its newest entries, how many others it had, and whether it breaks off.

    Raises:
        ArticleRefusedError: nothing of it is XML.
    """
    text = mended(text, _ROOT)
    is_cut_off = not _ROOT_END.search(text)
    if is_cut_off:  # half an entry has half a link
        text = text[: max((found.end() for found in _ITEM_END.finditer(text)), default=None)]
    parser = lxml.etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = lxml.etree.fromstring(text.encode(), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ArticleRefusedError(f"its XML cannot be read: {error}") from None
    if root is None:
        raise ArticleRefusedError("its XML cannot be read")
    left_out = _beyond_the_newest([item for path in _ITEMS for item in root.iterfind(path)])
    for item in left_out:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    return lxml.etree.tostring(root, encoding="utf-8"), len(left_out), is_cut_off


def _beyond_the_newest(items: list[lxml.etree._Element]) -> list[lxml.etree._Element]:
    return _newest_first((_item_date(item), item) for item in items)[MAX_ENTRIES:] if len(items) > MAX_ENTRIES else []


def _item_date(item: lxml.etree._Element) -> datetime | None:
    """Return its first date that is written by the standard, as reading all others would take minutes."""
    stated = (item.findtext(f"{{*}}{tag}") for tag in _DATE_TAGS)
    return next((date for date in map(exact_date, filter(None, stated)) if date), None)


def _entry(item: dict[str, Any], home: str) -> Entry:
    return Entry(
        key=_text(item, "id"),
        url=absolute(_text(item, "feedburner_origlink") or _text(item, "link") or _permanent_id(item), home),
        title=_title(item),
        html=_content(item),
        author=_names(dict.get(item, "authors")),
        published_at=_first_date(_text(item, name) for name in ("published", "created", "updated")),
        modified=_text(item, "updated") or None,
    )


def _content(item: dict[str, Any]) -> str | None:
    """Return the longest of the texts it carries, as HTML."""
    details = [*item.get("content", ()), dict.get(item, "summary_detail", {})]
    texts = [
        _as_html(str(d.get("value") or ""), d.get("type") or "") for d in details if d.get("type", "") in _TEXT_TYPES
    ]
    return max(texts, key=len, default="") or None


def _as_html(text: str, media_type: str) -> str:
    if media_type in {"", "text", "text/plain"} and not has_markup(text):
        text = html.escape(text, quote=False)
    if _TAG.search(text) or not text.strip():
        return text.strip()
    return "".join(f"<p>{paragraph.strip()}</p>" for paragraph in _PARAGRAPH_BREAK.split(text))


def _title(context: dict[str, Any]) -> str | None:
    detail = dict.get(context, "title_detail", {})
    title, media_type = _text(context, "title"), detail.get("type")
    return plain_title(title, is_html=media_type != "text/plain" or has_markup(title))


def _permanent_id(item: dict[str, Any]) -> str:
    """Return the id if it is an address: feedparser makes links of RSS's permalinks, and none of Atom's ids."""
    return _text(item, "id") if "guidislink" not in item or item["guidislink"] else ""


def _text(context: dict[str, Any], name: str) -> str:
    """Return a field; feedparser's own look-up gives the one date for the other."""
    value = dict.get(context, name, "")
    return value if isinstance(value, str) else ""


# JSON


def _read_json(body: bytes, url: str) -> Listing:
    try:
        feed = json.loads(decoded(body, None))
    except (ValueError, RecursionError):
        raise ArticleRefusedError("it is a JSON feed that is no proper JSON") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ArticleRefusedError("it is a JSON feed without a list of items")
    home = web_address(feed.get("home_page_url")) or url
    found = [_entry_of_json(item, home) for item in items if isinstance(item, dict)]
    newest = _newest_first((entry.published_at, entry) for entry in found)
    return _listing(_json_title(feed), newest[:MAX_ENTRIES], max(0, len(found) - MAX_ENTRIES))


def _entry_of_json(item: dict[str, Any], home: str) -> Entry:
    fields = {key: proper(str(value)) for key, value in item.items() if isinstance(value, (str, int, float))}
    text = fields.get("content_text") or fields.get("summary", "")
    link = fields.get("url")
    return Entry(
        key=fields.get("id", ""),
        url=absolute(link, home) if link else absolute(fields.get("id", ""), ""),
        title=_json_title(fields),
        html=fields.get("content_html") or _as_html(text, "text") or None,
        author=_names(item.get("authors")) or _names([item.get("author")]),
        published_at=_first_date(item.get(name) for name in ("date_published", "date_modified")),
        modified=fields.get("date_modified"),
    )


def _json_title(fields: dict[str, Any]) -> str | None:
    title = fields.get("title")
    return plain_title(title, is_html=has_markup(title)) if isinstance(title, str) else None


# Both


def _first_date(written: Iterable[object]) -> datetime | None:
    return next(filter(None, map(publication_date, written)), None)


def _names(authors: object) -> str | None:
    """Return the names of authors, who are objects with a name."""
    people = [author for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    names = (person["name"].strip() for person in people if isinstance(person.get("name"), str))
    return one_line(", ".join(filter(None, names))) or None


def _newest_first(dated: Iterable[tuple[datetime | None, _Dated]]) -> list[_Dated]:
    ordered = sorted(dated, key=lambda pair: pair[0] or _NEVER, reverse=True)
    return [item for _, item in ordered]


def _listing(title: str | None, found: list[Entry], left_out: int) -> Listing:
    newest = _newest_first((entry.published_at, entry) for entry in found)
    return Listing(title=title, entries=tuple(_identified(list(_without_copies(newest)))), left_out=left_out)


def _without_copies(entries: list[Entry]) -> Iterator[Entry]:
    """Yield the first of those that have one link and one id, or one link and one title."""
    seen: set[_Mark] = set()
    for entry in entries:
        marks: set[_Mark] = {(entry.url, "id", entry.key)} if entry.key else set()
        if entry.url:
            marks.add((entry.url, "title", entry.title))
        if not marks & seen:
            yield entry
        seen |= marks


def _identified(entries: list[Entry]) -> Iterator[Entry]:
    """Yield entries with keys of their own, and with the address of their page unless it is the page of many."""
    ids = Counter(entry.key for entry in entries)
    links = Counter(entry.url for entry in entries)
    pages = Counter(web_address(entry.url) for entry in entries)
    taken: set[str] = set()
    for entry in entries:
        page = web_address(entry.url)
        own = None if pages[page] >= MIN_SHARING else page
        by_link = entry.url if own or links[entry.url] == 1 else None
        key = entry.key if entry.key and ids[entry.key] == 1 else by_link or _digest(entry)
        if not {own or key, key} & taken:
            taken |= {own or key, key}
            part_of = None if own else entry.url
            yield replace(entry, key=key, url=own, part_of=part_of, title=entry.title or _title_of_content(entry.html))


def _digest(entry: Entry) -> str:
    return hashlib.sha256(f"{entry.title}\n{entry.html}".encode()).hexdigest()


def _title_of_content(content: str | None) -> str | None:
    return title_of_text(plain_text(content)) if content else None
