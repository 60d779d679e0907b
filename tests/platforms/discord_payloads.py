"""Discord's JSON of people, guilds, channels and messages, with the rule of who sees the contents of messages."""

from datetime import UTC, datetime

from tests.platforms.discord_permissions import BITS
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import EPOCH_MS, World
from tests.platforms.discord_things import CHANNEL_TYPES, EPHEMERAL, HAS_THREAD, Channel, Guild, Posted, Role, User


def moment(snowflake: str) -> str:
    """Return the time that an id tells, as Discord writes times."""
    return _iso(((int(snowflake) >> 22) + EPOCH_MS) / 1000)


def user_json(user: User) -> Json:
    """Return a user."""
    return {
        "id": user.id,
        "username": user.name.lower(),
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
    } | ({"bot": True} if user.bot else {})


def me_json(world: World) -> Json:
    """Return the bot as it sees itself."""
    extra = {"verified": True, "mfa_enabled": True, "flags": 0, "email": None, "locale": "en-US"}
    return user_json(world.users[world.bot]) | extra


def member_json(world: World, user: User, guild: str, *, with_user: bool = False) -> Json:
    """Return what a guild says of a user."""
    roles = [role.id for role in world.roles.values() if role.guild == guild and _has(world, user, role)]
    member = {
        "roles": roles,
        "nick": None,
        "avatar": None,
        "joined_at": moment(guild),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    return member | ({"user": user_json(user)} if with_user else {})


def role_json(world: World, role: Role) -> Json:
    """Return a role."""
    return {
        "id": role.id,
        "name": role.name,
        "description": None,
        "permissions": str(role.permissions),
        "position": 0 if role.id == role.guild else 1,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "managed": role.managed,
        "mentionable": False,
        "flags": 0,
    } | ({"tags": {"bot_id": world.bot}} if role.managed else {})


def channel_json(world: World, channel: Channel) -> Json:
    """Return a channel."""
    shown = (message.id for message in reversed(channel.messages.values()) if not world.is_hidden(message))
    made = {
        "id": channel.id,
        "type": CHANNEL_TYPES[channel.kind],
        "last_message_id": next(shown, None),
        "flags": 0,
    }
    if channel.guild is None:
        people = [] if channel.recipient is None else [user_json(world.users[channel.recipient])]
        return made | {"recipients": people} | ({"name": channel.name, "icon": None} if channel.name else {})
    made |= {"guild_id": channel.guild, "name": channel.name, "rate_limit_per_user": 0, "parent_id": channel.parent}
    if channel.is_thread:
        said = [message for message in world.standing(channel.id) if not message.is_system]
        return made | _thread_fields(channel, len(said))
    return made | {
        "position": 0,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": _overwrites(world, channel),
        "default_auto_archive_duration": 1440,
        "bitrate": 64000,
        "user_limit": 0,
        "rtc_region": None,
        "available_tags": [],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
    }


def guild_json(world: World, guild: Guild) -> Json:
    """Return a guild, without what only the gateway tells of it."""
    roles = [role_json(world, role) for role in world.roles.values() if role.guild == guild.id]
    nothing = dict.fromkeys(
        (
            *("icon", "splash", "discovery_splash", "description", "banner", "vanity_url_code", "afk_channel_id"),
            *("system_channel_id", "rules_channel_id", "public_updates_channel_id", "safety_alerts_channel_id"),
            *("application_id", "max_presences"),
        )
    )
    return nothing | {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": roles,
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "system_channel_flags": 0,
        "max_members": 500_000,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "nsfw": False,
        "region": "deprecated",
    }


def joined_guild_json(world: World, guild: Guild) -> Json:
    """Return a guild as the gateway tells of it: with its channels and threads, and of its members the bot alone."""
    inside = [channel for channel in world.channels.values() if channel.guild == guild.id and world.sees(channel)]
    return guild_json(world, guild) | {
        "joined_at": moment(guild.id),
        "large": False,
        "unavailable": False,
        "member_count": len(world.users),
        "members": [member_json(world, world.users[world.bot], guild.id, with_user=True)],
        "channels": [channel_json(world, channel) for channel in inside if not channel.is_thread],
        "threads": [channel_json(world, channel) for channel in inside if channel.is_thread],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message_json(world: World, message: Posted, *, sees_content: bool, nested: bool = False) -> Json:
    """Return a message as REST gives it.

    Args:
        world: What is remembered.
        message: The message.
        sees_content: Whether the bot sees the contents of all messages.
        nested: Whether it stands inside another, which tells of a third, but does not hold it.
    """
    sees = sees_content or _concerns_bot(world, message)
    thread = world.thread_of(message)
    made = {
        "id": message.id,
        "type": message.kind,
        "channel_id": message.channel,
        "author": user_json(world.users[message.user]),
        "content": message.content if sees else "",
        "embeds": message.embeds if sees else [],
        "attachments": message.attachments if sees else [],
        "components": message.components if sees else [],
        "timestamp": moment(message.id),
        "edited_timestamp": None if message.edited_wall is None else _iso(message.edited_wall),
        "tts": False,
        "mention_everyone": "everyone" in message.pings or "here" in message.pings,
        "mentions": [user_json(world.users[user]) for user in message.mentions],
        "mention_roles": message.mention_roles,
        "pinned": False,
        "flags": message.flags | (EPHEMERAL if message.ephemeral_to else 0) | (HAS_THREAD if thread else 0),
    }
    if thread:
        made["thread"] = channel_json(world, thread)
    if message.interaction is not None:
        made |= _interaction_fields(world, message)
    return made | _reference_fields(world, message, sees_content=sees_content, nested=nested)


def told_message_json(world: World, message: Posted, *, sees_content: bool) -> Json:
    """Return a message as the gateway tells of it."""
    made = message_json(world, message, sees_content=sees_content)
    made["channel_type"] = CHANNEL_TYPES[world.channels[message.channel].kind]
    if message.nonce is not None:
        made["nonce"] = message.nonce
    if message.guild is None or message.ephemeral_to:
        return made
    for mention, user in zip(made["mentions"], message.mentions, strict=True):
        mention["member"] = member_json(world, world.users[user], message.guild)
    member = member_json(world, world.users[message.user], message.guild)
    return made | {"guild_id": message.guild, "member": member}


def _reference_fields(world: World, message: Posted, *, sees_content: bool, nested: bool) -> Json:
    if message.reference is None:
        return {}
    channel = world.channels[message.channel]
    starts_thread = message.is_system and channel.parent is not None
    where = channel.parent if starts_thread and channel.parent else channel.id
    reference: Json = {"type": 0, "message_id": message.reference, "channel_id": where}
    if channel.guild:
        reference["guild_id"] = channel.guild
    if nested:
        return {"message_reference": reference}
    target = world.channels[where].messages.get(message.reference)
    shown = None
    if target and not target.deleted:
        shown = message_json(world, target, sees_content=sees_content, nested=True)
    return {"message_reference": reference, "referenced_message": shown}


def _interaction_fields(world: World, message: Posted) -> Json:
    cause = message.interaction
    assert cause is not None
    return {
        "webhook_id": world.application,
        "application_id": world.application,
        "interaction_metadata": {
            "id": cause.id,
            "type": cause.payload["type"],
            "user": user_json(world.users[cause.user]),
            "authorizing_integration_owners": cause.payload["authorizing_integration_owners"],
        },
    }


def _concerns_bot(world: World, message: Posted) -> bool:
    """Tell whether the bot sees what a message says without the intent to see all contents."""
    is_dm = world.channels[message.channel].kind == "dm"
    return is_dm or message.user == world.bot or world.bot in message.mentions


def _thread_fields(thread: Channel, messages: int) -> Json:
    return {
        "owner_id": thread.owner,
        "message_count": messages,
        "total_message_sent": messages,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": moment(thread.id),
            "auto_archive_duration": 1440,
            "locked": False,
            "create_timestamp": moment(thread.id),
        },
    }


def _overwrites(world: World, channel: Channel) -> list[Json]:
    denied = channel.denied | (0 if channel.member else BITS["VIEW_CHANNEL"])
    if not denied:
        return []
    return [{"id": world.bot, "type": 1, "allow": "0", "deny": str(denied)}]


def _has(world: World, user: User, role: Role) -> bool:
    return role.id in user.roles or (role.managed and user.id == world.bot)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
