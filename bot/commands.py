"""What people can type beside a plain question: one table, of which every platform makes its commands and help."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.cards import Card, status_card
from bot.conversation import Request
from bot.dispatch import Dispatcher, explained
from bot.latest import PAGE_ONE, newest, query_of
from bot.newsroom import REFRESH, REINDEX, Caller, Newsroom
from bot.previewing import listed, preview, removal
from bot.timeline.asked import drawn
from corpus.errors import NewsdeskError
from retrieval.errors import NothingIndexedError

_log = logging.getLogger(__name__)

EXAMPLES = (
    "What is the latest from Anthropic?",
    "What does GPT-5.2 cost?",
    "Who leads the arena as of January 2026?",
    "Compare Claude Opus 4.5 and Gemini 3 Pro",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command as it was typed: ``request`` has its arguments as text, and says where to answer."""

    request: Request
    caller: Caller
    newsroom: Newsroom
    dispatcher: Dispatcher


Run = Callable[[Call], Awaitable[str | Card | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, with its argument, if it takes one, and what that is.

    What ``run`` returns is shown to the caller in private, None where the answer follows. One that ``is_short`` can be
    typed by its name alone: `/ask`, where others are `/newsdesk help`.
    """

    name: str
    says: str
    run: Run
    argument: str = ""
    argument_says: str = ""
    is_short: bool = False

    @property
    def typed(self) -> str:
        """How it is typed."""
        return f"/{self.name}" if self.is_short else f"/newsdesk {self.name}"


async def _help(_: Call) -> str:
    return help_text()


async def _ask(call: Call) -> str | None:
    if not call.request.text:
        return f"Ask me something, for example: {EXAMPLES[0]}"
    await call.dispatcher.take(call.request)
    return None


async def _latest(call: Call) -> str | Card:
    query = query_of(call.request.text, call.request.since)
    if isinstance(query, str):
        return query
    try:
        return await newest(call.newsroom.desks, query, PAGE_ONE)
    except NewsdeskError as error:
        return _unreadable(error)


async def _timeline(call: Call) -> str | Card:
    request = call.request
    query = query_of(request.text)
    if isinstance(query, str):
        return query
    if excess := call.newsroom.limits.excess(request.user, request.channel):  # it takes as long as a question
        _log.info("%s: limit of %s met", request.key, excess.who)
        return excess.notice
    try:
        return await drawn(call.newsroom, query)
    except NewsdeskError as error:
        return _unreadable(error)


async def _status(call: Call) -> str | Card:
    try:
        state = await call.newsroom.state()
    except NewsdeskError as error:
        return _unreadable(error)
    lines = [f"{name}: {value}" for name, value in state.rows.items()]
    if state.at_work or state.last_work:
        lines.append(state.at_work or f"Last work: {state.last_work}")
    return status_card(lines, state.failing)


async def _sources(call: Call) -> str | Card:
    try:
        return await listed(call.newsroom, 1)
    except NewsdeskError as error:
        return _unreadable(error)


async def _add(call: Call) -> str | Card:
    return await preview(call.newsroom, call.caller, call.request.text)


async def _remove(call: Call) -> str | Card:
    return await removal(call.newsroom, call.caller, call.request.text)


async def _refresh(call: Call) -> str | None:
    return await call.newsroom.do(call.caller, REFRESH)


async def _reindex(call: Call) -> str | None:
    return await call.newsroom.do(call.caller, REINDEX)


def _unreadable(error: NewsdeskError) -> str:
    if isinstance(error, NothingIndexedError):
        return (
            "I have no articles yet. Administrators add some here, with /newsdesk add, or with newsdesk add in a shell."
        )
    _log.warning("the corpus cannot be read: %s", error)
    return explained(error)


COMMANDS = {
    command.name: command
    for command in (
        Command(name="help", says="what I can do", run=_help),
        Command(
            name="ask",
            says="an answer that only you see, with a button to share",
            run=_ask,
            argument="question",
            argument_says="What do you want to know?",
            is_short=True,
        ),
        Command(
            name="latest",
            says="the newest releases, or the history of one",
            run=_latest,
            argument="[vendor or product]",
            is_short=True,
        ),
        Command(
            name="timeline",
            says="a picture of the releases of a year",
            run=_timeline,
            argument="[vendor or product]",
            is_short=True,
        ),
        Command(name="status", says="what I know, and how fresh it is", run=_status),
        Command(name="sources", says="where my articles come from, and what fails", run=_sources),
        Command(
            name="add",
            says="look at a new source, and add it (administrators)",
            run=_add,
            argument="url",
            argument_says="The address of a feed, a page or a sitemap",
        ),
        Command(
            name="remove",
            says="remove a source, but not its articles (administrators)",
            run=_remove,
            argument="source",
            argument_says="Its address, or a part of its address or title",
        ),
        Command(name="refresh", says="look for news at all sources now (administrators)", run=_refresh),
        Command(name="reindex", says="read all sources again (administrators)", run=_reindex),
    )
}


def help_text() -> str:
    """Say what Newsdesk is and what can be typed."""
    return "\n".join(_help_lines())


def _help_lines() -> Iterator[str]:
    yield "I answer questions about AI-industry news, with quotes that you can check in one click."
    yield "Mention me with a question, write to me directly, or type:"
    for command in COMMANDS.values():
        yield f"• {' '.join(filter(None, (command.typed, command.argument.upper())))}: {command.says}"
    yield f"For example: {EXAMPLES[0]}"
