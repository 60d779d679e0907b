"""Feeds of all kinds, the broken ones included, give what a reader would see."""

import json
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleRefusedError
from corpus.parsing.feeds import MAX_ENTRIES, read_feed
from corpus.parsing.listing import Entry, Listing

URL = "https://news.example/feeds/all.xml"
DAY = datetime(2025, 12, 1, tzinfo=UTC)
ITEM = "<item><title>Comet 2</title><link>https://news.example/comet-2</link><guid>c2</guid></item>"


def read(body: str | bytes, content_type: str = "application/xml") -> Listing:
    """Read a feed that was found at the address above."""
    body = body if isinstance(body, bytes) else body.encode()
    return read_feed(body, url=URL, content_type=content_type, charset=None)


def rss(*items: str, head: str = "<title>Test News</title><link>https://news.example/</link>") -> str:
    """Return a feed of such items in RSS 2.0."""
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{head}{"".join(items)}</channel></rss>'


def atom(*entries: str, head: str = "<title>Test News</title>") -> str:
    """Return a feed of such entries in Atom."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{"".join(entries)}</feed>'


def json_feed(*items: object, **more: object) -> str:
    """Return a feed of such items in JSON."""
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Test News", "items": items} | more)


def item(title: str = "Comet 2", link: str = "/comet-2", more: str = "") -> str:
    """Return one item of RSS."""
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def only(listing: Listing) -> Entry:
    """Return the one entry of a listing."""
    (entry,) = listing.entries
    return entry


# Kinds


@pytest.mark.parametrize(
    "body",
    [
        rss(
            "<item><title>Comet 2</title><link>https://news.example/comet-2</link><guid isPermaLink='false'>c2</guid>"
            "<pubDate>Mon, 01 Dec 2025 00:00:00 GMT</pubDate><dc:creator>Robin Writer</dc:creator>"
            "<description>short</description><content:encoded>&lt;p&gt;It is out.&lt;/p&gt;</content:encoded></item>"
        ),
        atom(
            "<entry><title>Comet 2</title><link href='https://news.example/comet-2'/><id>c2</id>"
            "<published>2025-12-01T00:00:00Z</published><author><name>Robin Writer</name></author>"
            "<summary>short</summary><content type='html'>&lt;p&gt;It is out.&lt;/p&gt;</content></entry>"
        ),
        atom(
            "<entry><title>Comet 2</title><id>c2</id><link rel='self' href='/'/><link rel='alternate' href='/comet-2'/>"
            "<published>2025-12-01</published><author><name>Robin Writer</name></author>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It is out.</p></div></content></entry>"
        ),
        json_feed(
            {
                "id": "c2",
                "url": "/comet-2",
                "title": "Comet 2",
                "date_published": "2025-12-01T00:00:00Z",
                "authors": [{"name": "Robin Writer"}],
                "content_html": "<p>It is out.</p>",
            }
        ),
        json_feed(
            {
                "id": "c2",
                "url": "https://news.example/comet-2",
                "title": "Comet 2",
                "date_published": 1764547200,
                "author": {"name": "Robin  Writer"},
                "content_text": "It is out.",
            }
        ),
    ],
    ids=["rss", "atom", "atom-xhtml", "json", "json-loose"],
)
def test_feeds_of_all_kinds_say_the_same(body: str) -> None:
    """Title, address, text, author and date are found in RSS, Atom and JSON Feed."""
    listing = read(body)
    assert listing.title == "Test News"
    assert only(listing) == Entry(
        key="c2",
        url="https://news.example/comet-2",
        title="Comet 2",
        html="<p>It is out.</p>",
        author="Robin Writer",
        published_at=DAY,
    )


def test_rdf_is_read() -> None:
    """RSS 1.0 has its items beside the channel, and dates of Dublin Core."""
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Test News</title></channel>'
        "<item rdf:about='https://news.example/a'><title>Comet 2</title><link>https://news.example/a</link>"
        "<dc:date>2025-12-01</dc:date></item></rdf:RDF>"
    )
    assert read(body).title == "Test News"
    assert only(read(body)).published_at == DAY


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_found(encoding: str) -> None:
    """Whatever the feed says of its encoding, its characters are read as they were meant."""
    assert only(read(rss(item("Société “Orbit”")).encode(encoding))).title == "Société “Orbit”"


def test_empty_feed_is_a_feed() -> None:
    """A source may have nothing to say yet."""
    assert read(rss()) == Listing(title="Test News")
    assert read(json_feed()) == Listing(title="Test News")


# Dates


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 01 Dec 2025 00:00:00 GMT",
        "Mon, 01 Dec 2025 01:00:00 +0100",
        "Mon, 01 Dec 2025 01:00:00 CET",
        "Sun, 30 Nov 2025 19:00:00 EST",
        "Monday, 1 December 2025",
        "1 Dec 25 00:00 Z",
        "2025-12-01T00:00:00Z",
        "2025-12-01T00:00:00.000+00:00",
        "2025-12-01 00:00:00",
        "2025-12-01",
        "2025/12/01",
        "20251201",
        "Dec 1, 2025",
        "December 1st, 2025 12:00 AM",
        "1. Dezember 2025",
        "1er décembre 2025",
        "Mon Dec  1 00:00:00 UTC 2025",
    ],
)
def test_dates_are_read_however_they_are_written(written: str) -> None:
    """Standards are known to few who write feeds by hand."""
    assert only(read(rss(item(more=f"<pubDate>{written}</pubDate>")))).published_at == DAY
    assert only(read(json_feed({"id": "x", "date_published": written}))).published_at == DAY


@pytest.mark.parametrize(
    "written", ["", "soon", "2025", "Feb 30, 2025", "Mon, 01 Jan 0001 00:00:00 +0000", "1970-01-01"]
)
def test_impossible_dates_are_none(written: str) -> None:
    """No day is made up, and those that programs write where they know none do not count."""
    assert only(read(rss(item(more=f"<pubDate>{written}</pubDate>")))).published_at is None


def test_future_dates_are_kept() -> None:
    """The store hides such articles until then."""
    entry = only(read(rss(item(more="<pubDate>Wed, 01 Jan 2098 00:00:00 GMT</pubDate>"))))
    assert entry.published_at == datetime(2098, 1, 1, tzinfo=UTC)


def test_update_counts_where_publication_is_not_stated() -> None:
    """An entry that says only when it was changed is dated by that."""
    updated = "<updated>2025-12-01T00:00:00Z</updated>"
    entry = only(read(atom(f"<entry><title>Comet 2</title><id>c2</id>{updated}</entry>")))
    assert (entry.published_at, entry.modified) == (DAY, "2025-12-01T00:00:00Z")
    published = "<published>2025-11-01T00:00:00Z</published>"
    entry = only(read(atom(f"<entry><title>Comet 2</title><id>c2</id>{updated}{published}</entry>")))
    assert (entry.published_at, entry.modified) == (datetime(2025, 11, 1, tzinfo=UTC), "2025-12-01T00:00:00Z")


def test_newest_entries_come_first() -> None:
    """Some feeds begin with the oldest; what has no date follows in the order of the feed."""
    dates = ["", "2024-01-01", "2025-01-01", ""]
    items = (item(f"n{n}", f"/{n}", f"<pubDate>{date}</pubDate>") for n, date in enumerate(dates))
    assert [entry.title for entry in read(rss(*items)).entries] == ["n2", "n1", "n0", "n3"]


# Titles


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Comet 2\n  is   out ", "Comet 2 is out"),
        ("&lt;b&gt;Comet 2&lt;/b&gt; is out", "Comet 2 is out"),
        ("<![CDATA[<em>Comet</em> 2 &amp; its <a href='/x'>siblings</a>]]>", "Comet 2 & its siblings"),
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A", "Q&A"),
        ("Q&amp;#38;A, it&amp;#8217;s out", "Q&A, it\u2019s out"),
        ("Q & A", "Q & A"),
        ("2024&#150;2025 &#x41;&#xD800;&#1;B", "2024\u20132025 A\ufffdB"),
        ("Caf&eacute;&nbsp;Comet &unknown; one", "Café Comet &unknown; one"),
        ("We &lt;3 models &amp; co", "We <3 models & co"),
        ("We &lt;3 models &amp;amp; co", "We <3 models & co"),
        ("<![CDATA[Why Vec<T> beats List<T>]]>", "Why Vec<T> beats List<T>"),
        ("if a &lt; b and c &gt; d", "if a < b and c > d"),
        ("How the &lt;b&gt; element works", "How the <b> element works"),
        ("The &amp;lt;canvas&amp;gt; element &lt;i&gt;today&lt;/i&gt;", "The <canvas> element today"),
        ("<b>Comet 2</b> is out", "Comet 2 is out"),
    ],
)
def test_titles_are_plain_text(written: str, shown: str) -> None:
    """Markup goes, entities are resolved, and what only looks like markup stays."""
    assert only(read(rss(item(written)))).title == shown
    assert only(read(atom(f"<entry><title>{written}</title><id>c2</id></entry>"))).title == shown


@pytest.mark.parametrize(
    "title",
    ["&lt;em&gt;We&lt;/em&gt; &amp;lt;3 it", "<div xmlns='http://www.w3.org/1999/xhtml'><em>We</em> &lt;3 it</div>"],
)
def test_atom_says_that_its_title_is_markup(title: str) -> None:
    """Titles of type html and xhtml are read as such."""
    kind = "xhtml" if title.startswith("<div") else "html"
    assert only(read(atom(f"<entry><title type='{kind}'>{title}</title><id>c2</id></entry>"))).title == "We <3 it"


def test_empty_title_is_made_of_the_first_words() -> None:
    """Short posts have no titles."""
    text = "<description>Comet 2 is out, and it &lt;b&gt;flies&lt;/b&gt; all around the sun in a day.</description>"
    assert only(read(rss(item("", more=text)))).title == "Comet 2 is out, and it flies all around the sun in …"
    assert only(read(rss(item("  ", more="<description>Out now.</description>")))).title == "Out now."
    assert only(read(rss(item("")))).title is None
    assert only(read(json_feed({"id": "x", "content_text": "Out now."}))).title == "Out now."


def test_titles_are_bounded() -> None:
    """A title of a thousand words is cut."""
    title = only(read(rss(item("word " * 1_000)))).title
    assert title is not None
    assert len(title) <= 300
    assert title.endswith("word…")


# Addresses


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("\n  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/a?x=1&amp;y=2", "https://news.example/a?x=1&y=2"),
        ("https://news.example/a?x=1&y=2", "https://news.example/a?x=1&y=2"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://news.example/a#part", "https://news.example/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("/a", "https://news.example/a"),
        ("a", "https://news.example/blog/a"),
        ("?p=1", "https://news.example/blog/?p=1"),
        ("", None),
        ("javascript:alert(1)", None),
        ("ftp://news.example/a", None),
        ("file:///etc/passwd", None),
        ("mailto:robin@news.example", None),
        ("http://", None),
        ("http://[broken", None),
    ],
)
def test_links_become_absolute_web_addresses(link: str, url: str | None) -> None:
    """Relative links start at the home page of the feed; what is no web address counts as missing."""
    feed = rss(item(link=link), head="<title>T</title><link>https://news.example/blog/</link>")
    assert only(read(feed)).url == url


def test_relative_links_start_where_the_feed_says() -> None:
    """An xml:base comes first, then the home page, which may be relative itself, then the feed's own address."""
    entry = "<entry xml:base='https://base.example/x/'><title>T</title><id>1</id><link href='a'/></entry>"
    assert only(read(atom(entry))).url == "https://base.example/x/a"
    assert only(read(rss(item(link="a"), head="<link>/blog/</link>"))).url == "https://news.example/blog/a"
    assert only(read(rss(item(link="a"), head="<link>http://[x</link>"))).url == "https://news.example/feeds/a"
    assert only(read(rss(item(link="a"), head=""))).url == "https://news.example/feeds/a"
    assert only(read(json_feed({"id": "1", "url": "a"}, home_page_url="https://home.example/"))).url == (
        "https://home.example/a"
    )


