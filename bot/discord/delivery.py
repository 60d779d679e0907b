"""Delivery to Discord: replies as messages, each once, and notices for one person's eyes."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo

from bot.cards import SHARING
from bot.conversation import Request
from bot.discord.embeds import FOLLOW_UP, Message, answer_messages, notices, unfinished
from bot.discord.events import button_keys, can_share
from bot.discord.posting import (
    AlreadyThereError,
    ExpiredError,
    MissingPermissionError,
    Poster,
    discord_errors,
    is_good,
)
from bot.discord.text import linked
from bot.dispatch import DeliveryRefusedError, persistently
from bot.presentation import shared
from bot.reply import Reply, one_line
from bot.settings import DiscordSettings
from bot.splitting import shortened
from bot.timeline.description import in_words
from corpus.errors import NewsdeskError

_TYPING_S = 8.0  # Discord shows it for ten
_MOST_THREAD_NAME = 100
_MOST_READ = 1_000
_CLOCKS_APART = timedelta(minutes=1)
_GO_ON = f"To go on, reply to me, mention me, or press “{FOLLOW_UP}”: other lines here I cannot read."
_ATTACH = "an administrator has to grant me the permission Attach Files"
_log = logging.getLogger(__name__)


class DiscordDelivery:
    """The platform that a dispatcher delivers to."""

    def __init__(self, poster: Poster, settings: DiscordSettings) -> None:
        self._poster = poster
        self._settings = settings

    async def time_zone(self, request: Request) -> tzinfo:  # noqa: ARG002 - Discord knows nobody's
        """Return UTC: Discord does not tell people's time zones."""
        return UTC

    async def show_working(self, request: Request, is_posted: asyncio.Future[bool]) -> None:
        """Show that Newsdesk is typing; of an interaction Discord itself shows that it is in work."""
        if request.is_private or _token(request):
            return
        try:
            while not is_posted.done():
                await self._poster.show_typing(request.address["place"])
                await asyncio.wait({is_posted}, timeout=_TYPING_S)
        except NewsdeskError as error:
            _log.warning("%s: no typing: %s", request.key, error)

    async def deliver(self, request: Request, reply: Reply, *, again: bool) -> str:
        """Answer the interaction as long as Discord lets us, else post the reply; return the thread."""
        messages = self._messages(request, reply)
        if (token := _token(request)) and not request.is_shared:
            # What stands behind the first one may be there already, and cannot be looked for.
            shown = [unfinished(messages[0], request.key)] if again and len(messages) > 1 else messages
            try:
                await self._poster.respond(token, shown, is_private=request.is_private)
            except ExpiredError as error:
                _log.info("%s: the interaction cannot be answered any more (%s)", request.key, error)
            else:
                return request.thread
        if request.is_private and not request.is_direct:
            place = await self._poster.direct(request.user)
            await self._post(request, place, messages, again=again)
            return request.thread
        if request.is_shared:
            return await self._post(request, request.address["place"], messages, again=again)
        return await self._answer(request, messages, again=again)

    def _messages(self, request: Request, reply: Reply) -> tuple[Message, ...]:
        opens_thread = self._opens_thread(request)
        above = f"“{reply.question}”" if "token" in request.address and not request.is_private else None
        return answer_messages(
            reply,
            request.key,
            above=shared(reply) if request.is_shared else above,
            footer=_GO_ON if opens_thread else "",
            can_share=request.is_private and _token(request) is not None and can_share(request.address),
            can_follow_up=not request.is_direct,
        )

    def _opens_thread(self, request: Request) -> bool:
        return self._settings.answers == "thread" and request.starts_thread and not request.is_direct

    async def _answer(self, request: Request, messages: Sequence[Message], *, again: bool) -> str:
        """Answer a message, in a thread where there is to be one and can be; an interaction has none to reply to."""
        asked = request.address.get("message")
        if asked and self._opens_thread(request) and await self._is_thread_open(request, asked):
            try:
                await self._post(request, asked, messages, again=again)  # the thread of a message has its id
            except DeliveryRefusedError as error:
                _log.info("%s: answered beside its thread: %s", request.key, error)
            else:
                return request.thread
        await self._post(request, request.address["place"], messages, again=again, reply_to=asked)
        return request.thread

    async def _is_thread_open(self, request: Request, asked: str) -> bool:
        """Open the thread of a question; False where there can be none."""
        name = shortened(one_line(" ".join(request.text.split())) or "Question", _MOST_THREAD_NAME)
        try:
            await self._poster.begin_thread(request.address["place"], asked, name)
        except AlreadyThereError:
            return True
        except DeliveryRefusedError as error:
            _log.info("%s: answered without a thread: %s", request.key, error)
            return False
        return True

    async def _post(
        self, request: Request, place: str, messages: Sequence[Message], *, again: bool, reply_to: str | None = None
    ) -> str:
        """Post what is not there yet; return the id of the first message."""
        there = await self._posted(request, place) if again else {}
        if request.key in there:
            return there[request.key]
        posted = [
            there.get(message.text)
            or await self._poster.post(place, message, key=request.key, reply_to=reply_to if part == 0 else None)
            for part, message in enumerate(messages)
        ]
        return posted[0]

    async def _posted(self, request: Request, place: str) -> dict[str, str]:
        """Return the ids of what was posted since a request, by the keys of its buttons, or by its text if it has none.

        Of an answer, the last message alone has buttons. Discord takes the same message twice only after minutes. Where
        Newsdesk may not read, there is nothing: an answer twice is better than none.
        """
        since = request.asked_at - _CLOCKS_APART
        there: dict[str, str] = {}
        try:
            with discord_errors():
                async for message in self._poster.channel(place).history(after=since, limit=_MOST_READ):
                    signs = button_keys(message, "good") or [embed.description or "" for embed in message.embeds]
                    there |= dict.fromkeys(signs, str(message.id))
                    if request.key in there:
                        break
        except DeliveryRefusedError as error:
            _log.warning("%s: what was posted cannot be read: %s", request.key, error)
        return there

    async def tell(self, request: Request, text: str, *, is_worth_a_line: bool) -> None:
        """Tell the asker something that nobody else sees; where they take no direct message, in a reply, or never."""
        if token := _token(request):
            try:
                await self._whisper(request, token, notices(text))
            except ExpiredError:
                pass
            else:
                return
        about = _address_of(request)
        lead = f"{linked('About your question', about)}:\n" if about and not request.is_direct else ""
        try:
            place = request.address["place"] if request.is_direct else await self._poster.direct(request.user)
            for message in notices(text):
                await self._poster.post(place, Message(text=lead + message.text), key=request.key)
        except DeliveryRefusedError:
            asked = request.address.get("message")
            if asked is None or request.is_direct or not is_worth_a_line:
                raise
            for message in notices(text):
                await self._poster.post(request.address["place"], message, key=request.key, reply_to=asked)

    async def show(self, request: Request, messages: Sequence[Message]) -> None:
        """Show messages to whoever used a command, each as soon as Discord takes it; a refused picture in words."""
        try:
            await self._show(request, messages)
        except DeliveryRefusedError as error:
            picture = next((message.picture for message in messages if message.picture), None)
            if picture is None:
                raise
            _log.warning("%s: no picture: %s", request.key, error)
            reason = f"{error}: {_ATTACH}" if isinstance(error, MissingPermissionError) else str(error)
            await self._show(request, notices(in_words(picture, reason)))

    async def _show(self, request: Request, messages: Sequence[Message]) -> None:
        """Answer a command, or, where that is too late, its user directly; nothing is to be shared from there."""
        try:
            await self._poster.respond_persistently(request.key, request.address["token"], messages)
        except ExpiredError:
            place = await persistently(request.key, lambda _: self._poster.direct(request.user))
            for message in messages:
                buttons = tuple(button for button in message.buttons if button.asks not in SHARING)
                await self._poster.post_persistently(place, replace(message, buttons=buttons), key=request.key)

    async def _whisper(self, request: Request, token: str, messages: Sequence[Message]) -> None:
        """Answer an interaction in private; one that was to be answered in public is no longer to be."""
        if request.is_private or request.is_shared:  # who shares sees alone what comes of it
            await self._poster.respond(token, messages, is_private=True)
            return
        try:
            await self._poster.withdraw(token)
        except ExpiredError as error:
            _log.debug("%s: withdrawn already: %s", request.key, error)
        for message in messages:
            await self._poster.follow_up(token, message)


def _token(request: Request) -> str | None:
    """Return the token that answers the interaction that a request came by; None where it is too old, or a message."""
    return request.address.get("token") if is_good(request.asked_at) else None


def _address_of(request: Request) -> str | None:
    """Return the address of the message that asked."""
    if not (asked := request.address.get("message")):
        return None
    return f"https://discord.com/channels/{request.address['guild']}/{request.address['place']}/{asked}"
