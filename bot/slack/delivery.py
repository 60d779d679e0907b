"""Delivery to Slack: replies as messages, each once, and notices for one person's eyes."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.conversation import Request
from bot.dispatch import DeliveryRefusedError, goes_on, persistently
from bot.presentation import SHARE
from bot.reply import Reply
from bot.slack.blocks import Message, answer_messages, notice, offer, text_messages, unshareable
from bot.slack.people import People
from bot.slack.posting import BlocksRefusedError, MissingScopeError, Poster, slack_errors
from corpus.errors import NewsdeskError

_LOOKING = "Looking that up …"
_WORKING = "is looking that up …"
_ANSWER = "newsdesk_answer"
_PAGE = 200
_PATIENCE_S = 1.0
_CLOCKS_APART_S = 3_600.0
_log = logging.getLogger(__name__)


class SlackDelivery:
    """The platform that a dispatcher delivers to."""

    def __init__(self, poster: Poster, people: People) -> None:
        self._client = poster.client
        self._poster = poster
        self._people = people
        self._statuses: dict[str, asyncio.Event] = {}  # by the keys of requests, while Slack is asked to show them

    async def time_zone(self, request: Request) -> tzinfo:
        """Return the asker's time zone, as Slack knows it."""
        return await self._people.time_zone(request.user)

    async def show_working(self, request: Request, is_posted: asyncio.Future[bool]) -> None:
        """Show a status in the thread, which an answer takes away.

        A private line stays where it is, so there is one only where the answer takes a while.
        """
        if request.is_private:
            await asyncio.wait({is_posted}, timeout=_PATIENCE_S)
            if not is_posted.done():
                await self._respond(request, [notice(_LOOKING)])
            return
        is_shown = self._statuses[request.key] = asyncio.Event()
        await self._set_status(request, _WORKING)
        is_shown.set()
        is_overtaken = self._statuses.pop(request.key, None) is None
        if not await is_posted or is_overtaken:
            await self._set_status(request, "")

    async def _status_is_shown(self, request: Request) -> None:
        """Wait until the status is there, for one that comes behind the answer would stay; but do not wait long."""
        if is_shown := self._statuses.get(request.key):
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    await is_shown.wait()
            except TimeoutError:
                self._statuses.pop(request.key, None)

    async def _set_status(self, request: Request, status: str) -> None:
        try:
            with slack_errors():
                await self._client.assistant_threads_setStatus(
                    channel_id=request.channel, thread_ts=request.thread, status=status
                )
        except NewsdeskError as error:
            _log.warning("%s: no status: %s", request.key, error)

    async def deliver(self, request: Request, reply: Reply, *, again: bool) -> str:
        """Post a reply; where Slack refuses its blocks, in plainer ones, in the end as text alone.

        Return the thread.
        """
        if request.is_private and again:  # Slack does not tell whether it shows it already
            return await self._send_privately(request, [offer(request.text, request.key)])
        share = None if request.is_direct or request.is_shared else SHARE
        for is_plainer in (False, True):
            messages = answer_messages(
                reply, request.key, share=share, is_shared=request.is_shared, plain_feedback=is_plainer
            )
            try:
                return await self._send(request, messages, again=again)
            except BlocksRefusedError as error:
                _log.warning("%s: %s, tried again in a plainer form", request.key, error)
                again = True
        return await self._send(request, text_messages(reply), again=again)

    async def tell(self, request: Request, text: str, *, is_worth_a_line: bool) -> None:  # noqa: ARG002 - Slack can always whisper
        """Tell the asker something that nobody else sees, by a direct message if nothing else is left."""
        message = notice(text)
        try:
            if request.is_private:
                await self._respond(request, [message])
            elif request.is_direct:
                await self._poster.post(request.channel, message, thread_ts=request.thread)
            else:
                await self._whisper(request, message)
        except DeliveryRefusedError:
            await self._poster.post(request.user, message)

    async def show(self, request: Request, messages: Sequence[Message]) -> None:
        """Show messages to whoever used a command, each as soon as Slack takes it."""
        for message in messages:
            await self._show(request, message)

    async def _show(self, request: Request, message: Message) -> None:
        await persistently(request.key, lambda _: self._send_privately(request, [message]))

    async def share(self, request: Request, messages: Sequence[Message]) -> None:
        """Show messages to everybody in the channel, once, as soon as Slack takes them.

        Raises:
            DeliveryRefusedError: Slack does not take them.
        """
        await persistently(request.key, lambda may_be_there: self._send(request, messages, again=may_be_there))

    async def _whisper(self, request: Request, message: Message) -> None:
        """Show a message to the asker alone; in a thread that does not exist yet nobody would see it."""
        is_seen = not (request.starts_thread or request.is_shared)
        await self._poster.whisper(request.channel, request.user, message, request.thread if is_seen else None)

    async def _send(self, request: Request, messages: Sequence[Message], *, again: bool) -> str:
        if request.is_private:
            return await self._send_privately(request, messages)
        try:
            return await self._post(request, messages, again=again)
        except BlocksRefusedError:
            raise
        except DeliveryRefusedError as error:
            if not (request.is_shared and request.address):
                raise
            if again:
                raise DeliveryRefusedError(f"{error}; look whether it is there, and share it again if not") from error
            # Newsdesk is not in the channel: the address that came with the button is good for it, and leaves no mark
            await self._respond(request, messages, response_type="in_channel")
            return request.thread

    async def _send_privately(self, request: Request, messages: Sequence[Message]) -> str:
        try:
            await self._respond(request, messages)
        except BlocksRefusedError:
            raise
        except DeliveryRefusedError:  # the address that came with the command has expired
            for part, message in enumerate(messages):
                with goes_on(part):
                    await self._poster.post(request.user, unshareable(message))
        return request.thread

    async def _respond(self, request: Request, messages: Sequence[Message], response_type: str = "ephemeral") -> None:
        """Answer by the address that came with the request."""
        for part, message in enumerate(messages):
            with goes_on(part):
                await self._poster.respond(
                    request.address["response_url"], message, response_type=response_type, replace_original=False
                )

    async def _post(self, request: Request, messages: Sequence[Message], *, again: bool) -> str:
        """Post in the thread what is not there yet; what is shared begins one, perhaps of an earlier press."""
        await self._status_is_shown(request)
        thread = None if request.is_shared else request.thread
        there = await self._posted(request, thread, len(messages)) if again or request.is_shared else {}
        if request.is_shared and 0 in there:
            thread = there[0]
            there |= await self._posted(request, thread, len(messages))
        for part, message in enumerate(messages):
            if part not in there:
                payload = {"key": request.key, "part": part, "of": len(messages)}
                metadata = {"event_type": _ANSWER, "event_payload": payload}
                with goes_on(part):
                    _, ts = await self._poster.post(request.channel, message, thread_ts=thread, metadata=metadata)
                thread = thread or ts
        return thread or request.thread

    async def _posted(self, request: Request, thread: str | None, of: int) -> dict[int, str]:
        """Return which parts of an answer in so many stand in a thread, or in the channel, and the ts of each.

        Slack keeps the mark of each message. Where Newsdesk may not read there are none: an answer twice is better
        than none.
        """
        parts: dict[int, str] = {}
        cursor: str | None = None
        while True:
            try:
                with slack_errors():
                    page = await self._page(request, thread, cursor)
            except (MissingScopeError, DeliveryRefusedError):
                return parts
            for message in page["messages"]:
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("key") == request.key and payload.get("of") == of:
                    parts[int(payload["part"])] = str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return parts

    async def _page(self, request: Request, thread: str | None, cursor: str | None) -> AsyncSlackResponse:
        marks: dict[str, Any] = {"include_all_metadata": True, "limit": _PAGE, "cursor": cursor}
        if thread is None:
            oldest = str(request.asked_at.timestamp() - _CLOCKS_APART_S)
            return await self._client.conversations_history(channel=request.channel, oldest=oldest, **marks)
        return await self._client.conversations_replies(channel=request.channel, ts=thread, **marks)
