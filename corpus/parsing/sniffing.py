"""What a body from the web is, and which characters it holds, whatever its server says."""

import codecs
import re
import zlib
from typing import Literal

from corpus.errors import ArticleRefusedError

Kind = Literal["feed", "sitemap", "page"]

MAX_UNPACKED_BYTES = 50_000_000  # what the sitemap protocol allows
_START_BYTES = 65_536
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
# As the WHATWG's Encoding Standard has it: the names are those of what is really meant.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_NO_ENCODINGS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"})
_NO_XML_CHARACTERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
)
_MEDIA = {"image": "an image", "video": "a video", "audio": "a sound file", "font": "a font"}
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed|urlset|sitemapindex|html)(?=[\s/>])|<!doctype\s+(html)", re.IGNORECASE)
_NO_ARTICLE = re.compile(r"\s*(?:<[?!][^>]*>\s*)*<(svg|opml)(?=[\s/>])", re.IGNORECASE)
_KINDS: dict[str, Kind] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "html": "page",
}
_NO_ARTICLES = {
    "svg": "it is an image, which cannot be read yet",
    "opml": "it is a list of feeds (OPML), which cannot be read yet: add its feeds one by one",
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[a-z!][^<>]*>", re.IGNORECASE)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


def kind_of(body: bytes, content_type: str) -> Kind:
    """Tell a feed, a sitemap and a page apart by what they hold; the content type counts where that says nothing.

    Raises:
        ArticleRefusedError: it is none of them; the message says what it is.
    """
    if not body.strip():
        raise ArticleRefusedError("it is empty")
    if _is_packed(body):
        body = _unpacked(body, _START_BYTES)
    _refuse_media(body, content_type)
    if is_json(body):
        if _JSON_FEED.search(body):
            return "feed"
        raise ArticleRefusedError("it is JSON that is no feed")
    start = _COMMENT.sub("", decoded(body[:_START_BYTES], None))
    other = _NO_ARTICLE.match(start)
    if other:
        raise ArticleRefusedError(_NO_ARTICLES[other[1].lower()])
    root = _ROOT.search(start)
    if root:
        return _KINDS[(root[1] or root[2]).lower()]
    if b"\0" in body[:_START_BYTES] and not _is_wide(body.lstrip()):
        raise ArticleRefusedError("it is a binary file")
    if start.lstrip().startswith("<?xml"):
        raise ArticleRefusedError("it is XML that is neither a feed nor a sitemap nor a page")
    if not _TAG.search(start):
        raise ArticleRefusedError("it is plain text, which is neither a feed nor a page")
    return "page"


def is_json(body: bytes) -> bool:
    """Tell whether the body begins as a JSON object or array does."""
    return body.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"{", b"["}


def unpacked(body: bytes) -> bytes:
    """Return what a gzip file holds; any other body as it is.

    Raises:
        ArticleRefusedError: it is broken, or holds more than 50 MB.
    """
    if not _is_packed(body):
        return body
    data = _unpacked(body, MAX_UNPACKED_BYTES + 1)
    if len(data) > MAX_UNPACKED_BYTES:
        raise ArticleRefusedError(f"it unpacks to more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB")
    return data


def decoded(body: bytes, charset: str | None) -> str:
    """Return the characters of a body, those left out that no XML document may hold (NUL among them).

    What can be read as UTF-8 is UTF-8, as other encodings next to never give that by chance; else the encoding counts
    that the server gave in ``charset``, then the one that the document declares. Undecodable bytes become U+FFFD.
    """
    return proper(_decoded(body, charset))


def proper(text: str) -> str:
    """Return the text without what no XML document may hold: control characters, halves of surrogate pairs."""
    return _NO_XML_CHARACTERS.sub("", text)


def _is_packed(body: bytes) -> bool:
    return body.startswith(b"\x1f\x8b")


def _unpacked(body: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, limit)
    except zlib.error:
        raise ArticleRefusedError("it is a broken gzip file") from None
    if not unpacker.eof and len(data) < limit:
        raise ArticleRefusedError("it is a gzip file that breaks off")
    return data


def _refuse_media(body: bytes, content_type: str) -> None:
    start = body[:_START_BYTES].lstrip()
    name = next((name for magic, name in _MAGIC if start.startswith(magic)), None)
    if not name and b"<" not in start and not is_json(start):
        name = _MEDIA.get(content_type.partition("/")[0].strip().lower())
    if name:
        raise ArticleRefusedError(f"it is {name}, which cannot be read yet")


def _is_wide(body: bytes) -> bool:
    return body.startswith((*(mark for mark, _ in _BOMS), b"<\0", b"\0<"))


def _decoded(body: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if body.startswith((b"<\0", b"\0<")):
        return body.decode("utf-16-le" if body[:1] == b"<" else "utf-16-be", "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    found = _DECLARED.search(body[:1024])
    for declared in (charset, found and found[1].decode("ascii", "replace")):
        name = _encoding(declared)
        if name and name != "utf-8":
            return body.decode(name, "replace")
    return _mostly_utf_8(body)


def _encoding(declared: str | None) -> str | None:
    """Return Python's name of an encoding as the web understands it, None where there is no such encoding."""
    try:
        name = codecs.lookup(declared or "").name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name in _NO_ENCODINGS else _MEANT.get(name, name)


def _mostly_utf_8(body: bytes) -> str:
    """Decode what is no proper UTF-8: a few broken characters in UTF-8, or Windows-1252 under a wrong name."""
    text = body.decode(errors="replace")
    broken = text.count("\ufffd")
    proper = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return text if proper > broken else body.decode("cp1252", "replace")
