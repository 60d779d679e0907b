"""A reply as Discord messages, each with one embed, within Discord's limits. Nothing here knows the library."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.cards import SHARING, Card, Entry, Line
from bot.discord.text import escaped, linked, number_linked
from bot.presentation import (
    BAD,
    GOOD,
    MORE_SOURCES,
    NOT_QUOTED,
    SHARE,
    SHOW,
    Headlines,
    Remark,
    Silence,
    Sources,
    around,
    in_order,
    numbered,
    offered,
    passages,
    titled,
)
from bot.reply import Quote, Reply, Source
from bot.splitting import pieces, shortened
from bot.timeline.entry import Picture

_MOST_TEXT = 4_000  # Discord's limit for the description of an embed is 4,096, and 6,000 for all embeds of a message
FOLLOW_UP = "Ask a follow-up"
_REST = "I was interrupted: is there no more of my answer below?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: what stands on it, and what it asks for, with the key of the request that it is about."""

    label: str
    asks: str
    key: str

    @property
    def custom_id(self) -> str:
        """What Discord sends when it is pressed, in any later run of the bot."""
        return f"{self.asks} {self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: the text of its embed in Discord's Markdown, a footer that is shown as it is, and its buttons.

    Where there is a picture, the text is a short one that stands above it.
    """

    text: str
    footer: str = ""
    picture: Picture | None = None
    buttons: tuple[Button, ...] = ()


def notices(text: str) -> tuple[Message, ...]:
    """Return plain messages from Newsdesk."""
    return tuple(_messages(_fitting(text, escaped), (), ""))


def unfinished(first: Message, key: str) -> Message:
    """Return the first message of an answer of which nobody knows whether the others arrived behind it."""
    return replace(first, footer=_REST, buttons=(Button(label=SHOW, asks="show_answer", key=key),))


def offer(question: str, key: str) -> Message:
    """Return a message that offers an answer of which nobody knows whether it arrived."""
    return Message(text=escaped(offered(question)), buttons=(Button(label=SHOW, asks="show_answer", key=key),))


def card_messages(card: Card, *, can_share: bool = False) -> tuple[Message, ...]:
    """Return the messages of a card; the last one has the picture and the buttons."""
    heading = [f"**{escaped(card.heading)}**"] if card.heading else []
    choices = (choice for choice in card.choices if can_share or choice.asks not in SHARING)
    buttons = tuple(Button(label=choice.label, asks=choice.asks, key=choice.key) for choice in choices)
    *others, last = _messages([*heading, *_card_lines(card)], buttons, "")
    return (*others, replace(last, picture=card.picture))


def _card_lines(card: Card) -> Iterator[str]:
    for part in card.parts:
        match part:
            case str():
                yield from _fitting(part, escaped)
            case Line():
                yield _card_line(part)
            case Entry():
                yield _card_entry(part)


def _card_line(line: Line) -> str:
    warning = f"\n{'  ' * line.is_listed}**⚠ {escaped(line.warning)}**" if line.warning else ""
    title = escaped(f"{line.title}, " if line.title and line.host else line.title)
    host = linked(line.host, line.address) if line.host else ""
    return f"{'- ' * line.is_listed}{title}{host}{escaped(line.says)}{warning}"


def _card_entry(entry: Entry) -> str:
    source = f" ({linked(entry.source, entry.address)}{escaped(entry.more)})" if entry.source else ""
    below = "".join(f"\n  {escaped(line)}" for line in entry.below)
    return f"- **{escaped(entry.title)}**{escaped(entry.says)}{source}{below}"


def answer_messages(  # noqa: PLR0913 - what is shown beside a reply
    reply: Reply,
    key: str,
    *,
    above: str | None = None,
    footer: str = "",
    can_share: bool = False,
    can_follow_up: bool = False,
) -> tuple[Message, ...]:
    """Return the messages of an answer; all but long ones are one, and the last one has footer and buttons.

    ``key`` is that of the request, which the buttons carry; ``above`` says above the answer what was asked.
    """
    asked = [f"**{escaped(shortened(above, _MOST_TEXT // 4))}**"] if above else []
    buttons = tuple(_buttons(reply, key, can_share=can_share, can_follow_up=can_follow_up))
    return tuple(_messages([*asked, *_shown(reply)], buttons, footer))


def passage_messages(reply: Reply) -> tuple[Message, ...]:
    """Return the whole passages, of the quotes first, then of what was read and not quoted."""
    return tuple(_messages(_passages(reply), (), ""))


# What is shown


def _shown(reply: Reply) -> Iterator[str]:
    for part in in_order(reply):
        match part:
            case Remark():
                yield from _fitting(part.text, escaped)
            case Silence():
                yield f"**{escaped(part.text)}**"
            case Headlines():
                yield part.text
                yield from (f"- {_titled(source)}" for source in part.sources)
            case Quote():
                yield from _quoted(part)
                yield ""  # else Discord makes one quotation of it and the next one
            case Sources():
                for source in part.sources:
                    numbers = [number_linked(number, own_link) for number, own_link in numbered(source, reply)]
                    yield from _filled([*numbers, _titled(source)])


def _quoted(quote: Quote) -> Iterator[str]:
    """Yield a quote as lines that Discord marks as quoted, its number before its first word."""
    before, after = around(quote)
    for line in quote.context:
        yield from _fitting(line, lambda text: _quotation(text, is_lead=True))
    number = f"**\\[{quote.number}\\]** {before}"
    *earlier, last = list(_fitting(quote.text, _quotation)) or ["> "]
    first, *others = [*earlier, f"{last}{escaped(after)}"]
    yield from (f"> {number}{first.removeprefix('> ')}", *others)


def _quotation(text: str, *, is_lead: bool = False) -> str:
    lines = (escaped(line.strip()) if is_lead else escaped(line) for line in text.split("\n"))
    return "\n".join(f"> *{line}*" if is_lead and line else f"> {line}" for line in lines)


def _titled(source: Source, quote_link: str | None = None) -> str:
    """Return a source's title, linked to one quote or its first where it has an address, and its publisher and date."""
    title, rest = titled(source)
    return linked(title, quote_link or source.link) + escaped(rest)


