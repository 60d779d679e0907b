"""Posting to Discord: messages with nonces, by channels or by interactions' tokens, and its errors as ours."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from io import BytesIO
from typing import Any, Literal, cast

import aiohttp
import discord

from bot.cards import ADD, REMOVE
from bot.discord.embeds import Button, Message
from bot.discord.pace import Pace
from bot.dispatch import DeliveryDelayedError, DeliveryRefusedError, goes_on, persistently, seconds
from bot.timeline.entry import Picture

_COLOUR = discord.Colour(0x3B6EA5)
_TOKEN_GOOD_FOR = timedelta(minutes=14, seconds=30)  # Discord says 15 minutes
_TOO_MANY_REQUESTS, _FIRST_SERVER_ERROR, _UNAUTHORIZED, _TOO_LARGE = 429, 500, 401, 413
# discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _UNKNOWN_INTERACTION, _BAD_WEBHOOK_TOKEN = 10_008, 10_015, 10_062, 50_027
_THREAD_EXISTS = 160_004
_MISSING_ACCESS, _MISSING_PERMISSIONS = 50_001, 50_013
_EXPIRED = {_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _UNKNOWN_INTERACTION, _BAD_WEBHOOK_TOKEN}
_STYLES = dict.fromkeys(("follow_up", "show_answer", ADD), discord.ButtonStyle.primary) | {
    REMOVE: discord.ButtonStyle.danger
}
_ORIGINAL = cast("int", "@original")  # the name of the response in Discord's API, where the library expects an id
_MINUTES_TO_ARCHIVE: Literal[1440] = 1440  # as is usual
_PICTURE = "timeline.png"
_NONCE_BYTES = 12  # in hexadecimal digits, 25 of which are the most
_log = logging.getLogger(__name__)


class ExpiredError(DeliveryRefusedError):
    """The token of an interaction, or the message that it was to change, is no longer there."""


class AlreadyThereError(DeliveryRefusedError):
    """What was to be made exists."""


class MissingPermissionError(DeliveryRefusedError):
    """Newsdesk lacks a permission, which an administrator of the server can grant."""


_NAMED = {
    **dict.fromkeys(_EXPIRED, ExpiredError),
    _THREAD_EXISTS: AlreadyThereError,
    **dict.fromkeys((_MISSING_ACCESS, _MISSING_PERMISSIONS), MissingPermissionError),
}


@contextmanager
def discord_errors() -> Iterator[None]:
    """Turn what Discord and the network report of a call into our errors.

    Raises:
        DeliveryDelayedError: Discord did not take it now.
        DeliveryRefusedError: it never will.
    """
    try:
        yield
    except discord.HTTPException as error:
        raise _translated(error) from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryDelayedError(type(error).__name__) from error
    except (aiohttp.ClientError, OSError, RuntimeError) as error:  # the last one tells of a session that is closed
        raise DeliveryDelayedError(type(error).__name__, may_be_there=True) from error


def _translated(error: discord.HTTPException) -> DeliveryDelayedError | DeliveryRefusedError:
    if error.status == _TOO_MANY_REQUESTS:
        return DeliveryDelayedError("rate limited", seconds(error.response.headers.get("Retry-After")))
    if error.status >= _FIRST_SERVER_ERROR:
        return DeliveryDelayedError(f"Discord answers {error.status}", may_be_there=True)
    if error.code in _NAMED:
        return _NAMED[error.code](error.text)
    is_page = "json" not in error.response.headers.get("Content-Type", "")  # a proxy's
    if is_page and error.status != _TOO_LARGE:
        return DeliveryDelayedError(f"Discord's answer cannot be read ({error.status})", may_be_there=True)
    if error.status == _UNAUTHORIZED:  # not the message's fault: an administrator puts a good token into the settings
        return DeliveryDelayedError("Discord does not take the token in DISCORD_TOKEN")
    return DeliveryRefusedError((not is_page and error.text) or f"Discord answers {error.status}")


def is_good(asked_at: datetime) -> bool:
    """Tell whether the token of an interaction of a moment still answers it."""
    return datetime.now(UTC) - asked_at < _TOKEN_GOOD_FOR


class Poster:
    """Posts messages; none of them can mention anybody."""

    def __init__(self, client: discord.Client, pace: Pace) -> None:
        self._client = client
        self._pace = pace

    def channel(self, place: str) -> discord.PartialMessageable:
        """Return a channel or a thread by its id, without asking Discord."""
        return self._client.get_partial_messageable(int(place))

    async def show_typing(self, place: str) -> None:
        """Show in a channel that Newsdesk is typing, unless answers have to wait already.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        if not self._pace.is_behind:
            with discord_errors():
                await self.channel(place).typing()

    async def direct(self, user: str) -> str:
        """Return the place of direct messages with a person.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        with discord_errors():
            return str((await self._client.create_dm(discord.Object(int(user)))).id)

    async def post(self, place: str, message: Message, *, key: str, reply_to: str | None = None) -> str:
        """Post a message, and return its id; the same of the same key again, within minutes, is none to Discord.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        channel = self.channel(place)
        arguments: dict[str, Any] = {"nonce": _nonce(key, message.text)}
        if reply_to:
            arguments["reference"] = channel.get_partial_message(int(reply_to)).to_reference(fail_if_not_exists=False)
        with discord_errors():
            return str((await channel.send(**arguments, **_sent(message))).id)

    async def post_persistently(self, place: str, message: Message, *, key: str) -> None:
        """Post a message as soon as Discord takes it.

        Raises:
            DeliveryRefusedError: as for `discord_errors`.
        """
        await persistently(key, lambda _: self.post(place, message, key=key))

    async def begin_thread(self, place: str, message: str, name: str) -> None:
        """Begin a thread at a message, whose id it will have; the library's own way needs the gateway to know of it.

        Raises:
            AlreadyThereError: there is one.
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        with discord_errors():
            await self._client.http.start_thread_with_message(
                int(place), int(message), name=name, auto_archive_duration=_MINUTES_TO_ARCHIVE
            )

    async def edit(self, place: str, posted: str, message: Message) -> None:
        """Put a message in the place of one that was posted.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        with discord_errors():
            await self.channel(place).get_partial_message(int(posted)).edit(**_edited(message))

    async def respond(self, token: str, messages: Sequence[Message], *, is_private: bool) -> None:
        """Put messages in the place of the line that acknowledged an interaction.

        The first one may be put there again, but not those behind it.

        Raises:
            ExpiredError: the interaction is too old, or the line was taken away.
            DeliveryDelayedError, DeliveryRefusedError: as for `discord_errors`.
        """
        webhook = self._webhook(token)
        first, *others = messages
        with discord_errors():
            await webhook.edit_message(_ORIGINAL, **_edited(first))
        for part, message in enumerate(others):
            with goes_on(part):
                await self.follow_up(token, message, is_private=is_private)

    async def respond_persistently(self, key: str, token: str, messages: Sequence[Message]) -> None:
        """Show messages to whoever used a command or a button, each as soon as Discord takes it.

        Raises:
            ExpiredError: as for `respond`.
            DeliveryRefusedError: as for `discord_errors`.
        """
        await persistently(key, lambda _: self.respond(token, messages[:1], is_private=True))
        for message in messages[1:]:
            await self.follow_up_persistently(key, token, message)

    async def follow_up_persistently(self, key: str, token: str, message: Message) -> None:
        """Post a message behind the response to an interaction, as soon as Discord takes it.

        Raises:
            ExpiredError, DeliveryRefusedError: as for `respond_persistently`.
        """

        async def follow_up(may_be_there: bool) -> None:  # noqa: FBT001 - as `persistently` calls it
            if not may_be_there:
                await self.follow_up(token, message)

        await persistently(key, follow_up)

    async def follow_up(self, token: str, message: Message, *, is_private: bool = True) -> None:
        """Post a message behind the response to an interaction.

        Raises:
            ExpiredError, DeliveryDelayedError, DeliveryRefusedError: as for `respond`.
        """
        with discord_errors():
            await self._webhook(token).send(ephemeral=is_private, wait=True, **_sent(message))

    async def withdraw(self, token: str) -> None:
        """Take away the line that acknowledged an interaction.

        Raises:
            ExpiredError, DeliveryDelayedError, DeliveryRefusedError: as for `respond`.
        """
        with discord_errors():
            await self._webhook(token).delete_message(_ORIGINAL)

    def _webhook(self, token: str) -> discord.Webhook:
        """Return what answers an interaction, also one of an earlier run, which the library has forgotten."""
        webhook = discord.Webhook.partial(self._client.application_id or 0, token, client=self._client)
        webhook.type = discord.WebhookType.application
        return webhook