def test_missing_link_is_made_up_for() -> None:
    """An id that is an address, and the address that FeedBurner hides, are links too."""
    guid = "<guid{}>https://news.example/p/1</guid>"
    assert only(read(rss(f"<item><title>T</title>{guid.format('')}</item>"))).url == "https://news.example/p/1"
    no_link = guid.format(" isPermaLink='false'")
    assert only(read(rss(f"<item><title>T</title>{no_link}</item>"))).url is None
    assert only(read(atom("<entry><title>T</title><id>https://news.example/p/1</id></entry>"))).url == (
        "https://news.example/p/1"
    )
    assert only(read(json_feed({"id": "https://news.example/p/1"}))).url == "https://news.example/p/1"
    burnt = (
        "<item xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><title>T</title>"
        "<feedburner:origLink>https://news.example/p/1</feedburner:origLink></item>"
    )
    assert only(read(rss(burnt))).url == "https://news.example/p/1"


# Identity


def test_same_id_at_other_addresses_is_another_entry() -> None:
    """Some programs give all entries one id: the address tells them apart."""
    guid = "<guid isPermaLink='false'>same</guid>"
    entries = read(rss(item("A", "/a", guid), item("B", "/b", guid), item("C", "/c", guid))).entries
    assert [entry.title for entry in entries] == ["A", "B", "C"]
    assert [entry.key for entry in entries] == [f"https://news.example/{name}" for name in "abc"]