def _passages(reply: Reply) -> Iterator[str]:
    is_quoted = True
    for passage in passages(reply):
        if is_quoted and passage.number is None:
            yield f"**{NOT_QUOTED}**"
            is_quoted = False
        number = [number_linked(passage.number, None)] if passage.number else []
        yield " ".join([*number, _titled(passage.source, passage.link)])
        yield from _fitting(passage.text, _quotation)


# Buttons


def _buttons(reply: Reply, key: str, *, can_share: bool, can_follow_up: bool) -> Iterator[Button]:
    if can_follow_up:
        yield Button(label=FOLLOW_UP, asks="follow_up", key=key)
    if reply.quotes or reply.further:
        yield Button(label=MORE_SOURCES, asks="more_sources", key=key)
    yield Button(label=GOOD, asks="good", key=key)
    yield Button(label=BAD, asks="bad", key=key)
    if can_share and reply.answered:
        yield Button(label=SHARE, asks="share", key=key)


# The splitter


def size(text: str) -> int:
    """Return the length of a text in UTF-16, in which it is never shorter than Discord may count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str, written: Callable[[str], str]) -> Iterator[str]:
    """Yield a text as it is written for Discord, in as many pieces as it takes for each to fit into an embed."""
    most = _MOST_TEXT
    while any(size(written(piece)) > _MOST_TEXT * 3 // 4 for piece in pieces(text, most)):
        most //= 2
    yield from map(written, pieces(text, most))


def _filled(parts: Iterable[str]) -> Iterator[str]:
    """Yield parts with blanks between them, in a new line where they would not fit into an embed."""
    line = ""
    for part in parts:
        if line and size(line) + 1 + size(part) > _MOST_TEXT:
            yield line
            line = ""
        line = f"{line} {part}" if line else part
    yield line


def _messages(lines: Iterable[str], buttons: tuple[Button, ...], footer: str) -> Iterator[Message]:
    """Yield messages within Discord's limits; the last one has the buttons and the footer."""
    text = ""
    for line in lines:
        if text and size(text) + 1 + size(line) > _MOST_TEXT:
            yield Message(text=_trimmed(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    yield Message(text=_trimmed(text), footer=footer, buttons=buttons)


def _trimmed(text: str) -> str:
    """Return a text without blanks around it, which Discord takes away, nor the sign of a quoted line that is empty."""
    lines = text.split("\n")
    while lines and lines[-1].strip() in {"", ">"}:
        lines.pop()
    return "\n".join(lines).strip()
