"""Which addresses mean one page, and which mean two."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.addresses import canonical, same_site

_MANY = settings(max_examples=200, deadline=None)
_TRACKING = (
    *("utm_source=rss", "utm_medium=email", "UTM_Campaign=x", "fbclid=IwAR0", "gclid=1", "mc_cid=1", "mc_eid=2"),
    *("ref=hn", "source=rss----5e5bef33608a---4", "_hsenc=p2", "msclkid=1", "guccounter=1", "igshid=x", "srsltid=A"),
    *("at_medium=RSS", "ncid=rss", "amp", "amp=1", "outputType=amp", "_ga=2.1", "wt.mc_id=rss", "__twitter_impression"),
)
_NAMES = st.sampled_from(("id", "p", "v", "page", "q", "cid", "eid", "sid", "source", "reference", "amplitude", "a.b"))
_WORDS = st.text(st.sampled_from("abcxyz0189-_.~é日 /?&=%+;:@!"), min_size=1, max_size=8)
_SEGMENTS = st.text("abcdefgh0123-_", min_size=1, max_size=8)
_PATHS = st.lists(_SEGMENTS, max_size=4).map(lambda segments: "".join(f"/{segment}" for segment in segments))
_QUERIES = st.dictionaries(_NAMES, _WORDS, max_size=3).map(
    lambda query: "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
)
_PARTS = (
    *("http", "https", "://", ":", "/", "//", ".", "..", "@", "\\", "?", "&", "=", "+", ";", "#", "#!", "[", "]", "%"),
    *("www.", "m.", "amp.", "example.com", "EXAMPLE.co.uk", "bücher.de", "127.0.0.1", "[::1]", ":80", ":8080", ":x"),
    *("amp", "/amp", ".amp", ".html", "index.html", "/index.php", "google.com/amp/s/", "x.cdn.ampproject.org/c/s/"),
    *(
        "%2F",
        "%2e",
        "%61mp",
        "%zz",
        "%ff",
        "utm_a=b",
        "id=5",
        "amp=1",
        "é",
        "ß",
        "②",
        "\u3002",
        "\u200d",
        "\0",
        "\ud800",
    ),
)
_ODD = st.lists(st.sampled_from(_PARTS), max_size=10).map("".join)


def _page(path: str, query: str) -> str:
    return f"https://example.com{path}" + (f"?{query}" if query else "")


@pytest.mark.parametrize(
    "spelling",
    [
        "https://example.com/news/gpt-5",
        "http://example.com/news/gpt-5",
        "https://www.example.com/news/gpt-5",
        "https://m.example.com/news/gpt-5",
        "https://amp.example.com/news/gpt-5",
        "HTTPS://WWW.Example.COM/news/gpt-5",
        "https://example.com./news/gpt-5",
        "https://example.com:443/news/gpt-5",
        "http://example.com:80/news/gpt-5",
        "https://example.com/news/gpt-5/",
        "https://example.com/news/gpt-5/index.html",
        "https://example.com/news/gpt-5#comments",
        "https://example.com/news/gpt-5/#!/top",
        "https://example.com/news/%67pt%2D5",
        "https://example.com/other/../news/./gpt-5",
        "https://example.com/news/gpt-5?",
        "https://example.com/news/gpt-5/amp",
        "https://example.com/news/gpt-5/amp/",
        "https://example.com/news/gpt-5.amp",
        "https://example.com/news/gpt-5?amp=1",
        "https://example.com/news/gpt-5?outputType=amp",
        "https://example-com.cdn.ampproject.org/c/s/www.example.com/news/gpt-5/amp/?amp_js_v=0.1&usqp=mq331AQ",
        "https://cdn.ampproject.org/v/s/example.com/news/gpt-5",
        "https://cdn.ampproject.org/c/example.com/news/gpt-5",
        "https://www.google.com/amp/s/www.example.com/news/gpt-5",
        "https://www.google.co.uk/amp/s/amp.example.com/news/gpt-5",
        "  https://example.com/news/gpt-5\n",
    ],
)
def test_one_page_has_one_identity_however_it_is_linked(spelling: str) -> None:
    """Schemes, subdomains, ports, AMP copies, slashes and encodings are spellings of one address."""
    assert canonical(spelling) == "https://example.com/news/gpt-5"


@pytest.mark.parametrize("parameter", _TRACKING)
def test_who_sent_the_reader_is_dropped(parameter: str) -> None:
    """Tracking parameters go, alone or among others, and what matters stays."""
    assert canonical(f"https://example.com/a?{parameter}") == "https://example.com/a"
    assert canonical(f"https://example.com/a?id=5&{parameter}&p=1") == "https://example.com/a?id=5&p=1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/?id=5", "https://example.com/?id=6"),
        ("https://example.com/?p=12", "https://example.com/?p=13"),
        ("https://example.com/watch?v=a", "https://example.com/watch?v=A"),
        ("https://example.com/?source=42", "https://example.com/?source=43"),
        ("https://example.com/?q=a+b", "https://example.com/?q=a%2Bb"),
        ("https://example.com/?tag=a&tag=b", "https://example.com/?tag=b&tag=a"),
        ("https://example.com/?q=a%26b=c", "https://example.com/?q=a&b=c"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a//b", "https://example.com/a/b"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/amp", "https://example.com/"),
        ("https://example.com/tag/amp", "https://example.com/tag"),
        ("https://example.com/preamp", "https://example.com/pre"),
        ("https://example.com/guitar/index", "https://example.com/guitar"),
        ("https://news.example.com/", "https://example.com/"),
        ("https://amp.dev/", "https://m.dev/"),
        ("https://m.co.uk/", "https://www.co.uk/"),
        ("https://www.com/", "https://m.com/"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8081/x"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    """Whatever may lead to another article is part of the identity."""
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://www.example.com/", "https://example.com"),
        ("https://example.com/index.html?b=2&a=1", "https://example.com?a=1&b=2"),
        ("https://example.com/story.amp.html", "https://example.com/story.html"),
        ("http://127.0.0.1:8080/x/", "https://127.0.0.1:8080/x"),
        ("http://localhost:8080/feed.xml", "https://localhost:8080/feed.xml"),
        ("http://[::1]:8080/x", "https://[::1]:8080/x"),
        ("https://Bücher.example/Köln", "https://xn--bcher-kva.example/K%C3%B6ln"),
        ("https://www.gov.uk/news", "https://www.gov.uk/news"),
        ("https://example-com.cdn.ampproject.org/c/s/example.com/a?q=a%20b", "https://example.com/a?q=a%20b"),
    ],
)
def test_an_identity_is_an_address_to_read(url: str, identity: str) -> None:
    """The result is an https address without a subdomain that says nothing, a default port or a last slash."""
    assert canonical(url) == identity


@pytest.mark.parametrize(
    "text",
    ["", "example.com/a", "ftp://example.com/a", "mailto:a@example.com", "https://", "https://[", "https://a:99999/"],
)
def test_what_is_no_web_address_is_left_alone(text: str) -> None:
    """Nothing is made up for what cannot be parsed, and no two such texts are one site."""
    assert canonical(f" {text}\n") == text
    assert not same_site(text, text)


def test_an_address_longer_than_any_stored_one_is_left_alone() -> None:
    """A field may have 1,000 characters; no time is spent on what will be refused."""
    address = "https://example.com/" + "google.com/amp/s/" * 100_000
    assert canonical(address) == address


@_MANY
@given(st.one_of(_ODD, _ODD.map("https://".__add__), st.text()))
def test_an_identity_is_its_own_identity(text: str) -> None:
    """Folding twice changes nothing, and no input raises."""
    assert canonical(canonical(text)) == canonical(text)


@_MANY
@given(
    _PATHS,
    _QUERIES,
    st.lists(st.sampled_from(_TRACKING)),
    st.sampled_from(("http://", "https://", "HTTPS://www.", "http://amp.")),
    st.sampled_from(("", "/", "/index.html")),
)
def test_spelling_never_changes_the_identity(path: str, query: str, tracking: list[str], start: str, end: str) -> None:
    """Any page keeps its identity under tracking parameters, schemes, subdomains and slashes."""
    parameters = "&".join(filter(None, (*tracking, query)))
    assert canonical(f"{start}example.com{path}{end}?{parameters}") == canonical(_page(path, query))


@_MANY
@given(st.lists(st.tuples(_PATHS, _QUERIES), min_size=2, max_size=2, unique=True))
def test_another_path_or_parameter_is_another_page(pages: list[tuple[str, str]]) -> None:
    """Two pages whose paths differ, or whose parameters differ in more than order, are never taken for one."""
    one, other = pages
    is_same = one[0] == other[0] and sorted(one[1].split("&")) == sorted(other[1].split("&"))
    assert (canonical(_page(*one)) == canonical(_page(*other))) is is_same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://www.example.com/a", "http://news.example.com/b", True),
        ("https://example.co.uk", "https://other.co.uk", False),
        ("https://example.com", "https://example.org", False),
        ("https://a.github.io/x", "https://b.github.io/x", False),
        ("https://blog.example.com:8443/a", "https://example.com/a", True),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", True),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a", False),
        ("http://localhost:8080/a", "http://localhost:8080/b", True),
        ("http://localhost/a", "http://127.0.0.1/a", False),
        ("https://Bücher.example", "https://xn--bcher-kva.example/a", True),
    ],
)
def test_a_site_is_what_one_owner_registered(one: str, other: str, *, expected: bool) -> None:
    """Subdomains belong to their domain; public suffixes, addresses by number and ports do not."""
    assert same_site(one, other) is expected
    assert same_site(other, one) is expected
