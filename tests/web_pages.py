"""Pages, feeds and sitemaps written for tests, of articles as `tests.articles.news` gives them."""

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from tests.articles import news, published


def page(number: int, *, text: str | None = None, head: str = "") -> str:
    """Return the page of an article, with more around it as pages have; its date is in its metadata."""
    article = news(number)
    day = published(number).isoformat()
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in (text or article["text"]).split("\n\n"))
    return (
        f"<!doctype html><html><head><title>{escape(article['title'])}</title>"
        f'<meta property="og:site_name" content="{escape(article["publisher"])}">'
        f'<meta property="article:published_time" content="{day}">{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(article['title'])}</h1>{paragraphs}</article>"
        "<footer>All rights reserved</footer></body></html>"
    )


def item(number: int, link: str, *, text: str | None = None, is_whole: bool = True) -> str:
    """Return an article as an item of RSS, whole or as a summary."""
    article = news(number)
    paragraphs = (text or article["text"]).split("\n\n")
    body = "".join(f"<p>{escape(each)}</p>" for each in (paragraphs if is_whole else paragraphs[:1]))
    return (
        f"<item><title>{escape(article['title'])}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>{format_datetime(published(number))}</pubDate><description>{escape(body)}</description></item>"
    )


def rss(*items: str, title: str = "Example News", link: str = "") -> str:
    """Return a feed of items."""
    home = f"<link>{escape(link)}</link>" if link else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>{home}'
        f"{''.join(items)}</channel></rss>"
    )


def sitemap(addresses: Sequence[str]) -> str:
    """Return a sitemap of pages, the first one changed last."""
    entries = "".join(
        f"<url><loc>{escape(address)}</loc><lastmod>2026-03-{28 - place % 28:02}</lastmod></url>"
        for place, address in enumerate(addresses)
    )
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="{namespace}">{entries}</urlset>'