def test_newest_of_the_same_address_wins() -> None:
    """An entry that is listed again is one entry."""
    dated = "<pubDate>{}</pubDate><guid isPermaLink='false'>{}</guid>"
    feed = rss(
        item("Old", "/a", dated.format("2024-01-01", "1")),
        item("New", "/a", dated.format("2025-01-01", "1")),
        item("New", "/a", dated.format("2023-01-01", "2")),
        item("Newer", "/a", dated.format("2025-02-01", "3")),
    )
    assert only(read(feed)).title == "Newer"


@pytest.mark.parametrize("anchor", ["", "#{}"])
def test_page_of_many_entries_is_the_address_of_none(anchor: str) -> None:
    """The entries of a changelog are parts of one page: to complete them from there would make it all of them."""
    links = ["/changelog" + anchor.format(n) for n in range(3)]
    guids = [f"<guid isPermaLink='false'>v{n}</guid>" for n in range(3)]
    entries = read(rss(*(item(f"Version {n}", links[n], guids[n]) for n in range(3)), item("Comet 2"))).entries
    assert [(entry.key, entry.url) for entry in entries] == [
        ("v0", None),
        ("v1", None),
        ("v2", None),
        ("https://news.example/comet-2", "https://news.example/comet-2"),
    ]


def test_entries_without_ids_may_share_a_page() -> None:
    """A list of news that all link to the home page is a list of news."""
    entries = read(rss(*(item(f"News {n}", "/") for n in range(4)))).entries
    assert [(entry.title, entry.url) for entry in entries] == [(f"News {n}", None) for n in range(4)]


