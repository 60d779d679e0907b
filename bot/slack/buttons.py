"""The buttons under an answer: what people think of it, whole passages, and sharing."""

import asyncio
import logging
from datetime import UTC, datetime

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.dispatch import Dispatcher, persistently
from bot.slack.blocks import SHARE, answer_messages, notice
from bot.slack.events import Fields, shared, trigger_key
from bot.slack.posting import Poster, slack_errors
from bot.slack.views import View, missing_view, searching_view, sources_view
from bot.store import RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError

_THANKS = "Thank you: noted."
_SHARED_ALREADY = "It is shared already."
_NOT_KEPT = "That answer is no longer kept: ask again."
_log = logging.getLogger(__name__)


class Buttons:
    """Listeners for the buttons. What is pressed once is done once, however often Slack sends it."""

    def __init__(self, store: RequestStore, dispatcher: Dispatcher, poster: Poster, tasks: Tasks) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._poster = poster
        self._tasks = tasks

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        for action in ("feedback", "feedback_good", "feedback_bad"):
            app.action(action)(self.on_feedback)
        app.action("more_sources")(self.on_more_sources)
        app.action("share")(self.on_share)
        app.action("show_answer")(self.on_show_answer)

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
        self._tasks.start(self._show_sources(body, action["value"]))

    async def _show_sources(self, body: Fields, key: str) -> None:
        """Open the modal before anything is looked up: the trigger is good for three seconds, and for one modal."""
        view_id, problem = None, ""
        try:
            with slack_errors():
                opened = await self._poster.client.views_open(trigger_id=body["trigger_id"], view=searching_view())
            view_id = opened["view"]["id"]
        except NewsdeskError as error:
            problem = str(error)
        is_first = await asyncio.to_thread(self._store.take, trigger_key(body))
        if view_id is None:
            _log.warning("Slack: no modal: %s", problem)
            if is_first:
                await self._whisper(body, f"Slack did not open it ({problem}): press the button again.")
            return
        reply = await asyncio.to_thread(self._store.reply, key)
        view = sources_view(reply) if reply else missing_view()
        await persistently(key, lambda _: self._fill(view_id, view))

    async def _fill(self, view_id: str, view: View) -> None:
        with slack_errors():
            await self._poster.client.views_update(view_id=view_id, view=view)

    async def on_share(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Post an answer in its channel, once."""
        await ack()
        if not await asyncio.to_thread(self._store.take, trigger_key(body)):
            return
        key = action["value"]
        reply = await asyncio.to_thread(self._store.reply, key)
        if reply is None:
            self._tasks.start(self._whisper(body, _NOT_KEPT))
        elif not await self._dispatcher.share(shared(body, key, reply.question, datetime.now(UTC)), reply):
            self._tasks.start(self._whisper(body, _SHARED_ALREADY))

    async def on_show_answer(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Show an answer in the place of the offer to show it."""
        await ack()
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            self._tasks.start(self._show_answer(body, action["value"]))

    async def _show_answer(self, body: Fields, key: str) -> None:
        reply = await asyncio.to_thread(self._store.reply, key)
        messages = answer_messages(reply, key, share=SHARE) if reply else (notice(_NOT_KEPT),)
        for part, message in enumerate(messages):
            await self._poster.respond(
                body["response_url"], message, response_type="ephemeral", replace_original=part == 0
            )

    async def _whisper(self, body: Fields, text: str) -> None:
        await self._poster.respond(
            body["response_url"], notice(text), response_type="ephemeral", replace_original=False
        )
