"""What a body is, and which characters it holds, whatever its server says."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRefusedError
from corpus.parsing.sniffing import MAX_UNPACKED_BYTES, decoded, kind_of, unpacked

RSS = b"<rss version='2.0'><channel/></rss>"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "feed"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><!-- <html> -->" + RSS, "feed"),
        (b"<br />\n<b>Warning</b>: no such file\n<?xml version='1.0'?>" + RSS, "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "feed"),
        (b"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "feed"),
        (RSS.decode().encode("utf-16"), "feed"),
        (RSS.decode().encode("utf-16-be"), "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b'{"items": [], "version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "feed"),
        (b"<?xml version='1.0'?><urlset/>", "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (gzip.compress(b"<urlset></urlset>", mtime=0), "sitemap"),
        (b"<!DOCTYPE html><title>Comet 2</title>", "page"),
        (b"<html><body>An article about &lt;rss&gt; and <code><rss></code></body></html>", "page"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html xmlns='x'>", "page"),
        (b"<p>A piece of a page", "page"),
        (b"<div><svg></svg>A piece of a page</div>", "page"),
    ],
)
def test_kind_shows_in_the_body(body: bytes, kind: str) -> None:
    """The root element tells, past what stands before it, in any encoding, whatever the server calls it."""
    for content_type in ("", "text/html", "application/rss+xml", "application/octet-stream", "image/png"):
        assert kind_of(body, content_type) == kind


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "it is empty"),
        (b" \n\t", "text/html", "it is empty"),
        (b"%PDF-1.7\n<<", "text/html", "it is a PDF, which cannot be read yet"),
        (b"\x89PNG\r\n\x1a\n", "", "it is an image, which cannot be read yet"),
        (b"RIFF\0\0\0\0WEBP", "image/webp", "it is an image, which cannot be read yet"),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", "image/svg+xml", "it is an image, which cannot be read yet"),
        (b"\0\0\0\x18ftypmp42", "video/mp4", "it is a video, which cannot be read yet"),
        (b"PK\x03\x04...", "", "it is a ZIP archive or an office document, which cannot be read yet"),
        (b"\x7fELF\0\0\0", "application/octet-stream", "it is a binary file"),
        (b'{"items": []}', "application/json", "it is JSON that is no feed"),
        (b"[1, 2]", "text/html", "it is JSON that is no feed"),
        (b"<opml version='2.0'/>", "text/xml", "it is a list of feeds"),
        (b"<?xml version='1.0'?><note>Hello</note>", "text/xml", "it is XML that is neither a feed nor a sitemap nor"),
        (b"Just some words, 3 < 4.", "text/plain", "it is plain text, which is neither a feed nor a page"),
        (b"\x1f\x8b\x08 no more than that", "", "it is a broken gzip file"),
        (gzip.compress(b"<urlset>" * 9, mtime=0)[:-9], "", "it is a gzip file that breaks off"),
    ],
)
def test_anything_else_is_refused_by_its_name(body: bytes, content_type: str, reason: str) -> None:
    """Whoever gave the address learns what is there."""
    with pytest.raises(ArticleRefusedError, match=f"^{reason}"):
        kind_of(body, content_type)


@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "image/png", "nonsense"]))
def test_any_bytes_have_a_kind_or_are_refused(body: bytes, content_type: str) -> None:
    """Nothing else can happen."""
    try:
        kind = kind_of(body, content_type)
    except ArticleRefusedError:
        return
    assert kind in {"feed", "sitemap", "page"}


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Société “Orbit”".encode(), None),
        ("Société “Orbit”".encode(), "iso-8859-1"),
        ("Société “Orbit”".encode("utf-8-sig"), None),
        ("Société “Orbit”".encode("utf-16"), "utf-8"),
        ("Société “Orbit”".encode("utf-32"), None),
        ("Société “Orbit”".encode("cp1252"), "windows-1252"),
        ("Société “Orbit”".encode("cp1252"), "iso-8859-1"),
        ("Société “Orbit”".encode("cp1252"), "utf-8"),
        ("Société “Orbit”".encode("cp1252"), None),
        ("Société “Orbit”".encode("cp1252"), "no-such-charset"),
        ("Société “Orbit”".encode("cp1252"), "punycode"),
        ("Société “Orbit”".encode("cp1252"), "hex\0"),
        ("Société\0 “Orbit\x0b”".encode(), None),
    ],
)
def test_characters_are_read_as_they_were_meant(body: bytes, charset: str | None) -> None:
    """What is UTF-8 is read as such, whatever is said; Windows-1252 under a wrong name too; NULs are left out."""
    assert decoded(body, charset) == "Société “Orbit”"


@pytest.mark.parametrize("declaration", ['<?xml version="1.0" encoding="iso-8859-5"?>', '<meta charset="iso-8859-5">'])
def test_document_may_declare_its_encoding(declaration: str) -> None:
    """It counts where the server says nothing."""
    assert decoded(f"{declaration}Комета".encode("iso-8859-5"), None) == f"{declaration}Комета"


def test_few_broken_bytes_do_not_change_the_encoding() -> None:
    """A text in UTF-8 with one broken character keeps the others."""
    assert decoded("Société générale".encode() + b"\xff", None) == "Société générale\ufffd"


def test_gzip_is_unpacked_up_to_a_limit() -> None:
    """A gzip bomb is refused before it fills the memory; other bodies are left as they are."""
    assert unpacked(gzip.compress(b"<urlset/>", mtime=0)) == b"<urlset/>"
    assert unpacked(b"<urlset/>") == b"<urlset/>"
    with pytest.raises(ArticleRefusedError, match="more than 50 MB"):
        unpacked(gzip.compress(bytes(MAX_UNPACKED_BYTES + 1), compresslevel=1, mtime=0))
