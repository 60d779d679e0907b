"""The Home tab: what Newsdesk is, what it knows, and for administrators how it is; and the side panel's suggestions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import failing_parts
from bot.commands import EXAMPLES
from bot.newsroom import REFRESH, REINDEX, Job, Newsroom, Screen, State
from bot.slack.blocks import notice
from bot.slack.callers import Callers
from bot.slack.events import Fields, trigger_key
from bot.slack.posting import slack_errors
from bot.slack.views import AdminHome, home_view
from corpus.errors import NewsdeskError

_JOBS = {"refresh": REFRESH, "reindex": REINDEX}


@dataclass(frozen=True, slots=True, kw_only=True)
class _HomeScreen:
    """A message, and the Home tab beside it."""

    message: Screen
    publish: Callable[[], Awaitable[None]]

    async def show(self, text: str) -> None:
        await self.message.show(text)
        await self.publish()


class Home:
    """Listeners for what people open, and for the buttons of administrators."""

    def __init__(self, newsroom: Newsroom, callers: Callers) -> None:
        self._newsroom = newsroom
        self._callers = callers
        self._client = callers.poster.client

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_home_opened")(self.on_opened)
        for action in _JOBS:
            app.action(action)(self.on_job)

    async def on_opened(self, event: Fields) -> None:
        """Fill the Home tab, or suggest questions where the conversation with Newsdesk is opened."""
        opened = self._publish(event["user"]) if event.get("tab") == "home" else self._suggest(event["channel"])
        self._callers.tasks.start(opened)

    async def on_job(self, ack: AsyncAck, body: Fields, action: Fields) -> None:
        """Have done what an administrator pressed."""
        await ack()
        if await asyncio.to_thread(self._newsroom.store.take, trigger_key(body)):
            self._callers.tasks.start(self._do(body["user"]["id"], _JOBS[action["action_id"]]))

    async def _do(self, user: str, job: Job) -> None:
        caller = self._callers.of(user)

        async def screen(doing: str) -> Screen:
            return _HomeScreen(message=await caller.screen(doing), publish=lambda: self._publish(user))

        told = await self._newsroom.do(replace(caller, screen=screen), job)
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
            state = await self._newsroom.state()
        except NewsdeskError as error:
            nothing = f"nothing yet: {error}" if for_administrator else "nothing yet"
            state = State(rows={"Corpus": nothing}, failing=(), at_work=None, last_work=None)
        admin = AdminHome(
            counts=state.rows,
            failing=failing_parts(state.failing),
            last_work=state.last_work or "none from chat yet",
            at_work=state.at_work,
        )
        dates = state.rows.get("Dates", "nothing yet")
        return home_view(examples=EXAMPLES, coverage=dates, admin=admin if for_administrator else None)
