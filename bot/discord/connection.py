"""The connection to Discord's gateway: held by the library, watched here, and what was missed on it read afterwards."""

import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.discord.pace import Pace
from bot.discord.posting import discord_errors
from bot.discord.setup import intents
from bot.dispatch import DeliveryDelayedError, DeliveryRefusedError, persistently
from bot.health import Health
from bot.tasks import Tasks

_LONGEST_AWAY = timedelta(hours=1)  # who asked longer ago does not wait for an answer any more
_SILENT_FOR = timedelta(minutes=2)  # a dead connection is noticed by then
_DIRECT_FOR = timedelta(days=30)  # in which somebody who wrote directly is looked for
_MOST_MISSED = 1_000  # messages read in a channel
_log = logging.getLogger(__name__)
_Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


class Connection(discord.AutoShardedClient):
    """The library's client, which holds the gateway's connections and hands on what comes over them."""

    _hear: Callable[[discord.Message, int], Coroutine[None, None, None]]
    _press: Callable[[discord.Interaction], Coroutine[None, None, None]]

    def __init__(self, tasks: Tasks, direct_channels: Callable[[datetime], Awaitable[list[str]]]) -> None:
        """Set up, without connecting.

        ``direct_channels`` are those of the people who wrote directly since a moment, which Discord does not list.
        """
        self.pace = Pace()
        super().__init__(
            intents=intents(),
            http_trace=self.pace.trace,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._own_tasks = tasks
        self._direct_channels = direct_channels
        self._begun_at = datetime.now(UTC)
        self._last_event: datetime | None = None
        self._up: set[int | None] = set()
        self._cut_at: dict[int, datetime] = {}

    def hand_to(
        self,
        hear: Callable[[discord.Message, int], Coroutine[None, None, None]],
        press: Callable[[discord.Interaction], Coroutine[None, None, None]],
    ) -> None:
        """Say who takes messages, with the id of Newsdesk's user, and who takes buttons and modals."""
        self._hear = hear
        self._press = press

    def health(self) -> Health:
        """Tell whether all shards are connected."""
        latency = self.latency * 1000 if self.shards else math.nan
        return Health(
            connected=bool(self._up) and len(self._up) == self.shard_count and not self.is_closed(),
            last_event=self._last_event,
            latency_ms=latency if math.isfinite(latency) else None,
        )

    # What the library calls by these names

    async def on_socket_event_type(self, _: str) -> None:
        """Note that the gateway speaks."""
        self._last_event = datetime.now(UTC)

    async def on_shard_connect(self, shard: int) -> None:
        """Note that a shard begins."""
        _log.info("Discord: connected as %s, shard %d of %d", self.user, shard + 1, self.shard_count or 1)
        self._up.add(shard)

    async def on_shard_ready(self, shard: int) -> None:
        """Read what was missed, once it is known in which channels anything was said."""
        since = self._cut_at.pop(shard, self._begun_at - _LONGEST_AWAY)
        self._own_tasks.start(self._catch_up(shard, since))

    async def on_shard_resumed(self, shard: int) -> None:
        """Note that a shard goes on; Discord sends what was missed."""
        _log.info("Discord: shard %d goes on", shard + 1)
        self._up.add(shard)
        self._cut_at.pop(shard, None)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Note that a shard is cut off."""
        if shard in self._up:
            _log.warning("Discord: shard %d is cut off", shard + 1)
        self._up.discard(shard)
        self._cut_at.setdefault(shard, datetime.now(UTC) - _SILENT_FOR)

    async def on_message(self, message: discord.Message) -> None:
        """Hand a message on."""
        self._own_tasks.start(self._heard(message))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand on what is pressed; commands are run by the library."""
        if interaction.type in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            self._own_tasks.start(self._press(interaction))

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as the library has it
        """Log what went wrong."""
        _log.exception("Discord: %s failed", event_method)

    async def _heard(self, message: discord.Message) -> None:
        if self.user:
            await self._hear(message, self.user.id)

    # What was missed

    async def _catch_up(self, shard: int, since: datetime) -> None:
        """Read what was said since a moment, where anything was; what was taken in before is known by its key."""
        since = max(since, datetime.now(UTC) - _LONGEST_AWAY)
        mark = discord.utils.time_snowflake(since)
        places = [place for guild in self.guilds if guild.shard_id == shard for place in _places(guild)]
        active: list[discord.abc.Messageable] = [place for place in places if (place.last_message_id or 0) > mark]
        if shard == 0:  # direct messages come over the first one
            direct = await self._direct_channels(datetime.now(UTC) - _DIRECT_FOR)
            active += [self.get_partial_messageable(int(channel)) for channel in direct]
        for place in active:
            try:
                await self._read(place, since)
            except DeliveryDelayedError:  # the others do not wait for it
                self._own_tasks.start(self._read_later(place, since))

    async def _read_later(self, place: discord.abc.Messageable, since: datetime) -> None:
        await persistently(f"Discord: what was missed in {place}", lambda _: self._read(place, since))

    async def _read(self, place: discord.abc.Messageable, since: datetime) -> None:
        """Read a channel as a known one: only of such a one do messages tell in which server it is."""
        try:
            with discord_errors():
                newest_first = place.history(after=since, limit=_MOST_MISSED, oldest_first=False)
                missed = [message async for message in newest_first]
        except DeliveryRefusedError as error:
            _log.debug("Discord: %s is not for us to read: %s", place, error)
            return
        for message in reversed(missed):
            try:
                await self._heard(message)
            except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the others are read all the same
                _log.exception("Discord: message %d cannot be read", message.id)


def _places(guild: discord.Guild) -> list[_Place]:
    """Return where people write in a server and Newsdesk may read; Discord tells of all channels."""
    places: list[_Place] = [*guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads]
    return [place for place in places if _is_readable(place, guild.me)]


def _is_readable(place: _Place, me: discord.Member) -> bool:
    if isinstance(place, discord.Thread) and place.parent is None:
        return False
    permissions = place.permissions_for(me)
    return permissions.read_messages and permissions.read_message_history
