"""A reply as Slack messages: quotes, sources and buttons in Block Kit, within its limits.

Quotes and sources are rich text: what stands in its text elements is shown as it is, so that nothing in an article or a
question can act: no mention, no link, no markup.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import presentation
from bot.cards import ADD, REMOVE, SHARING, Card, Choice, Entry, Line, Part
from bot.presentation import (
    BAD,
    GOOD,
    MORE_SOURCES,
    SHOW,
    Headlines,
    Remark,
    Silence,
    Sources,
    around,
    as_text,
    in_order,
    linkable,
    numbered,
    offered,
    shared,
)
from bot.reply import Quote, Reply, Source
from bot.slack.text import bounded
from bot.splitting import pieces, shortened

Block = dict[str, Any]

# docs.slack.dev/reference/block-kit/blocks: 3,000 characters a text, 50 blocks a message.
MOST_TEXT, _MOST_BLOCKS = 3_000, 50
# A message of more than about 13,200 characters is refused, undocumented (slackapi/bolt-js#2509): the JSON counts here.
_MOST_SIZE = 11_000
_MOST_FALLBACK = 3_900  # Slack advises 4,000
_BUTTONS = 2  # blocks
_STYLES = {ADD: {"style": "primary"}, REMOVE: {"style": "danger"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: its blocks, and the text that stands for them in notifications, escaped."""

    blocks: tuple[Block, ...]
    text: str


def notice(text: str) -> Message:
    """Return a plain message from Newsdesk."""
    return Message(
        blocks=tuple(_section(piece) for piece in pieces(text, MOST_TEXT)), text=bounded(text, _MOST_FALLBACK)
    )


def answer_messages(
    reply: Reply, key: str, *, share: str | None = None, is_shared: bool = False, plain_feedback: bool = False
) -> tuple[Message, ...]:
    """Return the messages of an answer; all but long ones are one.

    ``key`` is that of the request, which the buttons carry; ``share`` is the label of the button that shares it, None
    for none. Above an answer that ``is_shared`` stands its question. ``plain_feedback`` takes buttons that every Slack
    has.
    """
    question = _rich(_line(bold(shortened(shared(reply), MOST_TEXT))))
    shown = [*([question] if is_shared else []), *_shown(reply)]
    return tuple(_messages(shown, _buttons(reply, key, share, plain_feedback=plain_feedback)))


def offer(question: str, key: str) -> Message:
    """Return a message that offers an answer of which nobody knows whether it arrived."""
    said = offered(question)
    button = {"type": "actions", "elements": [_button(SHOW, "show_answer", key)]}
    return Message(blocks=(_section(said), button), text=bounded(said, _MOST_FALLBACK))


def card_messages(card: Card, *, is_direct: bool = False) -> tuple[Message, ...]:
    """Return the messages of a card; all but long ones are one. What ``is_direct`` has nobody to be shared with."""
    heading = [_rich(_line(bold(card.heading)))] if card.heading else []
    row = [_chosen(choice) for choice in card.choices if not (is_direct and choice.asks in SHARING)]
    buttons = [{"type": "actions", "elements": row}] if row else []
    return tuple(_messages([*heading, *card_blocks(card.parts)], buttons))


def unshareable(message: Message) -> Message:
    """Return a message for where two talk alone: without the buttons that share a card where they are."""
    return replace(message, blocks=tuple(filter(None, map(_unshareable, message.blocks))))


def _unshareable(block: Block) -> Block | None:
    if block["type"] != "actions":
        return block
    row = [button for button in block["elements"] if button["action_id"] not in SHARING]
    return block | {"elements": row} if row else None


def card_blocks(parts: Iterable[Part]) -> Iterator[Block]:
    """Yield the paragraphs, lines and entries of a card."""
    for part in parts:
        match part:
            case str():
                yield from map(_section, pieces(part, MOST_TEXT))
            case Line():
                elements = [*_entitled(part)]
                yield _rich(bullets([elements]) if part.is_listed else _line(*elements))
            case Entry():
                yield _rich(bullets([_sourced(part)]))


def _sourced(entry: Entry) -> Iterator[Block]:
    yield bold(entry.title)
    if entry.source:
        address = linkable(entry.address)
        yield text(f"{entry.says} (")
        yield link(entry.source, address) if address else text(entry.source)
        yield text(f"{entry.more})")
    elif entry.says:
        yield text(entry.says)
    if entry.below:
        yield text("".join(f"\n{line}" for line in entry.below))


def _entitled(line: Line) -> Iterator[Block]:
    if line.title:
        yield text(f"{line.title}, " if line.host else line.title)
    if line.host:
        yield link(line.host, line.address) if line.address else text(line.host)
    if line.says:
        yield text(line.says)
    if line.warning:
        yield bold(f"\n⚠ {line.warning}")


def _chosen(choice: Choice) -> Block:
    return _button(choice.label, choice.asks, choice.key) | _STYLES.get(choice.asks, {})


def text_messages(reply: Reply) -> tuple[Message, ...]:
    """Return the messages of an answer as text alone, for a Slack that takes no blocks."""
    longest = _MOST_FALLBACK // len("&amp;")
    return tuple(Message(blocks=(), text=bounded(piece, _MOST_FALLBACK)) for piece in pieces(as_text(reply), longest))


# What is shown


