"""What a Content-Type header says. What kind of thing a body is, `corpus.parsing.sniffing` reads off itself."""

from email.message import Message


def content_type_of(header: str | None) -> str:
    """Return the content type in lower case, without parameters; empty where the header names none."""
    return _message(header).get_content_type() if header and "/" in header else ""


def charset_of(header: str | None) -> str | None:
    """Return the charset that the header names; None where it names none, or none that Python knows."""
    named = _message(header).get_content_charset() if header else None
    try:
        "x".encode(named or "ascii")
    except (LookupError, ValueError):
        return None
    return named or None


def _message(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type.encode("ascii", "replace").decode()  # from aiohttp, any byte comes through
    return message
