"""Slack's text, both ways: what a person typed, and what is safe to send."""

import html
import re
import unicodedata
from collections.abc import Iterator

# The forms that Slack gives what people pick or paste: <@U1|name>, <#C1|name>, <!here>, <https://a.example|label>.
_CONTROL = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_LOOK_BACK = 200


def escaped(text: str) -> str:
    """Return the text with the three characters escaped that begin or end something in Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bounded(text: str, most: int) -> str:
    """Return the text escaped, cut with an ellipsis where it would be longer than so many characters."""
    size = 0
    for position, character in enumerate(text):
        size += len(escaped(character))
        if size > most - 1:
            rest = text[position:]
            return escaped(text[:position]) + ("…" if len(rest) > 1 or size > most else escaped(rest))
    return escaped(text)


def mentions(text: str) -> set[str]:
    """Return the ids of the users that a message mentions."""
    return set(_MENTION.findall(text))


def typed(text: str, bot_user: str) -> str:
    """Return what a person typed: names and labels in the place of Slack's markup, without the mention of the bot."""

    def shown(found: re.Match[str]) -> str:
        kind, target, label = found["kind"], found["target"], found["label"]
        if kind == "!":  # <!date^…|a day> has words of its own, <!here> is a call to people
            return label or "" if target.startswith("date") else ""
        if kind:
            return f"{kind}{label}" if label and target != bot_user else ""
        return label or target

    return html.unescape(_CONTROL.sub(shown, text)).strip()


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield the text in pieces of at most so many characters, cut between words where there are any.

    No mark is cut from the letter that it belongs to.
    """
    start = 0
    while len(text) - start > most:
        end = _cut(text, start, start + most)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _cut(text: str, start: int, end: int) -> int:
    earliest = max(start + 1, end - _LOOK_BACK)
    for position in range(end, earliest, -1):
        if text[position - 1].isspace():
            return position
    for position in range(end, earliest, -1):
        if not (unicodedata.combining(text[position]) or {text[position - 1], text[position]} & {*_JOINERS}):
            return position
    return end
