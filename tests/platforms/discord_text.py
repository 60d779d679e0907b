"""How a Discord client shows a message: what is read, what is linked, who is notified, and what became markup."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.platforms.discord_forms import Json
from tests.platforms.discord_markup import CONTENT, DESCRIPTION, FIELD, TITLE, Node, Nodes, Style, parse

_BLOCKS = {"heading", "subtext", "quote", "list", "item", "code block"}
_UNMARKED = {"text", "break", "item"}
_TEXT_DISPLAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of a text.

    Attributes:
        visible: The text a reader sees.
        links: The label and the address of each link.
        pings: Whom it notifies: ids, and the words ``everyone`` and ``here``.
        marks: What was rendered as markup, in order, the outer before the inner.
        unfurls: The addresses of which Discord would show a preview.
    """

    visible: str = ""
    links: tuple[tuple[str, str], ...] = ()
    pings: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unfurls: tuple[str, ...] = ()


class _Page:
    """What a reader sees, as it grows."""

    def __init__(self) -> None:
        self.visible = ""
        self.links: list[tuple[str, str]] = []
        self.mentions: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.unfurls: list[str] = []
        self._ended = False

    def write(self, text: str) -> None:
        """Add text, on a line of its own if a block ended before it."""
        if text:
            self.visible += "\n" if self._ended and not text.startswith("\n") else ""
            self.visible += text
            self._ended = False

    def read(self, nodes: Nodes) -> None:
        """Add what was parsed."""
        for node in nodes:
            self._read(node)

    def part(self, text: str | None, style: Style | None = None, url: str | None = None) -> None:
        """Add a part of a message, on a line of its own."""
        if not text:
            return
        self._end()
        start = len(self.visible)
        self.read(parse(text, style)) if style else self.write(text)
        if url:
            self.links.append((self.visible[start:].lstrip("\n"), url))
        self._end()

    def reading(self, allowed: Json | None = None) -> Reading:
        """Return it all, with those notified whom a message lets be notified."""
        return Reading(
            visible=self.visible,
            links=tuple(self.links),
            pings=tuple(who for kind, who in self.mentions if _may_notify(kind, who, allowed)),
            marks=tuple(self.marks),
            unfurls=tuple(self.unfurls),
        )

    def _read(self, node: Node) -> None:
        self.marks += [] if node.kind in _UNMARKED else [node.kind]
        self.unfurls += node.unfurls
        if node.kind in _BLOCKS:
            self._end()
        if node.kind == "mention" and node.target:
            kind, _, who = node.target.partition(":")
            self.mentions.append((kind, who))
        place, start = len(self.links), len(self.visible)
        self.write(node.text)
        self.read(node.inner)
        if node.kind == "link":
            self.links.insert(place, (self.visible[start:].lstrip("\n"), node.target))
        if node.kind in _BLOCKS:
            self._end()

    def _end(self) -> None:
        self._ended = bool(self.visible) and not self.visible.endswith("\n")


def read_markdown(text: str) -> Reading:
    """Read a text as the content of a message."""
    page = _Page()
    page.read(parse(text))
    return page.reading()


def read_message(message: Json) -> Reading:
    """Read a message as it was sent: its content, its embeds and its text displays."""
    style = CONTENT if not message.get("webhook_id") else DESCRIPTION
    page = _Page()
    page.part(message.get("content"), style)
    for text in _displayed(message.get("components") or []):
        page.part(text, style)
    mentions = [*page.mentions]
    for embed in message.get("embeds") or []:
        _read_embed(embed, page)
    page.mentions = mentions
    return page.reading(message.get("allowed_mentions"))


def _read_embed(embed: Json, page: _Page) -> None:
    author, footer, url = embed.get("author") or {}, embed.get("footer") or {}, embed.get("url")
    page.part(author.get("name"), url=author.get("url"))
    page.part(embed.get("title"), TITLE.less("url", "autolink") if url else TITLE, url)
    page.part(embed.get("description"), DESCRIPTION)
    for field in embed.get("fields") or []:
        page.part(field["name"], TITLE)
        page.part(field["value"], FIELD)
    page.part(footer.get("text"))


def _displayed(components: list[Json]) -> Iterator[str]:
    for component in components:
        if component["type"] == _TEXT_DISPLAY:
            yield component["content"]
        yield from _displayed(component.get("components") or [])


def _may_notify(kind: str, who: str, allowed: Json | None) -> bool:
    if allowed is None:
        return True
    return kind in (allowed.get("parse") or []) or who in map(str, allowed.get(kind) or [])
