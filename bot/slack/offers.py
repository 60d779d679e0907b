"""The buttons of cards: under an offer to add or to remove a source, and under the list of sources."""

import asyncio

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import CHOICES, Card
from bot.dispatch import persistently
from bot.newsroom import Newsroom
from bot.previewing import press
from bot.slack.blocks import Message, card_messages, notice
from bot.slack.callers import Callers
from bot.slack.events import Fields, trigger_key


class Offers:
    """Listeners for the buttons. What is pressed once is done once, however often Slack sends it."""

    def __init__(self, newsroom: Newsroom, callers: Callers) -> None:
        self._newsroom = newsroom
        self._callers = callers

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        for asks in CHOICES:
            app.action(asks)(self.on_pressed)

    async def on_pressed(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Do what a button asks for."""
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, trigger_key(body)):
            self._callers.tasks.start(self._press(body, action))

    async def _press(self, body: Fields, action: Fields) -> None:
        """Do it, and show that in the place of the card; what could not be done is said beside it."""
        caller = self._callers.of(body["user"]["id"])
        pressed = await press(self._newsroom, caller, action["action_id"], action["value"])
        says = pressed.says
        messages = card_messages(says) if isinstance(says, Card) else (notice(says),) if says else ()
        for part, message in enumerate(messages):
            await self._show(body, message, takes_place=pressed.takes_place and part == 0)

    async def _show(self, body: Fields, message: Message, *, takes_place: bool) -> None:
        await persistently(
            trigger_key(body),
            lambda _: self._callers.poster.respond(
                body["response_url"], message, response_type="ephemeral", replace_original=takes_place
            ),
        )
