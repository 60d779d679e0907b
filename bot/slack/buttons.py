"""The buttons under an answer: what people think of it, whole passages, and sharing."""

import asyncio
import logging
from collections.abc import Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.conversation import Request
from bot.dispatch import Dispatcher, persistently
from bot.presentation import THANKS
from bot.slack.blocks import notice
from bot.slack.events import Fields, shared, shown, trigger_key
from bot.slack.posting import Poster, slack_errors
from bot.slack.views import View, missing_view, searching_view, sources_view
from bot.store import RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError

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
            self._tasks.start(self._whisper(body, THANKS))

    async def on_more_sources(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Show whole passages in a modal."""
        await ack()
        self._tasks.start(self._show_sources(body, action["value"]))

    async def _show_sources(self, body: Fields, key: str) -> None:
        """Open the modal before anything is looked up: the trigger is good for three seconds, and for one modal."""
        opened, is_first = await asyncio.gather(
            self._opened(body["trigger_id"]), asyncio.to_thread(self._store.take, trigger_key(body))
        )
        if isinstance(opened, NewsdeskError):
            _log.warning("Slack: no modal: %s", opened)
            if is_first:
                await self._whisper(body, f"Slack did not open it ({opened}): press the button again.")
            return
        reply = await asyncio.to_thread(self._store.reply, key)
        view = sources_view(reply) if reply else missing_view()
        await persistently(key, lambda _: self._fill(opened, view))

    async def _opened(self, trigger: str) -> str | NewsdeskError:
        try:
            with slack_errors():
                opened = await self._poster.client.views_open(trigger_id=trigger, view=searching_view())
        except NewsdeskError as error:
            return error
        return str(opened["view"]["id"])

    async def _fill(self, view_id: str, view: View) -> None:
        with slack_errors():
            await self._poster.client.views_update(view_id=view_id, view=view)

    async def on_share(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Post an answer in its channel, once."""
        await ack()
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            await self._repeat(body, action["value"], shared)

    async def on_show_answer(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Show an answer that may not have arrived."""
        await ack()
        if await asyncio.to_thread(self._store.take, trigger_key(body)):
            await self._repeat(body, action["value"], shown)

    async def _repeat(self, body: Fields, key: str, again: Callable[[Fields, Request], Request]) -> None:
        """Post the answer to a request once more, or say why not."""
        if told := await self._dispatcher.repeat(key, lambda asked: again(body, asked)):
            self._tasks.start(self._whisper(body, told))

    async def _whisper(self, body: Fields, text: str) -> None:
        await self._poster.respond(
            body["response_url"], notice(text), response_type="ephemeral", replace_original=False
        )
