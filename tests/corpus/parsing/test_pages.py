"""From a page, or from what a feed carries of one, to the article."""

import json
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleRefusedError
from corpus.parsing.listing import Entry
from corpus.parsing.pages import PageArticle, entry_summary, feeds_named, read_entry, read_page

URL = "https://news.example/blog/comet-2"
PROSE = (
    "<p>Orbit Labs released Comet 2 on Monday, and said that its chips came from Foundry North. The model costs three "
    "dollars per million tokens, half of what its predecessor cost when it came out in spring.</p>"
    "<p>Ada Moreau, who leads the laboratory, called it the first of three releases this year. A smaller sibling "
    "follows in January, according to a person who knows the plans and asked not to be named.</p>"
)
DAY = datetime(2025, 12, 1, tzinfo=UTC)
LONG = PROSE * 3  # more than 150 words


def page(head: str = "", body: str = PROSE, title: str = "Orbit Labs ships Comet 2") -> bytes:
    """Return a page with an article."""
    article = f"<article><h1>{title}</h1>{body}</article>"
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{article}</body></html>".encode()


def read(body: bytes, url: str = URL, entry: Entry | None = None) -> PageArticle:
    """Read a page."""
    return read_page(body, url=url, charset=None, entry=entry)


def test_article_is_read_with_what_the_page_says_of_it() -> None:
    """Text, title, author, publisher, address and date."""
    article = read(
        page(
            '<link rel="canonical" href="/comet-2"><meta property="og:site_name" content="Test News">'
            '<meta name="author" content="Robin Writer">'
            '<meta property="article:published_time" content="2025-12-01T01:00:00+01:00">'
        )
    )
    assert "\n\nOrbit Labs released Comet 2 on Monday" in article.text
    assert article.text.endswith("asked not to be named.")
    assert (article.title, article.author, article.publisher) == (
        "Orbit Labs ships Comet 2",
        "Robin Writer",
        "Test News",
    )
    assert (article.url, article.published_at, article.date_basis) == ("https://news.example/comet-2", DAY, "meta")


def test_page_that_says_nothing_of_itself_is_read() -> None:
    """Text and title are enough."""
    article = read(page())
    assert (article.url, article.author, article.publisher) == (URL, None, None)
    assert (article.published_at, article.date_basis) == (None, None)


def test_feed_fills_the_gaps_of_the_page() -> None:
    """The entry that led to the page knows its author, and its date better than the page does."""
    entry = Entry(key="1", title="From the feed", author="Robin Writer", published_at=DAY)
    article = read(page('<meta name="date" content="2025-12-24">'), entry=entry)
    assert (article.title, article.author) == ("Orbit Labs ships Comet 2", "Robin Writer")
    assert (article.published_at, article.date_basis) == (DAY, "feed")
    untitled = read(f"<html><body><article>{PROSE}</article></body></html>".encode(), entry=entry)
    assert untitled.title == "From the feed"


def test_page_without_a_title_is_called_by_its_first_words() -> None:
    """An article has a title."""
    article = read(f"<html><body><article>{PROSE}</article></body></html>".encode())
    assert article.title == "Orbit Labs released Comet 2 on Monday, and said that its chips …"


# Addresses


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.news.example/a", URL),
        ("https://blog.orbit.com/a", "https://blog.orbit.com/a"),
        ("/a#part", "https://www.orbit.com/a"),
        ("https://elsewhere.org/a", "https://www.orbit.com/blog/comet-2"),
        ("https://www.orbit.com/", "https://www.orbit.com/blog/comet-2"),
        ("javascript:alert(1)", "https://www.orbit.com/blog/comet-2"),
        ("http://[broken", "https://www.orbit.com/blog/comet-2"),
        ("", "https://www.orbit.com/blog/comet-2"),
    ],
)
def test_canonical_address_counts_within_a_site(canonical: str, url: str) -> None:
    """Another site's address is no claim of this one's, and the home page is the address of no article."""
    place = URL if canonical.startswith("https://www.news.example") else "https://www.orbit.com/blog/comet-2"
    found = read(page(f'<link rel="canonical" href="{canonical}">'), url=place + "#comments").url
    assert found in {url, canonical if place == URL else url}


