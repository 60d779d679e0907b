"""Slack's text, both ways: what a person typed, and what is safe to send."""

import re
from itertools import accumulate

from bot.splitting import pieces

# The forms that Slack gives what people pick or paste: <@U1|name>, <#C1|name>, <!here>, <https://a.example|label>.
_CONTROL = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_GOES_ON = "\n…"


def escaped(text: str) -> str:
    """Return the text with the three characters escaped that begin or end something in Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bounded(text: str, most: int) -> str:
    """Return the text escaped; what would be longer than so many characters is cut, if possible behind a line."""
    if len(escaped(text)) <= most:
        return escaped(text)
    sizes = accumulate(len(escaped(character)) for character in text[:most])
    kept = next(pieces(text, sum(size <= most - len(_GOES_ON) for size in sizes)))
    return escaped(kept.rpartition("\n")[0] or kept) + _GOES_ON


def mentions(text: str) -> set[str]:
    """Return the ids of the users that a message mentions."""
    return set(_MENTION.findall(text))


def calls_people(text: str) -> bool:
    """Tell whether a message calls a group or a whole channel."""
    return re.search(r"<!(?:subteam|here|channel|everyone)\b", text) is not None


def typed(text: str, bot_user: str, *, as_addresses: bool = False) -> str:
    """Return what a person typed: names and labels in the place of Slack's markup, without the mention of the bot.

    ``as_addresses`` has links told by their addresses, which Slack makes labels of.
    """

    def shown(found: re.Match[str]) -> str:
        kind, target, label = found["kind"], found["target"], found["label"]
        if kind == "!":  # <!date^…|a day> has words of its own, <!here> is a call to people
            return label or "" if target.startswith("date") else ""
        if kind:
            return f"{kind}{label}" if label and target != bot_user else ""
        return target if as_addresses else label or target

    return _CONTROL.sub(shown, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
