"""Slack's views: the modal with whole passages, and the Home tab."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards import Part
from bot.presentation import NOT_KEPT, NOT_QUOTED, passages
from bot.reply import Reply
from bot.slack.blocks import MOST_TEXT, Block, bold, bullets, card_blocks, plain_text, quotation, text, titled
from bot.splitting import shortened

# docs.slack.dev/reference/views: 100 blocks and 250,000 bytes a view.
_MOST_BLOCKS, _MOST_BYTES = 99, 200_000

View = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminHome:
    """What administrators see of the corpus: counts by name, what fails, what is at work on it, and what was last."""

    counts: Mapping[str, str]
    failing: Sequence[Part]
    last_work: str
    at_work: str | None


def searching_view() -> View:
    """Return the modal that is opened before anything is looked up."""
    return _modal([_said("Looking them up …")])


def missing_view() -> View:
    """Return the modal for an answer that is no longer kept."""
    return _modal([_said(NOT_KEPT)])


def sources_view(reply: Reply) -> View:
    """Return the modal with the whole passages, of the quotes first, then of what was read and not quoted."""
    return _modal(list(_within_limits(_passages(reply))))


def home_view(*, examples: Sequence[str], coverage: str, admin: AdminHome | None) -> View:
    """Return the Home tab; ``coverage`` says from when to when articles are, ``admin`` is for administrators."""
    return {"type": "home", "blocks": [*_about(examples, coverage), *(_administration(admin) if admin else ())]}


def _passages(reply: Reply) -> Iterator[Block]:
    is_quoted = True
    for passage in passages(reply):
        if is_quoted and passage.number is None:
            yield _header(NOT_QUOTED)
            is_quoted = False
        number = [bold(f"[{passage.number}] ")] if passage.number else []
        elements = [*number, *titled(passage.source, passage.link)]
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
        yield from quotation((), passage.text)


def _within_limits(blocks: Iterator[Block]) -> Iterator[Block]:
    size = 0
    for count, block in enumerate(blocks):
        size += len(json.dumps(block).encode())
        if count == _MOST_BLOCKS or size > _MOST_BYTES:
            yield _said("…")
            return
        yield block


def _about(examples: Sequence[str], coverage: str) -> Iterator[Block]:
    yield _header("Newsdesk")
    yield _said(
        "I answer questions about AI-industry news with quotes from articles, word for word, each dated and linked to "
        "the place where it stands. What my articles do not say, I do not know, and I tell you so."
    )
    yield _said("Mention me in a channel, write to me here under Messages, or type /ask for an answer only you see.")
    yield _header("Try")
    yield _listed(examples)
    yield {"type": "context", "elements": [plain_text(f"My articles: {coverage}.")]}


def _administration(admin: AdminHome) -> Iterator[Block]:
    yield {"type": "divider"}
    yield _header("For administrators")
    lines = [f"{name}: {value}" for name, value in {**admin.counts, "Last work": admin.last_work}.items()]
    yield _listed([*lines, *([admin.at_work] if admin.at_work else [])])
    yield from card_blocks(admin.failing)
    named = {"refresh": "Refresh sources", "reindex": "Re-index"}
    buttons = [
        {"type": "button", "action_id": action, "text": plain_text(label), "value": action}
        for action, label in named.items()
    ]
    yield {"type": "actions", "elements": buttons}


def _modal(blocks: list[Block]) -> View:
    return {"type": "modal", "title": plain_text("Sources"), "close": plain_text("Close"), "blocks": blocks}


def _listed(lines: Iterable[str]) -> Block:
    return {"type": "rich_text", "elements": [bullets([text(shortened(line, MOST_TEXT))] for line in lines)]}


def _header(said: str) -> Block:
    return {"type": "header", "text": plain_text(said)}


def _said(said: str) -> Block:
    return {"type": "section", "text": plain_text(said)}
