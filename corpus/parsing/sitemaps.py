"""Sitemaps, as https://www.sitemaps.org/protocol.html has them, with Google's extension for news."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import lxml.etree

from corpus.addresses import same_site
from corpus.article import web_address
from corpus.dates import exact_date
from corpus.errors import ArticleRefusedError
from corpus.parsing.links import absolute
from corpus.parsing.listing import Entry, Listing
from corpus.parsing.mending import mended
from corpus.parsing.sniffing import decoded, unpacked
from corpus.parsing.titles import plain_title

MAX_ENTRIES = 1_000
_MANY = 10
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE)
_ROOT_END = re.compile(
    r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>|<(?:[\w.-]+:)?(?:urlset|sitemapindex)[^<>]*/>", re.IGNORECASE
)
_NEVER = datetime.min.replace(tzinfo=UTC)


def read_sitemap(body: bytes, *, url: str) -> Listing:
    """Read a sitemap, packed or not, or an index of sitemaps, whose own sitemaps become ``parts``.

    What changed last comes first; what says no time follows in the order of the sitemap. Addresses of other sites are
    left out, as the protocol asks.

    Raises:
        ArticleRefusedError: it is no sitemap.
    """
    found: dict[str, list[Entry]] = {"url": [], "sitemap": []}
    is_of_the_site = cache(lambda origin: same_site(origin, url))  # there are few origins, and many addresses
    text = mended(decoded(unpacked(body), None), _ROOT)
    if not text:
        raise ArticleRefusedError("it is no sitemap")
    for kind, fields in _records(text):
        location = fields.get("loc", "")
        address = web_address(location) or web_address(absolute(location, url))
        if address and is_of_the_site("/".join(address.split("/", 3)[:3])):
            entry = Entry(
                key=address,
                url=address,
                title=plain_title(fields.get("title", ""), is_html=False),
                published_at=exact_date(fields.get("publication_date", "")),
                modified=fields.get("lastmod"),
            )
            found[kind].append(entry)
    entries, parts = _newest_first(found["url"]), _newest_first(found["sitemap"])
    return Listing(
        entries=tuple(_without_its_making(entries)[:MAX_ENTRIES]),
        parts=tuple(part.key for part in parts[:MAX_ENTRIES]),
        left_out=max(0, len(entries) - MAX_ENTRIES),
        is_cut_off=not _ROOT_END.search(text),
    )


def _without_its_making(entries: list[Entry]) -> list[Entry]:
    """Return entries without the time that most of them share: the sitemap was made then, no page need have changed."""
    shares = Counter(entry.modified for entry in entries if entry.modified).most_common(1)
    if not shares or shares[0][1] < _MANY or shares[0][1] <= len(entries) / 2:
        return entries
    return [replace(entry, modified=None) if entry.modified == shares[0][0] else entry for entry in entries]


def _newest_first(entries: list[Entry]) -> list[Entry]:
    """Sort by date, and keep the first of what has the same address."""
    firsts: dict[str, Entry] = {}
    for entry in sorted(entries, key=_time, reverse=True):
        firsts.setdefault(entry.key, entry)
    return list(firsts.values())


def _time(entry: Entry) -> datetime:
    return exact_date(entry.modified or "") or entry.published_at or _NEVER


def _records(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``url`` or ``sitemap`` with the fields below it, the first of each name; only one of them is held."""
    events = lxml.etree.iterparse(
        BytesIO(text.encode()),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in events:
            if _name(element) in {"url", "sitemap"}:
                yield _name(element), _fields(element)
                parent = element.getparent()
                if parent is not None:
                    parent.clear()
    except lxml.etree.XMLSyntaxError:  # what could be read was
        return


def _fields(record: lxml.etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in record.iterdescendants("{*}*"):
        fields.setdefault(_name(element), (element.text or "").strip())
    return fields


def _name(element: lxml.etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
