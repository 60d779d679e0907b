"""The buttons under an answer: what people think of it, whole passages, and sharing."""

import asyncio
import logging

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.dispatch import DeliveryRefusedError
from bot.slack.blocks import Message, notice, shared_messages
from bot.slack.events import PLATFORM, Fields, trigger_key
from bot.slack.posting import Poster, slack_errors
from bot.slack.views import missing_view, searching_view, sources_view
from bot.store import RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError

_THANKS = "Thank you: noted."
_SHARED_ALREADY = "It is shared already."
_NOT_KEPT = "That answer is no longer kept: ask again."
_log = logging.getLogger(__name__)


class Buttons:
    """Listeners for the buttons. What is pressed once is done once, however often Slack sends it."""

    def __init__(self, store: RequestStore, poster: Poster, tasks: Tasks) -> None:
        self._store = store
        self._poster = poster
        self._tasks = tasks

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        for action in ("feedback", "feedback_good", "feedback_bad"):
            app.action(action)(self.on_feedback)
        app.action("more_sources")(self.on_more_sources)
        app.action("share")(self.on_share)

    async def on_feedback(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Keep what a person thinks of an answer."""
        await ack()
        verdict, _, key = action["value"].partition(" ")
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            await asyncio.to_thread(self._store.judge, key, body["user"]["id"], verdict)
            self._tasks.start(self._whisper(body, _THANKS))

    async def on_more_sources(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Show whole passages in a modal."""
        await ack()
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            self._tasks.start(self._show_sources(body, action["value"]))

    async def _show_sources(self, body: Fields, key: str) -> None:
        """Open the modal before anything is looked up: the trigger is good for three seconds."""
        try:
            with slack_errors():
                opened = await self._poster.client.views_open(trigger_id=body["trigger_id"], view=searching_view())
        except NewsdeskError as error:
            _log.warning("Slack: no modal: %s", error)
            await self._whisper(body, f"Slack did not open it ({error}): press the button again.")
            return
        reply = await asyncio.to_thread(self._store.reply, key)
        view = sources_view(reply) if reply else missing_view()
        with slack_errors():
            await self._poster.client.views_update(view_id=opened["view"]["id"], view=view)

    async def on_share(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Post an answer in its channel, once."""
        await ack()
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            self._tasks.start(self._share(body, action["value"]))

    async def _share(self, body: Fields, key: str) -> None:
        reply = await asyncio.to_thread(self._store.reply, key)
        if reply is None:
            await self._whisper(body, _NOT_KEPT)
            return
        shared = f"{PLATFORM}:share:{key}"
        if not await asyncio.to_thread(self._store.take, shared):
            await self._whisper(body, _SHARED_ALREADY)
            return
        try:
            for message in shared_messages(reply, key):
                await self._post(body, message)
        except NewsdeskError as error:
            await asyncio.to_thread(self._store.release, shared)
            await self._whisper(body, f"It could not be shared ({error}): try again later.")

    async def _post(self, body: Fields, message: Message) -> None:
        """Post in the channel, or where Newsdesk is not in it, by the address that came with the button."""
        try:
            await self._poster.post(body["channel"]["id"], message)
        except DeliveryRefusedError:
            await self._poster.respond(
                body["response_url"], message, response_type="in_channel", replace_original=False
            )

    async def _whisper(self, body: Fields, text: str) -> None:
        await self._poster.respond(
            body["response_url"], notice(text), response_type="ephemeral", replace_original=False
        )
