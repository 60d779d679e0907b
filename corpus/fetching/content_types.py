"""What a Content-Type header says, and what kind of thing a body is where it does not say or does not know."""

import codecs
import re
from email.message import Message

_KNOWS_NOTHING = {
    "application/octet-stream",
    "application/unknown",
    "binary/octet-stream",
    "text/plain",
    "unknown/unknown",
}
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_BEGINNING_BYTES = 2_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PROLOGUE = re.compile(r"\A(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>|\s)*", re.DOTALL | re.IGNORECASE)
_FIRST_TAG = re.compile(r"<([a-z][\w:.-]*)", re.IGNORECASE)
_XML_ROOTS = {
    "rss": "application/rss+xml",
    "rdf:rdf": "application/rss+xml",
    "feed": "application/atom+xml",
    "urlset": "application/xml",
    "sitemapindex": "application/xml",
}


def content_type_of(header: str | None, body: bytes) -> str:
    """Return the content type in lower case, without parameters: as the header says, unless that says nothing."""
    said = _message(header).get_content_type() if header else ""
    return said if _TYPE.fullmatch(said) and said not in _KNOWS_NOTHING else _sniffed(body)


def charset_of(header: str | None) -> str | None:
    """Return the charset that the header names; None where it names none, or none that Python knows."""
    named = _message(header).get_content_charset() if header else None
    try:
        "x".encode(named or "ascii")
    except (LookupError, ValueError):
        return None
    return named or None


def _sniffed(body: bytes) -> str:
    charset = next((charset for mark, charset in _BOMS if body.startswith(mark)), "latin-1")
    start = body[:_BEGINNING_BYTES].decode(charset, errors="replace")
    if "\0" in start:
        return "application/octet-stream"
    rest = _PROLOGUE.sub("", start, count=1)
    tag = _FIRST_TAG.match(rest)
    root = tag[1].lower() if tag else ""
    if root in _XML_ROOTS:
        return _XML_ROOTS[root]
    if root != "html" and start.lstrip().startswith("<?xml"):
        return "application/xml"
    if root:
        return "text/html"
    return "application/json" if rest.startswith("{") else "text/plain"


def _message(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type.encode("ascii", "replace").decode()  # from aiohttp, any byte comes through
    return message