def _shown(reply: Reply) -> Iterator[Block]:
    for part in in_order(reply):
        match part:
            case Remark():
                yield _context(part.text)
            case Silence():
                yield _rich(_line(bold(part.text)))
            case Headlines():
                yield _rich(_line(text(part.text)))
                yield from (_rich(bullets([titled(source)])) for source in part.sources)
            case Quote():
                yield from _quoted(part)
            case Sources():
                yield from (_rich(_line(*_numbered(source, reply), *titled(source))) for source in part.sources)


def _quoted(quote: Quote) -> Iterator[Block]:
    """Yield a quote, with its number before it; one that is too long for an element goes on in the next block."""
    before, after = around(quote)
    yield from quotation(
        (bold(f"[{quote.number}] {before}"), *(text(f"{line}\n", italic=True) for line in quote.context)),
        quote.text,
        (text(after),) if after else (),
    )


def quotation(before: Iterable[Block], quoted: str, after: Iterable[Block] = ()) -> Iterator[Block]:
    """Yield rich text that quotes, each block with one text of at most 3,000 characters."""
    elements = [*_bounded(before), *_bounded([text(quoted)]), *_bounded(after)]
    row: list[Block] = []
    for element in elements:
        if row and sum(len(each["text"]) for each in (*row, element)) > MOST_TEXT:
            yield _rich({"type": "rich_text_quote", "elements": row})
            row = []
        row.append(element)
    if row:
        yield _rich({"type": "rich_text_quote", "elements": row})


def _bounded(elements: Iterable[Block]) -> Iterator[Block]:
    for element in elements:
        for piece in pieces(element["text"], MOST_TEXT):
            yield element | {"text": piece}


def _numbered(source: Source, reply: Reply) -> Iterator[Block]:
    """Yield the numbers of a source, each linked to its own quote if there are more links than the one of the title."""
    for number, own_link in numbered(source, reply):
        address = linkable(own_link)
        yield link(f"[{number}]", address) if address else bold(f"[{number}]")
        yield text(" ")


def titled(source: Source, quote_link: str | None = None) -> Iterator[Block]:
    """Yield a source's title, linked to one quote or its first where it has an address, and its publisher and date."""
    title, rest = presentation.titled(source)
    address = linkable(quote_link or source.link)
    yield link(title, address) if address else text(title)
    if rest:
        yield text(rest)


# Buttons


def _buttons(reply: Reply, key: str, share: str | None, *, plain_feedback: bool = False) -> list[Block]:
    good, bad = f"good {key}", f"bad {key}"
    plain = [_button(GOOD, "feedback_good", good), _button(BAD, "feedback_bad", bad)]
    more = [_button(MORE_SOURCES, "more_sources", key)] if reply.quotes or reply.further else []
    to_channel = [_button(share, "share", key)] if share and reply.answered else []
    buttons = [*(plain if plain_feedback else []), *more, *to_channel]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain_text(GOOD), "value": good},
        "negative_button": {"text": plain_text(BAD), "value": bad},
    }
    return [
        *([] if plain_feedback else [{"type": "context_actions", "elements": [feedback]}]),
        *([{"type": "actions", "elements": buttons}] if buttons else []),
    ]


def _button(label: str, action: str, value: str) -> Block:
    return {"type": "button", "text": plain_text(label), "action_id": action, "value": value}


# The splitter


def _messages(blocks: Iterable[Block], buttons: Sequence[Block]) -> Iterator[Message]:
    """Yield messages within Slack's limits; the last one has the buttons."""
    row: list[Block] = []
    room = _MOST_SIZE - sum(map(_size, buttons))
    for block in blocks:
        if row and (len(row) == _MOST_BLOCKS - _BUTTONS or sum(map(_size, (*row, block))) > room):
            yield _message(row)
            row = []
        row.append(block)
    yield _message([*row, *buttons])


def _size(block: Block) -> int:
    return len(json.dumps(block, ensure_ascii=False)) + len(", ")


def _message(blocks: Sequence[Block]) -> Message:
    quotes_first = sorted(blocks, key=lambda block: bool(block["type"] == "context"))
    spoken = "\n".join(filter(None, map(_spoken, quotes_first)))
    return Message(blocks=tuple(blocks), text=bounded(spoken.strip(), _MOST_FALLBACK))


def _spoken(block: Block) -> str:
    """Return what a block says, without its links; nothing of one with buttons."""
    if block["type"] in {"actions", "context_actions"}:
        return ""
    if "elements" in block:
        return "".join(map(_spoken, block["elements"]))
    return str(block["text"] if isinstance(block["text"], str) else block["text"]["text"])


# Blocks and elements


def bold(said: str) -> Block:
    """Return an element of rich text."""
    return {"type": "text", "text": said, "style": {"bold": True}}


def text(said: str, *, italic: bool = False) -> Block:
    """Return an element of rich text."""
    return {"type": "text", "text": said} | ({"style": {"italic": True}} if italic else {})


def link(said: str, address: str) -> Block:
    """Return an element of rich text."""
    return {"type": "link", "text": said, "url": address}


def bullets(items: Iterable[Iterable[Block]]) -> Block:
    """Return a list as a part of rich text; each of its items is a line of elements."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [_line(*item) for item in items]}


def plain_text(said: str) -> Block:
    """Return a text that is shown as it is."""
    return {"type": "plain_text", "text": said, "emoji": False}


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _section(said: str) -> Block:
    return {"type": "section", "text": plain_text(said)}


def _context(said: str) -> Block:
    return {"type": "context", "elements": [plain_text(next(pieces(said, MOST_TEXT)))]}
