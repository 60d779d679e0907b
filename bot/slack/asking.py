"""Asking in Slack: messages, slash commands and the shortcut.

Bolt acknowledges when a listener returns: by then a request is kept, and all work that takes time runs in a task of
its own.
"""

import asyncio
import logging
from datetime import UTC, datetime

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import Card
from bot.commands import COMMANDS, Call, Run
from bot.conversation import Request
from bot.dispatch import FAILED, STOPPED, Dispatcher
from bot.hearing import hear
from bot.newsroom import Newsroom
from bot.slack.blocks import card_messages
from bot.slack.callers import Callers
from bot.slack.delivery import SlackDelivery
from bot.slack.events import Fields, checked, commanded, said
from bot.slack.pictures import Pictures

_log = logging.getLogger(__name__)


class Asking:
    """Listeners for all the ways of asking; what is asked is kept before it is acknowledged."""

    def __init__(
        self, newsroom: Newsroom, dispatcher: Dispatcher, delivery: SlackDelivery, callers: Callers, bot_user: str
    ) -> None:
        self._pictures = Pictures(callers.poster, delivery)
        self._newsroom = newsroom
        self._dispatcher = dispatcher
        self._delivery = delivery
        self._callers = callers
        self._bot_user = bot_user

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        for event in ("app_mention", "message"):
            app.event(event)(self.on_said)
        for command in ("/newsdesk", *(command.typed for command in COMMANDS.values() if command.is_short)):
            app.command(command)(self.on_command)
        app.shortcut("check_this_claim")(self.on_claim)

    async def on_said(self, event: Fields, body: Fields) -> None:
        """Take a message in, if it is a question to Newsdesk."""
        if request := said(event, body["team_id"], self._bot_user):
            await hear(self._newsroom, self._dispatcher, request)

    async def on_command(self, ack: AsyncAck, body: Fields) -> None:
        """Run a slash command: `/newsdesk NAME …`, or for some `/NAME …` for short."""
        typed = (body.get("text") or "").strip()
        own = body["command"].removeprefix("/")
        name, text = _split(typed) if own == "newsdesk" else (own, typed)
        command = COMMANDS.get(name, COMMANDS["help"])
        is_question = command.name == "ask"
        request = commanded(body, text, datetime.now(UTC), is_question=is_question)
        if is_question:
            told = await command.run(self._call(request))
            await ack(told if isinstance(told, str) else "")
            return
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, request.key):
            self._callers.tasks.start(
                self._run(command.run, request), lambda: self._delivery.tell(request, STOPPED, is_worth_a_line=True)
            )

    async def _run(self, run: Run, request: Request) -> None:
        """Run a command, and show what it returns; what takes a while is said to be in work."""
        is_shown = asyncio.get_running_loop().create_future()
        self._callers.tasks.start(self._delivery.show_working(request, is_shown))
        try:
            told = await self._told(run, request)
            if isinstance(told, Card):
                await self._show(request, told)
            elif told:
                self._dispatcher.tell(request, told)
        finally:
            is_shown.set_result(True)

    async def _told(self, run: Run, request: Request) -> str | Card | None:
        try:
            return await run(self._call(request))
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and whoever used the command is told
            _log.exception("%s: a command failed", request.key)
            return FAILED

    async def _show(self, request: Request, card: Card) -> None:
        if card.picture:
            await self._pictures.show(request, card, card.picture)
        else:
            await self._delivery.show(request, card_messages(card, is_direct=request.is_direct))

    def _call(self, request: Request) -> Call:
        return Call(
            request=request,
            caller=self._callers.of(request.user),
            newsroom=self._newsroom,
            dispatcher=self._dispatcher,
        )

    async def on_claim(self, ack: AsyncAck, body: Fields) -> None:
        """Ask with the text of a message."""
        await ack()
        await self._dispatcher.take(checked(body, self._bot_user, datetime.now(UTC)))


def _split(typed: str) -> tuple[str, str]:
    """Return the name of a command in lower case, and what was typed behind it."""
    name, *text = typed.split(maxsplit=1) or [""]
    return name.casefold(), "".join(text)