def test_entry_without_id_and_address_is_known_by_what_it_says() -> None:
    """Its key is the same at the next reading, and another one's for other words."""
    feed = rss("<item><title>A</title><description>one</description></item><item><title>A</title></item>")
    first, second = (entry.key for entry in read(feed).entries)
    assert first != second
    assert [entry.key for entry in read(feed).entries] == [first, second]


# What an entry carries


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("<description>It costs a &amp;lt; b.</description>", "<p>It costs a &lt; b.</p>"),
        ("<description>One.\n\nTwo.</description>", "<p>One.</p><p>Two.</p>"),
        ("<description>&lt;p&gt;One.&lt;/p&gt;</description>", "<p>One.</p>"),
        ("<description>short</description><content:encoded>&lt;p&gt;whole&lt;/p&gt;</content:encoded>", "<p>whole</p>"),
        ("<description>longer than that</description><content:encoded>x</content:encoded>", "<p>longer than that</p>"),
        ("<description/>", None),
        ("", None),
    ],
)
def test_longest_text_is_carried_as_html(written: str, html: str | None) -> None:
    """The whole text is preferred to the summary; plain text becomes paragraphs."""
    assert only(read(rss(item(more=written)))).html == html


def test_plain_text_of_atom_is_no_markup_unless_it_is() -> None:
    """A summary of type text is shown as it is; feeds that put markup there all the same mean markup."""
    summary = "<entry><title>T</title><id>1</id><summary>{}</summary></entry>"
    assert only(read(atom(summary.format("a &lt; b &amp; c")))).html == "<p>a &lt; b &amp; c</p>"
    assert only(read(atom(summary.format("one&lt;br/&gt;two")))).html == "one<br/>two"


