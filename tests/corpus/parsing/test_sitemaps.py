"""Sitemaps: the newest addresses of a site."""

import gzip
import pickle
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRefusedError
from corpus.parsing.listing import Listing
from corpus.parsing.sitemaps import MAX_ENTRIES, read_sitemap

URL = "https://www.orbit.com/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def sitemap(*urls: str) -> bytes:
    """Return a sitemap of such entries."""
    return f"<?xml version='1.0'?><urlset {NAMESPACES}>{''.join(urls)}</urlset>".encode()


def entry(path: str, more: str = "") -> str:
    """Return one entry of the site."""
    return f"<url><loc>\n https://www.orbit.com{path} </loc>{more}</url>"


def addresses(listing: Listing) -> list[str | None]:
    """Return the addresses of a listing, in its order."""
    return [entry.url for entry in listing.entries]


def test_what_changed_last_comes_first() -> None:
    """What says no time follows, in the order of the sitemap; a time of change is none of publication."""
    listing = read_sitemap(
        sitemap(
            entry("/a"),
            entry("/old", "<lastmod>2024-01-01</lastmod>"),
            entry("/new", "<lastmod>2025-12-01T10:00:00+01:00</lastmod>"),
            entry("/b", "<lastmod>nonsense</lastmod>"),
        ),
        url=URL,
    )
    assert addresses(listing) == [f"https://www.orbit.com/{name}" for name in ("new", "old", "a", "b")]
    assert listing.entries[0].modified == "2025-12-01T10:00:00+01:00"
    assert [found.published_at for found in listing.entries] == [None] * 4
    assert listing.entries[0].key == listing.entries[0].url


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)).filter(lambda made: made.time() != time()), min_size=2, max_size=2)
)
def test_the_moment_of_making_says_nothing_of_pages(makings: list[datetime]) -> None:
    """Pages that most of all bear it are the same at the next making; the one that says when it changed keeps that."""
    made_twice = [
        read_sitemap(
            sitemap(
                *(entry(f"/{number}", f"<lastmod>{made.isoformat()}</lastmod>") for number in range(10)),
                entry("/changed", "<lastmod>2025-12-01T10:00:00Z</lastmod>"),
            ),
            url=URL,
        ).entries
        for made in makings
    ]
    assert set(made_twice[0]) == set(made_twice[1])
    assert {found.modified for found in made_twice[0]} == {"2025-12-01T10:00:00Z", None}


def test_new_pages_that_share_their_moment_come_first() -> None:
    """As after an embargo: they are not cut off in favour of a thousand old ones."""
    old = (
        entry(f"/old-{number}", f"<lastmod>2024-01-01T00:{number // 60:02}:{number % 60:02}Z</lastmod>")
        for number in range(1_100)
    )
    new = (entry(f"/new-{number}", "<lastmod>2025-12-01T10:00:00Z</lastmod>") for number in range(12))
    listing = read_sitemap(sitemap(*old, *new), url=URL)
    assert all("/new-" in found.key and found.modified for found in listing.entries[:12])
    assert listing.left_out == 112


@pytest.mark.parametrize("lastmod", ["2025-12-01", "2025-12-01T00:00:00Z"])
@pytest.mark.parametrize(("pages", "others", "counts"), [(9, 0, True), (10, 0, False), (10, 9, False), (10, 10, True)])
def test_a_day_is_that_of_the_making_where_most_pages_bear_it(
    lastmod: str, pages: int, others: int, *, counts: bool
) -> None:
    """Else many pages changed on one day, as they do."""
    body = sitemap(
        *(entry(f"/{number}", f"<lastmod>{lastmod}</lastmod>") for number in range(pages)),
        *(entry(f"/other-{number}") for number in range(others)),
    )
    found = {found.modified for found in read_sitemap(body, url=URL).entries[:pages]}
    assert found == {lastmod if counts else None}


def test_news_have_titles_and_dates() -> None:
    """Google's extension says when an article was published, and what it is called."""
    news = (
        "<news:news><news:publication><news:name>Orbit</news:name></news:publication>"
        "<news:publication_date>2025-12-01T08:00:00Z</news:publication_date>"
        "<news:title>Comet 2 costs &lt;3 dollars, Q&amp;amp;A</news:title></news:news>"
    )
    (found,) = read_sitemap(sitemap(entry("/comet-2", news)), url=URL).entries
    assert found.title == "Comet 2 costs <3 dollars, Q&A"
    assert found.published_at == datetime(2025, 12, 1, 8, tzinfo=UTC)


