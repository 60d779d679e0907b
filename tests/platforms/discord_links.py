"""Which addresses Discord's client links, and which labels it refuses as they could mislead."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_SCHEMES = {"http", "https", "discord", "tel", "sms", "mailto"}
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_INVITE = re.compile(r"discord\.(?:gg|new|gift)/|discord(?:app)?\.com/(?:invite|template|gifts)/", re.IGNORECASE)
_INVISIBLE = {"Cf", "Cc", "Zl", "Zp", "Zs"}
_FORBIDDEN = re.compile(r"[\s%<>^|`{}\x7f]")


def address(url: str) -> str | None:
    """Return an address as it is linked, or nothing if it stays plain text."""
    scheme = url.partition(":")[0].lower()
    if scheme not in _SCHEMES or sanitized(url) != url or any(character.isspace() for character in url):
        return None
    return url if scheme not in ("http", "https") or _has_host(url) else None


def _has_host(url: str) -> bool:
    parts = url.split("/", 3)
    if len(parts) < 3 or parts[1] or unquote(parts[2]) != parts[2]:
        return False
    try:
        host = urlsplit(url.replace("\\", "/")).hostname
    except ValueError:
        return False
    return bool(host) and not _FORBIDDEN.search(host or "")


def unescaped(url: str) -> str:
    """Return the address of a masked link without its backslashes."""
    return _ESCAPED.sub(r"\1", url)


def sanitized(text: str) -> str:
    """Return a text without characters that nobody sees."""
    return "".join(character for character in text if character in " \n" or not _is_invisible(character))


def unmasked(text: str) -> str:
    """Return a text with look-alikes replaced by what they look like, as it is checked for addresses."""
    return unicodedata.normalize("NFKC", sanitized(text))


def is_honest_target(target: str, label: str, title: str) -> bool:
    """Tell whether a masked link leads somewhere, and neither its label nor its title names an address of Discord's."""
    if not label.strip() or not target.strip() or _INVITE.search(label) or _INVITE.search(title):
        return False
    return address(unescaped(target)) is not None


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE
