"""What a Content-Type header says, and what is read off a body where it says nothing."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.content_types import charset_of, content_type_of


@pytest.mark.parametrize(
    ("header", "content_type"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; charset=utf-8", "text/html"),
        ("application/feed+json", "application/feed+json"),
        ("image/png", "image/png"),
    ],
)
def test_a_header_that_knows_is_believed(header: str, content_type: str) -> None:
    """In lower case and without parameters, whatever the body looks like."""
    assert content_type_of(header, b"<rss>") == content_type


@pytest.mark.parametrize("header", [None, "", "text/plain", "application/octet-stream; x=1", "nonsense", "/"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<rss version='2.0'>", "application/rss+xml"),
        (b"\n<?xml version='1.0'?>\n<?xml-stylesheet href='x'?><!-- <html> --><rss>", "application/rss+xml"),
        (b"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "application/rss+xml"),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>", "application/atom+xml"),
        (codecs.BOM_UTF8 + b"<feed>", "application/atom+xml"),
        ("\ufeff<feed>".encode("utf-16-le"), "application/atom+xml"),
        ("\ufeff<feed>".encode("utf-16-be"), "application/atom+xml"),
        (b"<?xml version='1.0'?><urlset>", "application/xml"),
        (b"<sitemapindex>", "application/xml"),
        (b"<?xml version='1.0'?><opml>", "application/xml"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", "text/html"),
        (b"<!-- a page --><p>Hello", "text/html"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/json"),
        (b"Hello, <rss> is a format", "text/plain"),
        (b"", "text/plain"),
        (b"%PDF-1.7\0", "application/octet-stream"),
    ],
)
def test_otherwise_the_body_tells(header: str | None, body: bytes, content_type: str) -> None:
    """By its first element, past a mark, a declaration and comments."""
    assert content_type_of(header, body) == content_type


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        (None, None),
        ("text/html", None),
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html; charset="Windows-1251"; x=y', "windows-1251"),
        ("text/html;charset = latin-1", "latin-1"),
        ("text/html; charset=klingon", None),
        ("text/html; charset=", None),
        ("text/html; charset=zlib", None),
        ("text/html; charset=undefined", None),
        ("text/html; charset=" + "x" * 5_000, None),
    ],
)
def test_a_charset_is_one_that_python_knows(header: str | None, charset: str | None) -> None:
    """And one of characters: not of compression, which Python lists among them."""
    assert charset_of(header) == charset


@given(st.text(alphabet=st.characters(exclude_characters="\r\n")), st.binary(max_size=100))
def test_any_header_and_body_have_a_type(header: str, body: bytes) -> None:
    """Nonsense in a header never ends in an error."""
    assert content_type_of(header, body).count("/") >= 1
    assert charset_of(header) is None or charset_of(header)


def test_a_long_beginning_without_an_element_costs_nothing() -> None:
    """Comments that do not end, by the thousand, are not looked through over and over."""
    assert content_type_of(None, b"<!--" * 100_000) == "text/plain"
