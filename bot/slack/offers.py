"""The buttons of cards: under an offer to add or to remove a source, and under lists of sources and of releases."""

import asyncio

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import CHOICES, SHARE_TIMELINE, SHARING, Card
from bot.dispatch import DeliveryRefusedError, persistently
from bot.newsroom import Newsroom
from bot.previewing import Pressed, press
from bot.slack.blocks import Message, card_messages, notice
from bot.slack.callers import Callers
from bot.slack.delivery import SlackDelivery
from bot.slack.events import Fields, card_shared, is_direct, trigger_key


class Offers:
    """Listeners for the buttons. What is pressed once is done once, however often Slack sends it."""

    def __init__(self, newsroom: Newsroom, delivery: SlackDelivery, callers: Callers) -> None:
        self._newsroom = newsroom
        self._delivery = delivery
        self._callers = callers

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners; a picture is shared by Slack's own means."""
        for asks in CHOICES - {SHARE_TIMELINE}:
            app.action(asks)(self.on_pressed)

    async def on_pressed(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Do what a button asks for."""
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, trigger_key(body)):
            self._callers.tasks.start(self._press(body, action))

    async def _press(self, body: Fields, action: Fields) -> None:
        """Do it, and show that in the place of the card; what could not be done is said beside it."""
        if action["action_id"] in SHARING:
            pressed = Pressed(says=await self._share(body, action))
        else:
            pressed = await self._pressed(body, action)
        if isinstance(pressed.says, Card):
            messages = card_messages(pressed.says, is_direct=is_direct(body["channel"]["id"]))
            for part, message in enumerate(messages):
                await self._show(body, message, takes_place=pressed.takes_place and part == 0)
        elif pressed.says:
            await self._show(body, notice(pressed.says), takes_place=pressed.takes_place)

    async def _pressed(self, body: Fields, action: Fields) -> Pressed:
        return await press(self._newsroom, self._callers.of(body["user"]["id"]), action["action_id"], action["value"])

    async def _share(self, body: Fields, action: Fields) -> str | None:
        """Show to everybody in the channel what a card shows; return why not, None where it stands there."""
        request = card_shared(body, action)

        async def share() -> str | None:
            card = (await self._pressed(body, action)).says
            if not isinstance(card, Card):
                return card
            try:
                await self._delivery.share(request, card_messages(card))
            except DeliveryRefusedError as error:
                return f"I could not share it ({error})."
            return None

        return await self._newsroom.shares.once(request.key, share)

    async def _show(self, body: Fields, message: Message, *, takes_place: bool = False) -> None:
        await persistently(
            trigger_key(body),
            lambda _: self._callers.poster.respond(
                body["response_url"], message, response_type="ephemeral", replace_original=takes_place
            ),
        )
