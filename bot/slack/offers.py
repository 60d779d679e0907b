"""The buttons under an offer to add or to remove a source."""

import asyncio

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import ADD, ADD_FEED, CANCEL, REMOVE
from bot.dispatch import persistently
from bot.newsroom import Newsroom
from bot.previewing import press
from bot.slack.blocks import notice
from bot.slack.callers import Callers
from bot.slack.events import Fields, trigger_key


class Offers:
    """Listeners for the buttons. What is pressed once is done once, however often Slack sends it."""

    def __init__(self, newsroom: Newsroom, callers: Callers) -> None:
        self._newsroom = newsroom
        self._callers = callers

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        for asks in (ADD, ADD_FEED, REMOVE, CANCEL):
            app.action(asks)(self.on_pressed)

    async def on_pressed(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Do what a button asks for."""
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, trigger_key(body)):
            self._callers.tasks.start(self._press(body, action))

    async def _press(self, body: Fields, action: Fields) -> None:
        """Do it, and say so in the place of the offer; what could not be done is said beside it."""
        caller = self._callers.of(body["user"]["id"])
        pressed = await press(self._newsroom, caller, action["action_id"], action["value"])
        if pressed.says:
            message = notice(pressed.says)
            await persistently(
                trigger_key(body),
                lambda _: self._callers.poster.respond(
                    body["response_url"],
                    message,
                    response_type="ephemeral",
                    replace_original=pressed.is_settled,
                ),
            )
