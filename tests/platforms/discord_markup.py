"""How Discord's client parses a text: its rules, in its order, each tried where the match before it ended.

They are those of simple-markdown with Discord's changes. A rule sees what is left of the text, and the piece that was
matched before it, as some constructs exist at the start of a line alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.platforms.discord_links import address, is_honest_target, sanitized, unescaped, unmasked


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of a parsed text.

    Attributes:
        kind: The name of a mark, or ``text``, ``break`` or ``item``.
        text: What is shown of it, before what is inside.
        inner: What is inside.
        target: The address of a link, or whom a mention notifies.
        unfurls: The addresses of which a preview would be shown below the message.
    """

    kind: str
    text: str = ""
    inner: tuple["Node", ...] = ()
    target: str = ""
    unfurls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a text may have, by where it stands.

    Attributes:
        without: The rules that do not count.
        emoji_links: Whether the label of a link may have emoji.
        lists: How many lists it is in.
        level: How many constructs it is in: far down, all is plain text.
    """

    without: frozenset[str] = frozenset()
    emoji_links: bool = False
    lists: int = 0
    level: int = 0

    def less(self, *rules: str) -> "Style":
        """Return the style without some more rules."""
        return replace(self, without=self.without | {*rules})


Nodes = tuple[Node, ...]
Found = tuple[str, Nodes]
Rule = Callable[[str, Style, str], Found | None]
Build = Callable[[re.Match[str], Style, str], Nodes]

_HEADING = re.compile(r" *#{1,3}\s+((?!\s*#{1,3}\s)[^\n]+?)#*\s*(?:\n|\Z)")
_SUBTEXT = re.compile(r" *-# +((?!-#)[^\n]+)(?:\n|\Z)")
_CODE_BLOCK = re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_QUOTE = re.compile(r" *>>> +[\s\S]*| *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?")
_LONG_QUOTE = re.compile(r" *>>> ?")
_QUOTE_LINE = re.compile(r"^ *> ?", re.MULTILINE)
_LIST = re.compile(r"( *)([*-]|[0-9]+\.) [\s\S]+?(?:\n(?! )(?!\1(?:[*-]|[0-9]+\.) )|\Z)")
_BULLET = re.compile(r"( *)(?:[*-]|[0-9]+\.) +")
_ITEM = "{0}(?:[*-]|[0-9]+\\.) +[^\\n]*(?:\\n(?!{0}(?:[*-]|[0-9]+\\.) )[^\\n]*)*(?:\\n|\\Z)"
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_AUTOLINK = re.compile(r"<([^: >]+:/[^ >]+)>")
_URL = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
_BARE_URL = re.compile(r"(?<!<)https?://[^\s<]+[^<>.,:;\"'\]\s)]")
_LINK_PARTS = (
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*(<?)((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"]([\s\S]*?)['\"])?\s*\)"
)
_LINK = re.compile(_LINK_PARTS)
_IMAGE = re.compile(f"!{_LINK_PARTS}")
_ITALIC = re.compile(
    r"_((?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z_])"
    r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
)
_BOLD = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
_UNDERLINE = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")
_STRIKE = re.compile(r"~~([\s\S]+?)~~(?!_)")
_SPOILER = re.compile(r"\|\|([\s\S]+?)\|\|")
_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_CODE_EDGES = re.compile(r"\A (?= *`)|(` *) \Z")
_BREAK = re.compile(r" {2,}\n")
_TIMESTAMP = re.compile(r"<t:(-?[0-9]{1,17})(?::[tTdDfFsSR])?>")
_MENTION = re.compile(r"<@!?([0-9]+)>|<@&([0-9]+)>|@(everyone|here)")
_PLACE = re.compile(
    r"<(#[0-9]+)>|<(/[-_'\w]{1,32}(?: [-_'\w]{1,32}){0,2}):[0-9]+>"
    r"|<id:(guide|browse|customize|linked-roles)(?::[0-9]+)?>"
)
_EMOJI = re.compile(r"<a?(:\w+:)[0-9]+>|(:(?:[a-z][a-z0-9_]*|[+-]1|100|1234|8ball)(?:::skin-tone-[1-5])?:)")
_PICTOGRAPH = re.compile("[\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")
_SHRUG = re.compile(r"¯\\_\(ツ\)_/¯")
_TEXT = re.compile(r"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\U0010ffff]|\n\n| {2,}\n|[0-9A-Za-z_]++:\S|[0-9]+\.|\Z)")
_LINE_START = re.compile(r"\A\Z|\n\Z")
_INDENTED_LINE_START = re.compile(r"\A\Z|\n *\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

CONTENT = Style()
DESCRIPTION = Style(emoji_links=True)
FIELD = DESCRIPTION.less("heading")
TITLE = Style().less("heading", "subtext", "list", "link", "code block", "break", "mention")

_IN_LABELS = {"text", "break", "bold", "italic", "underline", "strike", "spoiler", "code", "timestamp"}
_CHECKED_IN_LABELS = _IN_LABELS | {"list", "item", "heading", "subtext", "quote"}


def parse(text: str, style: Style = CONTENT, previous: str = "") -> Nodes:
    """Parse a text.

    Args:
        text: What is left of it.
        style: Where it stands.
        previous: What was matched before it.
    """
    if style.level > 40:
        return (Node(kind="text", text=text),)
    nodes: list[Node] = []
    deeper = replace(style, level=style.level + 1)
    while text:
        previous, found = _first(text, deeper, previous)
        nodes += found
        text = text[len(previous) :]
    return tuple(nodes)


def _first(text: str, style: Style, previous: str) -> Found:
    found = (rule(text, style, previous) for name, rule in _beginning(text[0]) if name not in style.without)
    return next(one for one in found if one)


@cache
def _beginning(character: str) -> tuple[tuple[str, Rule], ...]:
    """Return the rules that a character may be the first one of, as trying all of them takes long."""
    return tuple((name, rule) for name, rule in _RULES.items() if character in _FIRST.get(name, character))


def _rule(pattern: re.Pattern[str], build: Build, *, after: re.Pattern[str] | None = None) -> Rule:
    """Return a rule that applies where a pattern matches, and another one what is before it."""

    def apply(text: str, style: Style, previous: str) -> Found | None:
        match = pattern.match(text) if not after or after.search(previous) else None
        return (match[0], build(match, style, previous)) if match else None

    return apply


def _around(kind: str) -> Build:
    def build(match: re.Match[str], style: Style, previous: str) -> Nodes:
        inside = next(group for group in match.groups() if group is not None)
        return (Node(kind=kind, inner=parse(inside, style, previous)),)

    return build


def _showing(kind: str) -> Build:
    def build(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
        return (Node(kind=kind, text=next((group for group in match.groups() if group), match[0])),)

    return build


def _line(kind: str) -> Build:
    def build(match: re.Match[str], style: Style, previous: str) -> Nodes:
        inner = style.less(kind) if kind == "subtext" else style
        return (Node(kind=kind, inner=parse(match[1].strip(), inner, previous)),)

    return build


def _quote(match: re.Match[str], style: Style, previous: str) -> Nodes:
    long = _LONG_QUOTE.match(match[0])
    text = match[0][long.end() :] if long else _QUOTE_LINE.sub("", match[0])
    return (Node(kind="quote", inner=parse(text, style.less("quote"), previous)),)


def _list(text: str, style: Style, previous: str) -> Found | None:
    match = _LIST.match(text) if style.lists < 11 and _INDENTED_LINE_START.search(previous) else None
    first = _BULLET.match(text)
    if not match or not first:
        return None
    whole = re.sub(r"\n{2,}\Z", "\n", match[0])
    indent = f" {{{len(first[1])},{len(first[1]) + 1}}}"
    inner = replace(style.less("heading"), lists=style.lists + 1)
    items = []
    for number, item in enumerate(re.findall(_ITEM.format(indent), whole)):
        content = re.sub(f"^ {{1,{first.end()}}}", "", _BULLET.sub("", item, count=1), flags=re.MULTILINE)
        mark = "• " if match[2] in "*-" else f"{max(1, int(match[2][:-1])) + number}. "
        items.append(Node(kind="item", text=mark, inner=parse(re.sub(r" *\n\Z", "", content), inner, previous)))
    return match[0], (Node(kind="list", inner=tuple(items)),)


def _emphasis(text: str, style: Style, previous: str) -> Found | None:
    found = {kind: pattern.match(text) for kind, pattern in _EMPHASIS.items()}
    matches = {kind: match for kind, match in found.items() if match}
    if not matches:
        return None
    kind = max(matches, key=lambda kind: matches[kind].end())
    return matches[kind][0], _around(kind)(matches[kind], style, previous)


def _url(text: str, _style: Style, _previous: str) -> Found | None:
    match = _URL.match(text)
    if not match:
        return None
    url = match[0]
    closing = len(url) - len(url.rstrip(")"))
    url = url[:-1] if closing > url.count("(") else url
    return url, _address(url, unfurls=(url,))


def _autolink(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
    return _address(match[1], unfurls=())


def _address(url: str, *, unfurls: tuple[str, ...]) -> Nodes:
    if not address(url):
        return (Node(kind="text", text=url),)
    return (Node(kind="link", inner=(Node(kind="text", text=url),), target=url, unfurls=unfurls),)


def _literal(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
    return (Node(kind="text", text=match[0], unfurls=tuple(_BARE_URL.findall(match[0]))),)


def _masked(rule: Rule) -> Rule:
    """Return a rule that is only tried where there is a masked link, as trying it takes long."""

    def apply(text: str, style: Style, previous: str) -> Found | None:
        return rule(text, style, previous) if "](" in text else None

    return apply


def _link(match: re.Match[str], style: Style, previous: str) -> Nodes:
    label, quiet, target, title = match.groups()
    if not _is_honest(label, target, title or "", style, previous):
        return _literal(match, style, previous)
    url = unescaped(target)
    inner = parse(sanitized(label), style.less(*_RULES.keys() - _LABEL_RULES))
    return (Node(kind="link", inner=inner, target=url, unfurls=() if quiet else (url,)),)


def _is_honest(label: str, target: str, title: str, style: Style, previous: str) -> bool:
    checked, seen = style.less("escape"), unmasked(label)
    if not is_honest_target(target, label, title) or (_PICTOGRAPH.search(label) and not style.emoji_links):
        return False
    nodes = parse(seen, checked, previous)
    shown = _raw(nodes)
    allowed = _CHECKED_IN_LABELS | ({"emoji"} if style.emoji_links else set())
    again = parse(shown, checked, previous) if shown != seen else ()
    titled = parse(unmasked(title), checked, previous)
    return bool(shown.strip()) and _are_all(nodes, allowed) and _are_all((*again, *titled), allowed | {"emoji"})


def _are_all(nodes: Nodes, kinds: set[str]) -> bool:
    return all(node.kind in kinds and _are_all(_inside(node), kinds) for node in nodes)


def _inside(node: Node) -> Nodes:
    return parse(node.text, CONTENT.less("escape", "code")) if node.kind == "code" else node.inner


def _raw(nodes: Nodes) -> str:
    return "".join(node.text + _raw(node.inner) for node in nodes)


def _code(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
    return (Node(kind="code", text=_CODE_EDGES.sub(lambda edge: edge[1] or "", match[2])),)


def _timestamp(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
    try:
        moment = _EPOCH + timedelta(seconds=int(match[1]))
    except OverflowError:
        return (Node(kind="text", text=match[0]),)
    return (Node(kind="timestamp", text=f"{moment:%d %B %Y %H:%M}"),)


def _mention(match: re.Match[str], _style: Style, _previous: str) -> Nodes:
    user, role, everyone = match.groups()
    kind = "users" if user else "roles" if role else "everyone"
    who = user or role or everyone
    return (Node(kind="mention", text=f"@{who}", target=f"{kind}:{who}"),)


_EMPHASIS = {"italic": _ITALIC, "bold": _BOLD, "underline": _UNDERLINE}
_LABEL_RULES = {"emphasis", "strike", "code", "break", "timestamp", "spoiler", "text"}
_RULES: dict[str, Rule] = {
    "heading": _rule(_HEADING, _line("heading"), after=_LINE_START),
    "subtext": _rule(_SUBTEXT, _line("subtext"), after=_LINE_START),
    "code block": _rule(_CODE_BLOCK, _showing("code block")),
    "quote": _rule(_QUOTE, _quote, after=_INDENTED_LINE_START),
    "list": _list,
    "escape": _rule(_ESCAPE, _showing("text")),
    "autolink": _rule(_AUTOLINK, _autolink),
    "url": _url,
    "image": _masked(_rule(_IMAGE, _literal)),
    "link": _masked(_rule(_LINK, _link)),
    "emphasis": _emphasis,
    "strike": _rule(_STRIKE, _around("strike")),
    "code": _rule(_CODE, _code),
    "timestamp": _rule(_TIMESTAMP, _timestamp),
    "break": _rule(_BREAK, lambda _match, _style, _previous: (Node(kind="break", text="\n"),)),
    "place": _rule(_PLACE, _showing("mention")),
    "emoji": _rule(_EMOJI, _showing("emoji")),
    "shrug": _rule(_SHRUG, _showing("text")),
    "mention": _rule(_MENTION, _mention),
    "spoiler": _rule(_SPOILER, _around("spoiler")),
    "text": _rule(_TEXT, _showing("text")),
}
_FIRST = {
    "heading": " #",
    "subtext": " -",
    "code block": "`",
    "quote": " >",
    "list": " *-0123456789",
    "escape": "\\",
    "autolink": "<",
    "url": "hs",
    "image": "!",
    "link": "[",
    "emphasis": "*_",
    "strike": "~",
    "code": "`",
    "timestamp": "<",
    "break": " ",
    "place": "<",
    "emoji": "<:",
    "shrug": "¯",
    "mention": "<@",
    "spoiler": "|",
}
