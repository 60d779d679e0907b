"""Discord's text, both ways: what a person typed, and what is safe to send."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from bot.presentation import linkable

# <@1>, <@!1>, <@&1>, <#1>, <:name:1>, <a:name:1>, <https://a.example>: what people pick, and addresses without preview.
_MARKUP = re.compile(r"<(?P<kind>@[!&]?|#)(?P<id>[0-9]+)>|<a?(?P<emoji>:\w+:)[0-9]+>|<(?P<address>https?://[^\s<>]+)>")
# What can begin or end something in a line; and at its beginning a heading, a list, a quote, small print.
_MARKS = re.compile(r"[\\`*_~|\[\]()<>@:]")
_LINE_STARTS = re.compile(r"^([^\S\n]*)([-+#]|\d+(?=\.))", re.MULTILINE)
# What could act in the label of a link, or look as if it did.
_ACTS_IN_LABELS = re.compile(r"[\\`*_~<\[\]@]|\|\||:\w+:|:/|discord|^\s*$", re.IGNORECASE)
# What an address may hold unencoded within a link: neither blanks nor what could end the link.
_SAFE_IN_LINKS = "%!#$&'*+,/:;=?@~-._"


def escaped(text: str) -> str:
    """Return the text so that Discord shows it as it is: no markup, no mention, no link begins in it."""
    return _LINE_STARTS.sub(_line_start_escaped, _MARKS.sub(r"\\\g<0>", text))


def _line_start_escaped(found: re.Match[str]) -> str:
    blank, sign = found.groups()
    return f"{blank}{sign}\\" if sign.isdecimal() else f"{blank}\\{sign}"


def linked(text: str, address: str | None) -> str:
    """Return a text that is shown as it is and linked, or the text alone where the address is none of a web page.

    Discord takes no escapes in the label of a link, and shows a link as it is written whose label looks like a mention
    or an address (discord/discord-api-docs#6185): such a text is followed by a link instead.
    """
    target = _target(address)
    if target is None:
        return escaped(text)
    is_no_label = _ACTS_IN_LABELS.search(text) or any(map(_is_unseen, text))
    return f"{escaped(text)} [open]({target})" if is_no_label else f"[{text}]({target})"


def _is_unseen(character: str) -> bool:
    """Tell whether a character is one that Discord takes out of labels."""
    return character != " " and unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Zs"}


def number_linked(number: int, address: str | None) -> str:
    """Return a number in brackets, linked where the address is one of a web page."""
    target = _target(address)
    return f"**\\[{number}\\]**" if target is None else f"[[{number}]]({target})"


def _target(address: str | None) -> str | None:
    """Return the address of a web page as it may stand in a link, None for any other or one that is too long."""
    try:
        scheme, host, *rest = urlsplit(address or "")
        ascii_host = host.encode("idna").decode()
    except ValueError:  # brackets without an address, a host that can be none
        return None
    if scheme not in {"http", "https"} or not ascii_host:
        return None
    return linkable(quote(urlunsplit((scheme, ascii_host, *rest)), safe=_SAFE_IN_LINKS))


def typed(content: str, names: Mapping[str, str], bot_user: str) -> str:
    """Return what a person typed: names in the place of Discord's markup, without the mention of the bot.

    ``names`` gives for what is mentioned, such as ``@1`` or ``#2``, its name.
    """

    def shown(found: re.Match[str]) -> str:
        if found["emoji"] or found["address"]:
            return str(found["emoji"] or found["address"])
        sign, number = found["kind"][0], found["id"]
        if sign == "@" and number == bot_user:
            return ""
        name = names.get(found["kind"].replace("!", "") + number)
        return f"{sign}{name}" if name else ""

    return _MARKUP.sub(shown, content).strip()