def test_found_address_loses_its_fragment() -> None:
    """A fragment names a place in the page."""
    assert read(page(), url=URL + "#comments").url == URL


# Dates


def json_ld(*things: object) -> str:
    """Return JSON-LD for the head of a page."""
    return "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)


META = '<meta property="article:published_time" content="2025-11-02">'
TIME = '<p><time datetime="2025-11-04">Nov 4, 2025</time></p>'


def test_dates_are_looked_for_where_they_are_surest() -> None:
    """First in the feed, then in JSON-LD, in meta data, in the address, in the text; where it was found is kept."""
    linked = json_ld({"@type": "NewsArticle", "datePublished": "2025-11-01"})
    dated = "https://news.example/2025/11/03/comet-2"
    entry = Entry(key="1", published_at=DAY)
    assert _dated(read(page(linked + META, TIME + PROSE), dated, entry)) == ("2025-12-01", "feed")
    assert _dated(read(page(linked + META, TIME + PROSE), dated)) == ("2025-11-01", "json-ld")
    assert _dated(read(page(META, TIME + PROSE), dated)) == ("2025-11-02", "meta")
    assert _dated(read(page("", TIME + PROSE), dated)) == ("2025-11-03", "url")
    assert _dated(read(page("", TIME + PROSE))) == ("2025-11-04", "text")
    assert _dated(read(page())) == (None, None)


def _dated(article: PageArticle) -> tuple[str | None, str | None]:
    return article.published_at.date().isoformat() if article.published_at else None, article.date_basis


@pytest.mark.parametrize(
    "things",
    [
        [{"@type": "BlogPosting", "datePublished": "2025-11-01", "dateModified": "2025-12-24"}],
        [{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "datePublished": "2025-11-01T00:00:00Z"}]}],
        [{"@type": "WebPage", "datePublished": "2024-01-01"}, {"@type": "Article", "datePublished": "2025-11-01"}],
        [[{"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": "Nov 1, 2025"}}]],
        [{"@type": "Article", "datePublished": "0001-01-01"}, {"@type": "Article", "datePublished": "2025-11-01"}],
        ["nonsense", {"@type": "Article", "datePublished": ["x"]}, {"@type": 5, "datePublished": "2025-11-01"}],
    ],
)
def test_json_ld_has_many_forms(things: list[object]) -> None:
    """Lists, graphs and several scripts; what is said of the article goes before what is said of the page."""
    assert _dated(read(page(json_ld(*things)))) == ("2025-11-01", "json-ld")


def test_publisher_of_json_ld_counts_where_the_site_has_no_name() -> None:
    """It may be an object or a name."""
    for publisher in ({"@type": "Organization", "name": "Test  News"}, "Test News"):
        assert read(page(json_ld({"@type": "NewsArticle", "publisher": publisher}))).publisher == "Test News"


@pytest.mark.parametrize("script", ["{", "[" * 10_000, '{"publisher": "\\ud800"}', '{"a": "\n"}', "null", ""])
def test_broken_json_ld_is_left_alone(script: str) -> None:
    """A page is an article without it too."""
    assert read(page(f'<script type="application/ld+json">{script}</script>')).text


@pytest.mark.parametrize(
    "extra",
    [
        "<footer><p>© 2024 Test News</p><p>Last updated on 2024-03-01</p></footer>",
        "<aside><h3>Related</h3><ul><li><time datetime='2024-03-01'>March 1, 2024</time> Ten gadgets</li></ul></aside>",
        "<div class='comments'><p>2024-03-01 First!</p></div>",
        f"<p>The rules take effect on 2024-03-01, when they have to say it. {PROSE[3:]}",
        "<script>var built = '2024-03-01';</script>",
    ],
)
def test_days_that_are_not_of_the_article_do_not_date_it(extra: str) -> None:
    """Footers, related posts, comments, running text and scripts name other days."""
    assert _dated(read(page("", PROSE) + extra.encode())) == (None, None)


@pytest.mark.parametrize("line", ["<p class='byline'>By Robin Writer, November 4, 2025</p>", TIME, "<p>2025-11-04</p>"])
def test_day_beside_the_article_dates_it(line: str) -> None:
    """A dateline is short."""
    assert _dated(read(page("", line + PROSE))) == ("2025-11-04", "text")


def test_future_date_of_a_page_is_kept() -> None:
    """The store hides the article until then."""
    assert _dated(read(page('<meta name="date" content="2098-01-01">'))) == ("2098-01-01", "meta")


# Refusals


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            b"<html><head><title>Just a moment...</title></head><body></body></html>",
            r"it is a block page \(Cloudflare\)",
        ),
        (page("", "<p>A few words.</p><p>Subscribe to continue reading</p>"), "it is a paywall stub"),
        (
            b"<html><body><noscript>Please enable JavaScript.</noscript></body></html>",
            "it is a page that shows its text",
        ),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "it holds no article"),
        (b"<html></html>", "it holds no article"),
        (b"", "it is no HTML page"),
        (page("", "<p>" + "word " * 500_001), "it holds 2.5 MB of text"),
    ],
)
def test_what_is_no_article_is_refused(body: bytes, reason: str) -> None:
    """The message says what is there instead."""
    with pytest.raises(ArticleRefusedError, match=f"^{reason}"):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>" + b"<div>" * 50_000,
        b"<html><b>" + b"<i>" * 50_000 + b"words",
        b"<html>" + b"<" * 50_000,
        b"<html>" + b"\0" * 50_000,
        b"\xff\xfe<\0h\0t\0m\0l\0>\0" + b"\xd8" * 1_000,
        b"<html><meta charset='punycode'>\xff\xff",
        b"<html " + b"a " * 50_000 + b">",
        b"<html><base href='http://[x'><link rel='canonical' href='http://[x'><p>words and words",
        bytes(range(256)) * 100,
    ],
    ids=range(9),
)
def test_nonsense_is_an_article_or_refused(body: bytes) -> None:
    """Nothing else can happen, and not after a long time."""
    try:
        article = read(body)
    except ArticleRefusedError:
        article = None
    assert article is None or article.text
    assert feeds_named(body, url=URL, charset=None) == ()


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=30), st.integers(0, 900), st.integers(0, 900))
def test_mutilated_page_is_an_article_or_refused(junk: bytes, start: int, length: int) -> None:
    """Nothing else can happen, and the article travels between processes."""
    good = page(META + json_ld({"@type": "Article", "datePublished": "2025-11-01"}), TIME + PROSE)
    for body in (junk, good[:start] + junk + good[start + length :]):
        try:
            article = read(body)
        except ArticleRefusedError:
            continue
        assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 - it travels between our processes


def test_page_in_windows_1252_is_read_as_such() -> None:
    """Even where its server calls it UTF-8."""
    body = page("", "<p>Société Générale “buys” it.</p>" + PROSE).decode().encode("cp1252")
    assert "Société Générale “buys” it." in read_page(body, url=URL, charset="utf-8").text


# Entries


def test_whole_text_of_a_feed_is_an_article() -> None:
    """It needs no page; what the feed says of it is all there is."""
    entry = Entry(key="1", url=URL, title="Comet 2", html=LONG, author="Robin Writer", published_at=DAY)
    article = read_entry(entry)
    assert article is not None
    assert article.text.startswith("Orbit Labs released")
    assert (article.url, article.title, article.author) == (URL, "Comet 2", "Robin Writer")
    assert (article.publisher, article.published_at, article.date_basis) == (None, DAY, "feed")


