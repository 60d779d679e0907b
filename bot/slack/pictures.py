"""Pictures in Slack: a message that one person alone sees can hold none, so they go into the direct conversation."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.cards import Card
from bot.conversation import Request
from bot.dispatch import DeliveryRefusedError, persistently
from bot.slack.blocks import Message, card_messages, notice
from bot.slack.delivery import SlackDelivery
from bot.slack.posting import MissingScopeError, Poster, slack_errors
from bot.slack.setup import missing_scopes_advice
from bot.timeline.description import in_words
from bot.timeline.entry import Picture
from corpus.errors import NewsdeskError

Result = TypeVar("Result")

_FILE, _TITLE = "timeline.png", "Timeline"
_WHERE = "The timeline is in our direct messages."
_PATIENCE_S = 120.0  # after that it is told in words
# Slack shows a file some seconds after it has said so, and some never (slackapi/python-slack-sdk#1575 and #1818).
_LOOKS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
_NEWEST = 15
_log = logging.getLogger(__name__)


class Pictures:
    """Shows pictures to whoever used a command; where Slack takes none, in words."""

    def __init__(self, poster: Poster, delivery: SlackDelivery) -> None:
        self._poster = poster
        self._delivery = delivery

    async def show(self, request: Request, card: Card, picture: Picture) -> None:
        """Put the picture of a card into the direct conversation, once, and say where it is to who is elsewhere."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                channel = await self._put(request, card, picture)
        except (DeliveryRefusedError, TimeoutError) as error:
            _log.warning("%s: no picture: %s", request.key, error)
            told: Message | None = notice(in_words(picture, str(error) or "Slack does not take it now"))
        else:
            told = notice(_WHERE) if channel != request.channel else None
        if told:
            await self._delivery.show(request, [told])

    async def _put(self, request: Request, card: Card, picture: Picture) -> str:
        """Put a picture into the direct conversation with the asker; return the id of that.

        Raises:
            DeliveryRefusedError: Slack does not take it, or does not show it.
        """
        poster, key = self._poster, request.key
        [message] = card_messages(replace(card, choices=()))
        channel = await _made(key, lambda _: poster.direct(request.user))
        file = await _made(key, lambda _: poster.upload(picture.png, _FILE, picture.alt_text))

        async def put(may_be_there: bool) -> None:  # noqa: FBT001 - as `persistently` has it
            try:
                await poster.put(channel, file, _TITLE, message)
            except DeliveryRefusedError:
                if not may_be_there:  # a file can be put somewhere once: where it is, the second try is refused
                    raise

        await _made(key, put)
        if not await self._is_shown(channel, file):
            raise DeliveryRefusedError("Slack took it, and does not show it")
        return channel

    async def _is_shown(self, channel: str, file: str) -> bool:
        """Tell whether a file has come to stand in a channel; where Slack does not let that be looked up, it has."""
        for wait in _LOOKS_S:
            await asyncio.sleep(wait)
            try:
                with slack_errors():
                    page = await self._poster.client.conversations_history(channel=channel, limit=_NEWEST)
            except NewsdeskError as error:
                _log.warning("Slack: whether a picture is shown cannot be told: %s", error)
                return True
            if any(each["id"] == file for message in page["messages"] for each in message.get("files") or ()):
                return True
        return False


async def _made(key: str, call: Callable[[bool], Awaitable[Result]]) -> Result:
    """Make a call until Slack takes it; nobody waits for a scope that the app lacks.

    Raises:
        DeliveryRefusedError: Slack does not take it.
    """

    async def tried(may_be_there: bool) -> Result:  # noqa: FBT001 - as `persistently` has it
        try:
            return await call(may_be_there)
        except MissingScopeError as error:
            advice = f"an administrator has to add a scope, as {missing_scopes_advice((error.scope,))}"
            raise DeliveryRefusedError(advice) from error

    return await persistently(key, tried)
