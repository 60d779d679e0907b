"""Discord's text, both ways: what a person typed, and what is safe to send."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

# <@1>, <@!1>, <@&1>, <#1>, <:name:1>, <a:name:1>, <https://a.example>: what people pick, and addresses without preview.
_MARKUP = re.compile(r"<(?P<kind>@[!&]?|#)(?P<id>[0-9]+)>|<a?(?P<emoji>:\w+:)[0-9]+>|<(?P<address>https?://[^\s<>]+)>")
# What can begin or end something in a line; and at its beginning a heading, a list, a quote, small print.
_MARKS = re.compile(r"[\\`*_~|\[\]()<>@:]")
_LINE_STARTS = re.compile(r"^(\s*)([-+#]|\d+(?=\.))", re.MULTILINE)
# What an address may hold unencoded within a link: neither blanks nor what could end the link.
_SAFE_IN_LINKS = "%!#$&'*+,/:;=?@~-._"


def escaped(text: str) -> str:
    """Return the text so that Discord shows it as it is: no markup, no mention, no link begins in it."""
    return _LINE_STARTS.sub(_line_start_escaped, _MARKS.sub(r"\\\g<0>", text))


def _line_start_escaped(found: re.Match[str]) -> str:
    blank, sign = found.groups()
    return f"{blank}{sign}\\" if sign.isdecimal() else f"{blank}\\{sign}"


def linked(label: str, address: str | None) -> str:
    """Return a link whose label is shown as it is, or the label alone where the address is none of a web page.

    Brackets would end the label, and a label that looks like an address makes Discord show all of it as it is written.
    """
    if address is None or urlsplit(address).scheme not in {"http", "https"}:
        return escaped(label)
    rounded = label.replace("[", "(").replace("]", ")").replace("://", ":/")
    return f"[{escaped(rounded)}]({quote(address, safe=_SAFE_IN_LINKS)})"


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
