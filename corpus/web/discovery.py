"""Finding out what an address is, before it becomes a source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import LOGIN_REFUSED, Source, web_address, without_login
from corpus.errors import ArticleRefusedError, FetchError
from corpus.parsing.feeds import read_feed
from corpus.parsing.listing import Listing
from corpus.parsing.pages import feeds_named, read_page
from corpus.parsing.sitemaps import read_sitemap
from corpus.parsing.sniffing import kind_of

if TYPE_CHECKING:  # the workers, which import this, fetch nothing
    from corpus.fetching.fetcher import Fetcher
    from corpus.web.workers import Workers

_HEADLINES = 5
_MOST_FEEDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The title of an article that a source holds, and when it was published (UTC), where that is known."""

    title: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an address turned out to be: a source, its newest headlines, and how many articles it lists.

    ``named_by`` is the page that named a feed, where the page's address was given; ``feeds`` are those that a page
    names which is an article itself.
    """

    source: Source
    headlines: tuple[Headline, ...]
    articles: int
    named_by: str | None = None
    feeds: tuple[str, ...] = ()


async def discover(place: str, publisher: str | None, fetcher: "Fetcher", workers: "Workers") -> Found:
    """Fetch an address and tell what it is. Of a front page that names a feed it is the feed.

    Raises:
        FetchError: it could not be fetched.
        ArticleRefusedError: there is nothing in it that can be read.
    """
    if without_login(place) != place:
        raise ArticleRefusedError(LOGIN_REFUSED)
    address = web_address(place)
    if address is None:
        raise ArticleRefusedError("it is no http or https address")
    found = await _looked_at(address, publisher, fetcher, workers)
    if isinstance(found, Found):
        return found
    named = await _feed(found, publisher, fetcher, workers)
    return replace(named, named_by=address)


async def _feed(feeds: Sequence[str], publisher: str | None, fetcher: "Fetcher", workers: "Workers") -> Found:
    """Return the first that is a feed of the addresses that a page names as its feeds."""
    refusals = []
    for address in feeds[:_MOST_FEEDS]:
        try:
            named = await _looked_at(address, publisher, fetcher, workers)
        except (FetchError, ArticleRefusedError) as error:
            refusals.append(f"{address}: {error}")
            continue
        if isinstance(named, Found) and named.source.kind == "feed":
            return named
        refusals.append(f"{address}: it is none")
    raise ArticleRefusedError(f"it names a feed that cannot be read: {'; '.join(refusals)}")


async def _looked_at(
    address: str, publisher: str | None, fetcher: "Fetcher", workers: "Workers"
) -> Found | tuple[str, ...]:
    fetched = await fetcher.get(address)
    location = fetched.moved_to or address
    source = Source(kind="page", location=location, publisher=publisher)
    return await workers.run(_found, source, fetched.body or b"", fetched.content_type, fetched.url, fetched.charset)


# In the workers


def _found(source: Source, body: bytes, content_type: str, url: str, charset: str | None) -> Found | tuple[str, ...]:
    """Return what was fetched; of a page that is rather a way to feeds, the addresses of these."""
    kind = kind_of(body, content_type)
    if kind == "feed":
        return _listed(replace(source, kind=kind), read_feed(body, url=url, content_type=content_type, charset=charset))
    if kind == "sitemap":
        return _listed(replace(source, kind=kind), read_sitemap(body, url=url))
    feeds = feeds_named(body, url=url, charset=charset)
    try:
        page = read_page(body, url=url, charset=charset)
    except ArticleRefusedError:
        if feeds:
            return feeds
        raise
    if feeds and (page.published_at is None or not urlsplit(url).path.strip("/")):
        return feeds
    return Found(
        source=replace(source, title=page.title),
        headlines=(Headline(title=page.title, published_at=page.published_at),),
        articles=1,
        feeds=feeds,
    )


def _listed(source: Source, listing: Listing) -> Found:
    if not listing.entries and not listing.parts:
        raise ArticleRefusedError(f"it is a {source.kind} without entries")
    headlines = [
        Headline(title=entry.title or entry.url or entry.key, published_at=entry.published_at)
        for entry in listing.entries[:_HEADLINES]
    ]
    return Found(source=replace(source, title=listing.title), headlines=tuple(headlines), articles=len(listing.entries))
