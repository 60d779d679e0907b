"""What people can type beside a plain question: one table, of which every platform makes its commands and help."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.conversation import Request
from bot.dispatch import Dispatcher, explained
from bot.newsroom import Caller, Newsroom
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command; what ``run`` returns is told to the caller in private, None where the answer follows."""

    name: str
    arguments: str
    says: str
    run: Callable[[Call], Awaitable[str | None]]


async def _help(_: Call) -> str:
    return help_text()


async def _ask(call: Call) -> str | None:
    if not call.request.text:
        return f"Ask me something, for example: {EXAMPLES[0]}"
    await call.dispatcher.take(call.request)
    return None


async def _status(call: Call) -> str:
    try:
        return "\n".join(f"{name}: {value}" for name, value in await call.newsroom.status_lines())
    except NothingIndexedError:
        return "I have no articles yet. Whoever runs me can add some with: newsdesk add"
    except NewsdeskError as error:
        _log.warning("no status: %s", error)
        return explained(error)


async def _reindex(call: Call) -> str | None:
    return await call.newsroom.reindex(call.caller)


COMMANDS = {
    command.name: command
    for command in (
        Command(name="help", arguments="", says="what I can do", run=_help),
        Command(name="ask", arguments="QUESTION", says="an answer that only you see, with a button to share", run=_ask),
        Command(name="status", arguments="", says="what I know, and how fresh it is", run=_status),
        Command(name="reindex", arguments="", says="read all sources again (administrators)", run=_reindex),
    )
}


def help_text() -> str:
    """Say what Newsdesk is and what can be typed."""
    return "\n".join(_help_lines())


def _help_lines() -> Iterator[str]:
    yield "I answer questions about AI-industry news, with quotes that you can check in one click."
    yield "Mention me with a question, write to me directly, or type:"
    for command in COMMANDS.values():
        name = f"/{command.name}" if command.name == "ask" else f"/newsdesk {command.name}"
        yield f"• {' '.join(filter(None, (name, command.arguments)))}: {command.says}"
    yield f"For example: {EXAMPLES[0]}"