def test_whole_text_without_title_date_and_address_is_an_article() -> None:
    """It is called by its first words."""
    article = read_entry(Entry(key="1", html=LONG))
    assert article is not None
    assert article.title == "Orbit Labs released Comet 2 on Monday, and said that its chips …"
    assert (article.url, article.published_at, article.date_basis) == (None, None, None)


@pytest.mark.parametrize(
    "html",
    [
        None,
        "",
        "<p>",
        PROSE,
        LONG + "<p>And then the release was …</p>",
        LONG + "<p>And then the release was [...]</p>",
        LONG + "<p>And then the release was [&#8230;]</p>",
        LONG + "<p><a href='/x'>Read more</a></p>",
        LONG + "<p><a href='/x'>Read more »</a></p>",
        LONG + "<p>It was. <a href='/x'>Continue reading “Comet 2” →</a></p>",
        LONG + "<p>It was… Weiterlesen</p><p>The post <a href='/x'>Comet 2</a> appeared first on <a>Test News</a>.</p>",
        "<script>" + "word " * 500 + "</script>",
        "\0" * 1_000,
        "word " * 500_000,
    ],
    ids=range(14),
)
def test_summary_is_no_article(html: str | None) -> None:
    """What is short, or ends as teasers do, is completed from its page."""
    assert read_entry(Entry(key="1", url=URL, html=html)) is None


def test_long_text_is_whole_however_it_ends() -> None:
    """No teaser is longer than a thousand words."""
    assert read_entry(Entry(key="1", html=PROSE * 20 + "<p>To be continued…</p>")) is not None
    assert read_entry(Entry(key="1", html=LONG + "<p>Buyers read on average more than that.</p>")) is not None


def test_text_without_spaces_is_counted_by_its_characters() -> None:
    """Chinese and Japanese put no spaces between words."""
    assert read_entry(Entry(key="1", html="<p>" + "轨道实验室周一发布了彗星二号模型。" * 30 + "</p>")) is not None


def test_credit_of_a_feed_is_no_text() -> None:
    """WordPress ends each entry with where it is from."""
    credit = "<p>The post <a href='/x'>Comet 2</a> appeared first on <a href='/'>Test News</a>.</p>"
    article = read_entry(Entry(key="1", html=LONG + credit))
    assert article is not None
    assert article.text.endswith("asked not to be named.")
    assert entry_summary(Entry(key="1", html=f"<p>Out now.</p>{credit}")) == "Out now."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (None, ""),
        ("", ""),
        ("<p>Comet 2 is <b>out</b>.</p><p>It costs &lt; 3&nbsp;dollars.</p>", "Comet 2 is out. It costs < 3 dollars."),
        ("Just words", "Just words"),
        ("<script>alert(1)</script><style>p {}</style>Out.", "Out."),
        ("<img src='x'>", ""),
    ],
)
def test_summary_is_plain_text(html: str | None, text: str) -> None:
    """It stands in where the page cannot be had."""
    assert entry_summary(Entry(key="1", html=html)) == text


# Feeds


def test_feeds_that_a_page_names_are_found() -> None:
    """RSS, Atom and JSON Feed, in the order of the page, without the feeds of comments."""
    body = page(
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" title="All" href="/feed">'
        '<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="atom.xml#x">'
        '<link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">'
        '<link rel="alternate" type="application/rss+xml" href="https://news.example/feed">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:x">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" type="text/css" href="/x.css">'
    )
    assert feeds_named(body, url=URL, charset=None) == (
        "https://news.example/feed",
        "https://news.example/blog/atom.xml",
        "https://cdn.example/feed.json",
    )


def test_feeds_start_at_the_base_of_the_page() -> None:
    """A page may say where its relative addresses start."""
    body = page('<base href="/base/"><link rel="alternate" type="application/rss+xml" href="feed">')
    assert feeds_named(body, url=URL, charset=None) == ("https://news.example/base/feed",)
