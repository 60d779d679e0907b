"""What worker processes do: from what was fetched to what is new in it. They import no more than that takes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.duplicates import signature
from corpus.errors import ArticleRefusedError
from corpus.parsing.feeds import read_feed
from corpus.parsing.listing import Entry, Listing
from corpus.parsing.pages import PageArticle, read_entry, read_page
from corpus.parsing.sitemaps import read_sitemap
from corpus.parsing.sniffing import kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry that is new or was changed, with the article that the listing itself carries, if it does."""

    entry: Entry
    article: PageArticle | None


def feed_of(
    body: bytes, content_type: str, url: str, charset: str | None, known: Mapping[str, str]
) -> tuple[Listing, list[NewEntry]]:
    """Return a feed without its entries, and those of them that are new or changed.

    ``known`` are the fingerprints of the entries that were read before, by key.

    Raises:
        ArticleRefusedError: it is no feed.
    """
    listing = read_feed(body, url=url, content_type=content_type, charset=charset)
    return _without_known(listing, known)


def sitemap_of(
    body: bytes, _content_type: str, url: str, _charset: str | None, known: Mapping[str, str]
) -> tuple[Listing, list[NewEntry]]:
    """Return a sitemap without its entries, and those of them that are new or changed, as for a feed.

    Raises:
        ArticleRefusedError: it is no sitemap.
    """
    return _without_known(read_sitemap(body, url=url), known)


def page_of(body: bytes, content_type: str, url: str, charset: str | None, entry: Entry | None) -> PageArticle:
    """Return the article of a page, which an entry may have led to.

    Raises:
        ArticleRefusedError: it is no page, or holds no article.
    """
    kind = kind_of(body, content_type)
    if kind != "page":
        raise ArticleRefusedError(f"it is a {kind}, not a page")
    return _signed(read_page(body, url=url, charset=charset, entry=entry))


def _without_known(listing: Listing, known: Mapping[str, str]) -> tuple[Listing, list[NewEntry]]:
    changed = [entry for entry in listing.entries if known.get(entry.key) != entry.fingerprint]
    new = sorted(changed, key=lambda entry: entry.key in known)  # else changes without end keep what is new waiting
    articles = map(read_entry, new)
    found = [
        NewEntry(entry=entry, article=article and _signed(article))
        for entry, article in zip(new, articles, strict=True)
    ]
    return replace(listing, entries=()), found


def _signed(article: PageArticle) -> PageArticle:
    """Find here, where there are many processes, what the one thread of the store would take milliseconds for."""
    return replace(article, signature=signature(article.text))