def test_many_authors_are_named_in_one_line() -> None:
    """Papers have hundreds: their names are cut where a field may be no longer."""
    people = ("<author><name>Robin\n Writer</name></author><author><name/></author><author><name>Ada</name></author>",)
    assert only(read(atom(f"<entry><title>T</title><id>1</id>{people[0]}</entry>"))).author == "Robin Writer, Ada"
    author = only(read(json_feed({"id": "1", "authors": [{"name": "Robin Writer"}] * 500}))).author
    assert author is not None
    assert len(author) <= 300


# Broken feeds


@pytest.mark.parametrize(
    "body",
    [
        "\n\n  " + rss(ITEM),
        "<br />\n<b>Warning</b>: headers already sent\n" + rss(ITEM),
        rss(ITEM).replace("Comet 2", "Comet\x0b\0 2"),
        rss(ITEM, "<item><title>Q & A <b>half</title><link>/x</link></item>"),
        rss(ITEM, "<item><media:thumbnail url='x'/><title>Unknown prefix</title></item>"),
        rss(ITEM).replace("</channel></rss>", ""),
        rss(ITEM).replace("</channel></rss>", "<item><title>Broken off</title><link>https://news.example/bro"),
        rss(ITEM) + "<!-- cached --><script>alert(1)</script>",
        rss(ITEM).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="no-such-thing"?>'),
        rss(ITEM).replace(' version="2.0"', ""),
    ],
)
def test_broken_feed_gives_what_can_be_read(body: str) -> None:
    """Whatever is wrong around it, a good entry is read, and no half ones are."""
    entries = read(body).entries
    assert (entries[0].title, entries[0].url, entries[0].key) == ("Comet 2", "https://news.example/comet-2", "c2")
    assert not any((entry.url or "").endswith("/bro") for entry in entries)


BLOCK_PAGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (BLOCK_PAGE.format("<script>window._cf_chl_opt={}</script>"), r"it is a block page \(Cloudflare\)"),
        ("<html><title>Orbit</title><body>Welcome to the site.</body></html>", "it is a web page, not a feed"),
        ("<urlset></urlset>", "it is a sitemap, not a feed"),
        ('{"version": "https://jsonfeed.org/version/1"', "it is a JSON feed that is no proper JSON"),
        ('{"version": "https://jsonfeed.org/version/1"}', "it is a JSON feed without a list of items"),
        ('{"error": "not found"}', "it is JSON that is no feed"),
        ("", "it is empty"),
    ],
)
def test_what_is_no_feed_is_refused_by_its_name(body: str, reason: str) -> None:
    """A page of Cloudflare that came in place of the feed is called that."""
    with pytest.raises(ArticleRefusedError, match=f"^{reason}"):
        read(body)


# Hostile feeds

