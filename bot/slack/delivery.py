"""Delivery to Slack: replies as messages, each once, and notices for one person's eyes."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import tzinfo

from bot.conversation import Request
from bot.dispatch import DeliveryRefusedError
from bot.reply import Reply
from bot.slack.blocks import Message, answer_messages, notice, text_messages
from bot.slack.events import REPLACES
from bot.slack.people import People
from bot.slack.posting import BlocksRefusedError, MissingScopeError, Poster, slack_errors
from corpus.errors import NewsdeskError

_WORKING = "is looking that up …"
_SHARE = "Share to channel"
_ANSWER = "newsdesk_answer"
_PAGE = 200
_log = logging.getLogger(__name__)


class SlackDelivery:
    """The platform that a dispatcher delivers to."""

    def __init__(self, poster: Poster, people: People) -> None:
        self._client = poster.client
        self._poster = poster
        self._people = people

    async def time_zone(self, request: Request) -> tzinfo:
        """Return the asker's time zone, as Slack knows it."""
        return await self._people.time_zone(request.user)

    async def show_working(self, request: Request, posting: asyncio.Future[bool]) -> None:
        """Show a status in the thread, which an answer takes away; a command was acknowledged with a line already."""
        if request.is_private:
            return
        await self._set_status(request, _WORKING)
        overtaken = posting.done()
        if overtaken or not await posting:
            await self._set_status(request, "")

    async def _set_status(self, request: Request, status: str) -> None:
        try:
            with slack_errors():
                await self._client.assistant_threads_setStatus(
                    channel_id=request.channel, thread_ts=request.thread, status=status
                )
        except NewsdeskError as error:
            _log.warning("%s: no status: %s", request.key, error)

    async def deliver(self, request: Request, reply: Reply, *, again: bool) -> None:
        """Post a reply; where Slack refuses its blocks, in plainer ones, in the end as text alone."""
        share = None if request.is_direct else _SHARE
        for is_plainer in (False, True):
            messages = answer_messages(reply, request.key, share=share, plain_feedback=is_plainer)
            try:
                return await self._send(request, messages, again=again)
            except BlocksRefusedError as error:
                _log.warning("%s: %s, tried again in a plainer form", request.key, error)
                again = True
        return await self._send(request, text_messages(reply), again=again)

    async def tell(self, request: Request, text: str) -> None:
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

    async def _whisper(self, request: Request, message: Message) -> None:
        """Show a message to the asker alone; in a thread that does not exist yet nobody would see it."""
        thread = None if request.starts_thread else request.thread
        with slack_errors():
            await self._client.chat_postEphemeral(
                channel=request.channel,
                user=request.user,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread,
            )

    async def _send(self, request: Request, messages: Sequence[Message], *, again: bool) -> None:
        if not request.is_private:
            await self._post(request, messages, again=again)
            return
        try:
            await self._respond(request, messages)
        except BlocksRefusedError:
            raise
        except DeliveryRefusedError:  # the address that came with the command has expired
            for message in messages:
                await self._poster.post(request.user, message)

    async def _respond(self, request: Request, messages: Sequence[Message]) -> None:
        """Answer by the address that came with the request; the first message replaces the acknowledgement.

        So an answer that is sent again, after a kill, replaces itself.
        """
        for part, message in enumerate(messages):
            replaces = part == 0 and REPLACES in request.address
            await self._poster.respond(
                request.address["response_url"], message, response_type="ephemeral", replace_original=replaces
            )

    async def _post(self, request: Request, messages: Sequence[Message], *, again: bool) -> None:
        """Post in the thread what is not there yet."""
        there = await self._posted(request) if again else set[int]()
        for part, message in enumerate(messages):
            if part not in there:
                metadata = {"event_type": _ANSWER, "event_payload": {"key": request.key, "part": part}}
                await self._poster.post(request.channel, message, thread_ts=request.thread, metadata=metadata)

    async def _posted(self, request: Request) -> set[int]:
        """Return which parts of the answer stand in the thread: Slack keeps the mark of each message.

        Where Newsdesk may not read the thread there are none: an answer twice is better than none.
        """
        parts: set[int] = set()
        cursor: str | None = None
        while True:
            try:
                with slack_errors():
                    page = await self._client.conversations_replies(
                        channel=request.channel,
                        ts=request.thread,
                        include_all_metadata=True,
                        limit=_PAGE,
                        cursor=cursor,
                    )
            except (MissingScopeError, DeliveryRefusedError):
                return parts
            for message in page["messages"]:
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("key") == request.key:
                    parts.add(int(payload["part"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return parts
