"""What Slack makes of text: whom it notifies, what it links to, and what a reader sees."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""An object of the wire."""

_SEQUENCE = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\((\S+?)\)")
_AS_TYPED = re.compile(r"(<[@#!][^<>\s]*>)|(https?://[^\s<>]+)")
_SHOUT = re.compile(r"@(channel|here|everyone)\b")
_BROADCASTS = {"channel", "here", "everyone"}


@dataclass(kw_only=True)
class Reading:
    """What came of a text.

    Attributes:
        visible: The text a reader sees.
        pings: Whom it notifies: ids, and the words ``channel``, ``here`` and ``everyone``.
        links: The address and the label of each link.
        faults: What was not escaped as it should have been.
    """

    visible: str = ""
    pings: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, other: "Reading") -> str:
        """Take over what another reading found, and return its visible text."""
        self.pings |= other.pings
        self.links += other.links
        self.faults += other.faults
        return other.visible


def as_typed(text: str, *, linked: bool = True) -> str:
    """Return the text of a user as Slack passes it on: escaped, mentions kept, addresses made links if wanted."""
    parts = []
    end = 0
    for match in _AS_TYPED.finditer(text):
        parts.append(html.escape(text[end : match.start()], quote=False))
        address = html.escape(match[2] or "", quote=False)
        parts.append(match[1] or (f"<{address}>" if linked else address))
        end = match.end()
    parts.append(html.escape(text[end:], quote=False))
    return "".join(parts)


def read_mrkdwn(text: str) -> Reading:
    """Read text in Slack's own markup."""
    return _read(text, strict=True)


def read_markdown(text: str) -> Reading:
    """Read standard Markdown, in which Slack's mentions work as well."""
    links = [(match[2], match[1]) for match in _MARKDOWN_LINK.finditer(text)]
    reading = _read(_MARKDOWN_LINK.sub(r"\1", text), strict=False)
    return Reading(visible=reading.visible, pings=reading.pings, links=[*reading.links, *links])


def read_shouts(text: str) -> set[str]:
    """Return the channel-wide words that notify when Slack is asked to link names."""
    return {match[1] for match in _SHOUT.finditer(text)}


def read_blocks(blocks: Iterable[Json]) -> Reading:
    """Read the blocks of a message or a view."""
    return _joined((_read_block(block) for block in blocks), "\n")


def text_length(value: object) -> int:
    """Return how many characters of text there are in blocks."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(text_length(item) for item in value.values())


def _read(text: str, *, strict: bool) -> Reading:
    reading = Reading()
    parts = []
    end = 0
    for match in _SEQUENCE.finditer(text):
        parts.append(_read_plain(text[end : match.start()], reading))
        parts.append(_read_sequence(match[1], reading))
        end = match.end()
    parts.append(_read_plain(text[end:], reading))
    reading.visible = "".join(parts)
    if not strict:
        reading.faults.clear()
    return reading


def _read_plain(text: str, reading: Reading) -> str:
    bare = re.search(r"[<>&]", _ENTITY.sub("", text))
    if bare:
        reading.faults.append(f"bare {bare[0]} in {text[:80]!r}")
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _read_sequence(body: str, reading: Reading) -> str:
    target, _, label = body.partition("|")
    if target.startswith(("!date^", "#")):
        return label or target
    if _LINK.match(target):
        address = _read_plain(target, reading)
        shown = _read_plain(label, reading) or address
        reading.links.append((address, shown))
        return shown
    who = target.removeprefix("!subteam^").lstrip("@!")
    if target.startswith(("@", "!subteam^")) or (target.startswith("!") and who in _BROADCASTS):
        reading.pings.add(who)
        return label or f"@{who}"
    reading.faults.append(f"<{body[:80]}> is no control sequence")
    return f"<{body}>"


def _joined(readings: Iterable[Reading], between: str) -> Reading:
    whole = Reading()
    whole.visible = between.join(text for text in [whole.take(reading) for reading in readings] if text)
    return whole


def _read_object(text: Json | None) -> Reading:
    if not text:
        return Reading()
    return read_mrkdwn(text["text"]) if text["type"] == "mrkdwn" else Reading(visible=text["text"])


def _read_block(block: Json) -> Reading:
    read = _BLOCKS.get(block["type"])
    return read(block) if read else Reading()


def _read_section(block: Json) -> Reading:
    return _joined(map(_read_object, [block.get("text"), *block.get("fields", [])]), "\n")


def _read_context(block: Json) -> Reading:
    return _joined((_read_object(item) for item in block["elements"] if item["type"] != "image"), " ")


def _read_rich(element: Json) -> Reading:
    if element["type"] == "rich_text_list":
        return _read_list(element)
    return _joined(map(_read_inline, element["elements"]), "")


def _read_list(element: Json) -> Reading:
    whole = Reading()
    lines = []
    for number, item in enumerate(element["elements"], element.get("offset", 0) + 1):
        mark = f"{number}." if element["style"] == "ordered" else "•"
        lines.append(f"{'  ' * element.get('indent', 0)}{mark} {whole.take(_read_rich(item))}")
    whole.visible = "\n".join(lines)
    return whole


def _read_inline(element: Json) -> Reading:
    read = _INLINE.get(element["type"])
    return read(element) if read else Reading()


def _read_link(element: Json) -> Reading:
    shown = element.get("text") or element["url"]
    return Reading(visible=shown, links=[(element["url"], shown)])


def _ping(who: str) -> Reading:
    return Reading(visible=f"@{who}", pings={who})


_BLOCKS: dict[str, Callable[[Json], Reading]] = {
    "section": _read_section,
    "context": _read_context,
    "header": lambda block: _read_object(block["text"]),
    "input": lambda block: _read_object(block["label"]),
    "markdown": lambda block: read_markdown(block["text"]),
    "image": lambda block: Reading(visible=block["alt_text"]),
    "rich_text": lambda block: _joined(map(_read_rich, block["elements"]), "\n"),
}
_INLINE: dict[str, Callable[[Json], Reading]] = {
    "text": lambda element: Reading(visible=element["text"]),
    "link": _read_link,
    "broadcast": lambda element: _ping(element["range"]),
    "user": lambda element: _ping(element["user_id"]),
    "usergroup": lambda element: _ping(element["usergroup_id"]),
    "emoji": lambda element: Reading(visible=f":{element['name']}:"),
    "date": lambda element: Reading(visible=element.get("fallback") or element["format"]),
    "channel": lambda element: Reading(visible=f"#{element['channel_id']}"),
}