BOMB = "<!ENTITY a 'haha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "declared",
    [
        BOMB,
        f"<!ENTITY i '{'haha' * 5_000}'>",
        "<!ENTITY i SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY i SYSTEM 'http://127.0.0.1:9/x'>",
        "<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p; <!ENTITY i 'haha'>",
    ],
    ids=["billion laughs", "quadratic blow-up", "file", "address", "parameter"],
)
def test_entities_that_a_feed_declares_are_not_expanded(declared: str) -> None:
    """Neither bombs nor files nor addresses get in: the reference stays what it is."""
    body = rss(item("&i;" * 1_000)).replace("<rss", f"<!DOCTYPE rss [{declared}]><rss")
    title = only(read(body)).title or ""
    assert title.startswith("&i;&i;")
    assert len(title) <= 300


def test_newest_of_a_hundred_thousand_entries_are_read() -> None:
    """The others are counted, wherever in the feed they stand: this one begins with the oldest."""
    items = (f"<item><link>/{n}</link><pubDate>{1990 + n // 1_000}-01-01</pubDate></item>" for n in range(100_000))
    listing = read(rss(*items))
    assert (len(listing.entries), listing.left_out) == (MAX_ENTRIES, 99_000)
    assert {entry.published_at for entry in listing.entries} == {datetime(2089, 1, 1, tzinfo=UTC)}


def test_newest_of_many_entries_in_json_are_read() -> None:
    """JSON Feed has the same limit."""
    items = ({"id": str(n), "date_published": f"{1990 + n // 500}-01-01"} for n in range(MAX_ENTRIES + 500))
    listing = read(json_feed(*items))
    assert (len(listing.entries), listing.left_out, listing.entries[0].key) == (MAX_ENTRIES, 500, "1000")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<" * 100_000,
        b"<rss>" + b"&" * 100_000,
        b"<rss><channel>" + b"<item>" * 20_000,
        b"<rss><channel>" + b"<item><a>" * 20_000,
        b"<rss><channel><item><title>" + b"<![CDATA[" * 20_000,
        b"<rss " + b"a='1' " * 20_000 + b">",
        b"<rss><channel><item><title>&#0;&#xFFFFFFFFFF;&#99999999999999999999;</title></item></channel></rss>",
        json_feed(
            *[[[]], 1, None, "x", {"id": None, "url": 1, "title": {}, "authors": 5, "date_published": {}}]
        ).encode(),
        json_feed({"title": "\ud800", "content_html": "\0\udfff"}).encode(),
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + b"9" * 10_000 + b"}]}",
    ],
    ids=range(11),
)
def test_nonsense_gives_a_listing_or_is_refused(body: bytes) -> None:
    """Nothing else can happen, and not after a long time."""
    try:
        listing = read(body)
    except ArticleRefusedError:
        return
    assert isinstance(listing, Listing)


GOOD = [
    rss(
        ITEM,
        item(more="<pubDate>Mon, 01 Dec 2025 00:00:00 GMT</pubDate><description>&lt;p&gt;It&amp;apos;s</description>"),
    ),
    atom(
        "<entry><title type='html'>T&amp;amp;</title><id>1</id><link href='/a'/><updated>2025-12-01</updated></entry>"
    ),
    json_feed({"id": "1", "url": "/a", "title": "T", "content_html": "<p>x", "date_published": "2025-12-01"}),
]


@settings(deadline=None)
@given(
    st.sampled_from(GOOD),
    st.binary(max_size=20) | st.text(max_size=20).map(str.encode),
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_mutilated_feed_gives_a_listing_or_is_refused(good: str, junk: bytes, start: int, length: int) -> None:
    """Nothing else can happen, and the listing travels between processes."""
    for body in (junk, good.encode()[:start] + junk + good.encode()[start + length :]):
        try:
            listing = read(body)
        except ArticleRefusedError:
            continue
        assert pickle.loads(pickle.dumps(listing)) == listing  # noqa: S301 - it travels between our processes
        assert len({entry.key for entry in listing.entries}) == len(listing.entries)
        assert all(entry.key for entry in listing.entries)
