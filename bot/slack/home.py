"""The Home tab: what Newsdesk is, what it knows, and for administrators how it is; and the side panel's suggestions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.commands import EXAMPLES
from bot.newsroom import LAST_REINDEX, REINDEXING, Newsroom, Screen
from bot.slack.blocks import notice
from bot.slack.callers import Callers
from bot.slack.events import Fields, trigger_key
from bot.slack.posting import slack_errors
from bot.slack.views import AdminHome, home_view
from corpus.errors import NewsdeskError


@dataclass(frozen=True, slots=True, kw_only=True)
class _HomeScreen:
    """A message, and the Home tab beside it."""

    message: Screen
    publish: Callable[[], Awaitable[None]]

    async def show(self, text: str) -> None:
        await self.message.show(text)
        await self.publish()


class Home:
    """Listeners for what people open, and for the button of administrators."""

    def __init__(self, newsroom: Newsroom, callers: Callers) -> None:
        self._newsroom = newsroom
        self._callers = callers
        self._client = callers.poster.client

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_home_opened")(self.on_opened)
        app.action("reindex")(self.on_reindex)

    async def on_opened(self, event: Fields) -> None:
        """Fill the Home tab, or suggest questions where the conversation with Newsdesk is opened."""
        opened = self._publish(event["user"]) if event.get("tab") == "home" else self._suggest(event["channel"])
        self._callers.tasks.start(opened)

    async def on_reindex(self, ack: AsyncAck, body: Fields) -> None:
        """Re-index, as an administrator pressed it."""
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, trigger_key(body)):
            self._callers.tasks.start(self._reindex(body["user"]["id"]))

    async def _reindex(self, user: str) -> None:
        caller = self._callers.of(user)

        async def screen() -> Screen:
            return _HomeScreen(message=await caller.screen(), publish=lambda: self._publish(user))

        told = await self._newsroom.reindex(replace(caller, screen=screen))
        if told:
            await self._callers.poster.post(user, notice(told))
        await self._publish(user)

    async def _publish(self, user: str) -> None:
        is_administrator = await self._callers.people.is_administrator(user)
        view = await self._view(for_administrator=is_administrator)
        with slack_errors():
            await self._client.views_publish(user_id=user, view=view)

    async def _suggest(self, channel: str) -> None:
        prompts = [{"title": example, "message": example} for example in EXAMPLES]
        with slack_errors():
            await self._client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)

    async def _view(self, *, for_administrator: bool) -> dict[str, Any]:
        try:
            lines = await self._newsroom.status_lines()
        except NewsdeskError as error:
            lines = [("Corpus", f"nothing yet: {error}" if for_administrator else "nothing yet")]
        known = dict(lines)
        admin = AdminHome(
            counts=[line for line in lines if line[0] not in {LAST_REINDEX, REINDEXING}],
            last_reindex=known.get(LAST_REINDEX, "none from chat yet"),
            running=known.get(REINDEXING),
        )
        dates = known.get("Dates", "nothing yet")
        return home_view(examples=EXAMPLES, coverage=dates, admin=admin if for_administrator else None)