def test_addresses_of_other_sites_are_left_out() -> None:
    """A sitemap speaks for its own site, with all its hosts; relative addresses are tolerated."""
    body = sitemap(
        entry("/a"),
        "<url><loc>https://blog.orbit.com/b</loc></url>",
        "<url><loc>/c</loc></url>",
        "<url><loc>https://elsewhere.org/d</loc></url>",
        "<url><loc>https://evil.com/www.orbit.com</loc></url>",
        "<url><loc>javascript:alert(1)</loc></url>",
        "<url><loc>http://[broken</loc></url>",
        "<url/>",
    )
    assert addresses(read_sitemap(body, url=URL)) == [
        "https://www.orbit.com/a",
        "https://blog.orbit.com/b",
        "https://www.orbit.com/c",
    ]


def test_same_address_counts_once() -> None:
    """The newest mention stays."""
    days = {"2023-01-01": "/a", "2024-01-01": "/b", "2025-01-01": "/a"}
    body = sitemap(*(entry(path, f"<lastmod>{day}</lastmod>") for day, path in days.items()))
    assert [found.modified for found in read_sitemap(body, url=URL).entries] == ["2025-01-01", "2024-01-01"]


def test_index_names_its_parts() -> None:
    """An index of sitemaps lists sitemaps, the newest first, and no entries."""
    body = (
        f"<sitemapindex {NAMESPACES}><sitemap><loc>https://www.orbit.com/1.xml</loc></sitemap>"
        "<sitemap><loc>https://www.orbit.com/2.xml</loc><lastmod>2025-12-01</lastmod></sitemap>"
        "<sitemap><loc>https://elsewhere.org/3.xml</loc></sitemap></sitemapindex>"
    )
    listing = read_sitemap(body.encode(), url=URL)
    assert listing.parts == ("https://www.orbit.com/2.xml", "https://www.orbit.com/1.xml")
    assert listing.entries == ()


def test_packed_sitemap_is_unpacked() -> None:
    """Sitemaps often come as .xml.gz."""
    assert len(read_sitemap(gzip.compress(sitemap(entry("/a"))), url=URL).entries) == 1


def test_beyond_the_newest_thousand_entries_are_counted_only() -> None:
    """Large sites list all they ever published."""
    dated = (entry(f"/{n}", f"<lastmod>{2000 + n // 300}-01-01</lastmod>") for n in range(MAX_ENTRIES + 500))
    listing = read_sitemap(sitemap(*dated), url=URL)
    assert (len(listing.entries), listing.left_out) == (MAX_ENTRIES, 500)
    assert listing.entries[0].url == "https://www.orbit.com/1200"


def test_broken_sitemap_gives_what_can_be_read() -> None:
    """A sitemap that breaks off, or holds what XML may not, is read as far as it can be."""
    body = sitemap(entry("/a"), entry("/b?x=1&y=2"), entry("/c"))
    assert addresses(read_sitemap(body[: body.index(b"/c")], url=URL))[0] == "https://www.orbit.com/a"
    assert len(read_sitemap(body, url=URL).entries) == 3
    assert read_sitemap(body[:-3], url=URL).is_cut_off
    assert not read_sitemap(body, url=URL).is_cut_off


def test_entities_are_not_expanded() -> None:
    """Neither bombs nor files get in by a document type."""
    kinds = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    listing = read_sitemap(f"{kinds}<urlset>{entry('/&b;')}{entry('/&f;')}{entry('/c')}</urlset>".encode(), url=URL)
    assert not any("aaaa" in found.key or "root" in found.key for found in listing.entries)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<rss/>", b"nonsense", b"\0\0", b"<url/>"])
def test_anything_else_is_refused(body: bytes) -> None:
    """What is no sitemap is called none."""
    with pytest.raises(ArticleRefusedError, match="no sitemap"):
        read_sitemap(body, url=URL)


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 400))
def test_mutilated_sitemap_gives_a_listing_or_is_refused(junk: bytes, start: int, end: int) -> None:
    """Nothing else can happen."""
    good = sitemap(entry("/a", "<lastmod>2025-12-01</lastmod>"), entry("/b"))
    for body in (junk, good[:start] + junk + good[end:]):
        try:
            listing = read_sitemap(body, url=URL)
        except ArticleRefusedError:
            continue
        assert pickle.loads(pickle.dumps(listing)) == listing  # noqa: S301 - it travels between our processes
