"""Taking messages of the bot: what is refused, what is recorded, and what changes."""

import itertools
import re
import time
from collections.abc import Sequence

from tests.platforms.discord_events import tell_changed, tell_created, tell_thread
from tests.platforms.discord_files import attached, file_warnings, refused_files
from tests.platforms.discord_rules import Json, message_errors, warnings
from tests.platforms.discord_state import World
from tests.platforms.discord_text import read_message
from tests.platforms.discord_things import COMPONENTS_V2, LOADING, Channel, File, Interaction, Posted, RefusedError

_SUPPRESS_EMBEDS = 1 << 2
_KEPT_FLAGS = _SUPPRESS_EMBEDS | 1 << 12 | COMPONENTS_V2
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")


def refuse(body: Json | None) -> None:
    """Refuse if a rule of Discord's found something."""
    if body is not None:
        raise RefusedError(400, body["code"], body["message"], extra=body)


def mentioned(world: World, content: str) -> tuple[list[str], list[str]]:
    """Return the users and the roles that a text of a person mentions."""
    users = [user for user in dict.fromkeys(_USER.findall(content)) if user in world.users]
    roles = [role for role in dict.fromkeys(_ROLE.findall(content)) if role in world.roles]
    return users, roles


def post(  # noqa: PLR0913 - what a message is made of
    world: World,
    channel: Channel,
    payload: Json,
    *,
    files: Sequence[File] = (),
    reply_to: Posted | None = None,
    interaction: Interaction | None = None,
    ephemeral_to: str | None = None,
    kind: int = 0,
) -> Posted:
    """Post a message of the bot, and tell the bot of it.

    Args:
        world: Where.
        channel: The channel.
        payload: What the bot sent.
        files: The files it sent along.
        reply_to: The message it replies to.
        interaction: What it responds to.
        ephemeral_to: The only user to see it.
        kind: Discord's number for its type.

    Returns:
        The message.
    """
    check(world, payload)
    refuse(refused_files(payload, files, ()))
    if not files and not any(payload.get(part) for part in ("content", "embeds", "components", "sticker_ids", "poll")):
        raise RefusedError(400, 50006, "Cannot send an empty message")
    message = Posted(
        id=world.new_id(),
        channel=channel.id,
        guild=channel.guild,
        user=world.bot,
        kind=19 if reply_to else kind,
        flags=payload.get("flags", 0) & _KEPT_FLAGS,
        nonce=payload.get("nonce"),
        reference=reply_to.id if reply_to else None,
        ephemeral_to=ephemeral_to,
        interaction=interaction,
        attachments=attached(world, payload, files),
    )
    world.violations += file_warnings(payload, message.attachments)
    _fill(world, message, payload, reply_to)
    world.put(message)
    tell_created(world, message)
    return message


def think(world: World, channel: Channel, interaction: Interaction, *, ephemeral_to: str | None, kind: int) -> Posted:
    """Show that the bot is thinking."""
    message = Posted(
        id=world.new_id(),
        channel=channel.id,
        guild=channel.guild,
        user=world.bot,
        kind=kind,
        flags=LOADING,
        ephemeral_to=ephemeral_to,
        interaction=interaction,
    )
    world.put(message)
    tell_created(world, message)
    return message


def edit(world: World, message: Posted, payload: Json, *, files: Sequence[File] = ()) -> None:
    """Change what a message of the bot says; whom it notified before stays on record."""
    was_loading = message.is_loading
    flags, stays = payload.get("flags"), message.flags & COMPONENTS_V2
    check(world, payload | ({"flags": (flags or 0) | stays} if flags or stays else {}), edits=not was_loading)
    refuse(refused_files(payload, files, message.attachments))
    before = message.fields() | {"at": time.monotonic()}
    _fill(world, message, message.fields() | _given(payload), None, mentions=payload.get("allowed_mentions"))
    message.flags &= ~LOADING
    if flags is not None:
        message.flags = (message.flags & ~_SUPPRESS_EMBEDS) | (flags & _KEPT_FLAGS)
    if "attachments" in payload:
        kept_files = {str(file.get("id")) for file in payload["attachments"] or []}
        message.attachments = [file for file in message.attachments if file["id"] in kept_files]
    message.attachments = [*message.attachments, *attached(world, payload, files)]
    world.violations += file_warnings(payload, message.attachments)
    if message.is_empty:
        message.content, message.embeds, message.components = before["content"], before["embeds"], before["components"]
        message.flags |= LOADING if was_loading else 0
        raise RefusedError(400, 50006, "Cannot send an empty message")
    if was_loading:
        world.show(message)
    else:
        message.edits.append(before)
        message.edited_at, message.edited_wall = time.monotonic(), time.time()
    tell_changed(world, message)


def check(world: World, payload: Json, *, edits: bool = False) -> None:
    """Refuse a message that Discord does not take, and note what it ought not to be sent."""
    refuse(message_errors(payload, edits=edits))
    world.violations += warnings(payload)


def begin_thread(world: World, message: Posted, name: str, *, owner: str) -> Channel:
    """Begin a thread from a message, and tell the bot of it, of its first message, and of the message's change."""
    parent = world.channels[message.channel]
    kind = "news thread" if parent.kind == "news" else "thread"
    thread = Channel(id=message.id, kind=kind, guild=parent.guild, name=name, parent=parent.id, owner=owner)
    world.channels[thread.id] = thread
    tell_thread(world, thread)
    first = Posted(
        id=world.new_id(),
        channel=thread.id,
        guild=thread.guild,
        user=owner,
        kind=21,
        reference=message.id,
    )
    world.put(first)
    tell_created(world, first)
    tell_changed(world, message)
    return thread


def _given(payload: Json) -> Json:
    empty: Json = {"content": "", "embeds": [], "components": []}
    return {name: payload[name] or nothing for name, nothing in empty.items() if name in payload}


def _fill(world: World, message: Posted, fields: Json, reply_to: Posted | None, mentions: Json | None = None) -> None:
    """Set what a message says, and whom it mentions and notifies."""
    told = fields | ({"allowed_mentions": mentions} if mentions is not None else {})
    reading = read_message(told)
    pings = [*reading.pings]
    if reply_to is not None and _pings_author(told) and reply_to.user != message.user:
        pings.append(reply_to.user)
    message.content = str(fields.get("content") or "").strip()
    message.embeds = _as_stored(fields.get("embeds") or [])
    message.components = numbered(fields.get("components") or [])
    message.mentions = [ping for ping in dict.fromkeys(pings) if ping in world.users]
    message.mention_roles = [ping for ping in dict.fromkeys(pings) if ping in world.roles]
    message.pings = tuple(dict.fromkeys([*message.pings, *pings]))


def _pings_author(payload: Json) -> bool:
    allowed = payload.get("allowed_mentions")
    return True if allowed is None else bool(allowed.get("replied_user", False))


def _as_stored(embeds: Sequence[Json]) -> list[Json]:
    return [{"type": "rich", **embed} for embed in embeds]


def numbered(components: Sequence[Json]) -> list[Json]:
    """Return components with the ids that Discord gives to those without."""
    ids = itertools.count(1)

    def number(component: Json) -> Json:
        made = {"id": next(ids), **component}
        for name in ("component", "accessory"):
            if name in made:
                made[name] = number(made[name])
        if "components" in made:
            made["components"] = [number(part) for part in made["components"]]
        return made

    return [number(component) for component in components]
