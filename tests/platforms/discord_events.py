"""Telling the bot what happens in channels."""

import time

from tests.platforms.discord_payloads import channel_json, joined_guild_json, told_message_json
from tests.platforms.discord_state import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, World
from tests.platforms.discord_things import Channel, Guild, Posted


def tell_created(world: World, message: Posted) -> None:
    """Tell of a new message."""
    if _tell(world, message, "MESSAGE_CREATE"):
        message.sent_at = time.monotonic()


def tell_changed(world: World, message: Posted) -> None:
    """Tell of a message that was edited, or got a thread or a preview."""
    _tell(world, message, "MESSAGE_UPDATE")


def tell_deleted(world: World, message: Posted) -> None:
    """Tell that a message is gone."""
    gone = {"id": message.id, "channel_id": message.channel}
    if _goes_to_guild(message):
        gone["guild_id"] = str(message.guild)
    if world.sees(world.channels[message.channel]):
        guild, intent = _aim(message)
        world.emit("MESSAGE_DELETE", lambda _: gone, guild=guild, intent=intent)


def tell_guild(world: World, guild: Guild) -> None:
    """Tell of a guild that the bot has joined."""
    joined = joined_guild_json(world, guild)
    world.emit("GUILD_CREATE", lambda _: joined, guild=guild.id, intent=GUILDS)


def tell_channel(world: World, channel: Channel) -> None:
    """Tell of a new channel."""
    if channel.guild is not None and world.sees(channel):
        made = channel_json(world, channel)
        world.emit("CHANNEL_CREATE", lambda _: made, guild=channel.guild, intent=GUILDS)


def tell_thread(world: World, thread: Channel) -> None:
    """Tell of a new thread."""
    if world.sees(thread):
        made = channel_json(world, thread) | {"newly_created": True}
        world.emit("THREAD_CREATE", lambda _: made, guild=thread.guild, intent=GUILDS)


def _tell(world: World, message: Posted, event: str) -> bool:
    if not world.sees(world.channels[message.channel]):
        return False
    guild, intent = _aim(message)
    return world.emit(
        event, lambda sees: told_message_json(world, message, sees_content=sees), guild=guild, intent=intent
    )


def _aim(message: Posted) -> tuple[str | None, int]:
    """Return where a message is told of: one that a single user sees is told of as if it were a direct one."""
    if _goes_to_guild(message):
        return message.guild, GUILD_MESSAGES
    return None, DIRECT_MESSAGES


def _goes_to_guild(message: Posted) -> bool:
    return message.guild is not None and message.ephemeral_to is None