def _sent(message: Message) -> dict[str, Any]:
    return _content(message) | ({"file": _file(message.picture)} if message.picture else {})


def _edited(message: Message) -> dict[str, Any]:
    return _content(message) | ({"attachments": [_file(message.picture)]} if message.picture else {})


def _content(message: Message) -> dict[str, Any]:
    """Return a message without its picture, which stands below its text, beside no embed: it is shown larger there.

    Moreover, what is told of a picture to those who do not see it, Discord tells of attachments alone.
    """
    shown = {"content": message.text} if message.picture else {"embed": _embed(message)}
    return shown | {"view": _view(message.buttons), "allowed_mentions": discord.AllowedMentions.none()}


def _embed(message: Message) -> discord.Embed:
    embed = discord.Embed(description=message.text, colour=_COLOUR)
    if message.footer:
        embed.set_footer(text=message.footer)
    return embed


def _file(picture: Picture) -> discord.File:
    """Return a picture as a file, which can be sent once."""
    return discord.File(BytesIO(picture.png), filename=_PICTURE, description=picture.alt_text)


def _view(buttons: Sequence[Button]) -> discord.ui.View:
    """Return buttons of which the library keeps nothing: what is pressed comes as an interaction, in any later run."""
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(
            discord.ui.Button(
                label=button.label,
                custom_id=button.custom_id,
                style=_STYLES.get(button.asks, discord.ButtonStyle.secondary),
            )
        )
    view.stop()
    return view


def _nonce(key: str, text: str) -> str:
    return blake2b(f"{key} {text}".encode(), digest_size=_NONCE_BYTES).hexdigest()
