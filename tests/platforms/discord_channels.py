"""Discord's routes of channels, messages and threads."""

import time

from tests.platforms.discord_events import tell_deleted
from tests.platforms.discord_payloads import channel_json, member_json, message_json, moment
from tests.platforms.discord_permissions import BITS
from tests.platforms.discord_posting import begin_thread, edit, post, refuse
from tests.platforms.discord_registry import Ask, Reply, route
from tests.platforms.discord_rules import Json, thread_errors
from tests.platforms.discord_state import MESSAGE_CONTENT, World
from tests.platforms.discord_things import Channel, Posted, RefusedError, form_error

_MOST = 100
_TALKS = {"text", "news", "voice", "dm", "thread", "news thread"}


@route("GET", "/channels/{channel}")
def get_channel(world: World, ask: Ask) -> Json:
    """Answer with a channel."""
    channel = _seen(world, ask)
    return channel_json(world, channel)


@route("GET", "/channels/{channel}/messages")
def list_messages(world: World, ask: Ask) -> list[Json]:
    """Answer with messages, the youngest first; with none where the bot may not read the history."""
    channel = _seen(world, ask)
    if not world.permissions(channel) & BITS["READ_MESSAGE_HISTORY"]:
        return []
    most = int(ask.query.get("limit", "50"))
    if not 1 <= most <= _MOST:
        raise form_error("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {_MOST}.")
    return [_shown(world, message) for message in _page(world.standing(channel.id), ask.query, most)]


@route("GET", "/channels/{channel}/messages/{message}")
def get_message(world: World, ask: Ask) -> Json:
    """Answer with a message."""
    world.require(_seen(world, ask), "READ_MESSAGE_HISTORY")
    return _shown(world, _named(world, ask))


@route("POST", "/channels/{channel}/messages")
def create_message(world: World, ask: Ask) -> Json:
    """Post a message, or answer with the one that the bot has posted with the same mark."""
    channel = world.channel(ask.params["channel"])
    _require_writing(world, channel, ask.fields, with_files=bool(ask.files))
    if (twin := _twin(world, channel, ask.fields)) is not None:
        return _with_nonce(world, twin)
    target = _target(world, channel, ask.fields.get("message_reference"))
    return _with_nonce(world, post(world, channel, ask.fields, files=ask.files, reply_to=target))


@route("PATCH", "/channels/{channel}/messages/{message}")
def edit_message(world: World, ask: Ask) -> Json:
    """Edit a message of the bot's own."""
    _seen(world, ask)
    message = _named(world, ask)
    if message.user != world.bot or message.is_system:
        raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
    edit(world, message, ask.fields, files=ask.files)
    return _shown(world, message)


@route("DELETE", "/channels/{channel}/messages/{message}")
def delete_message(world: World, ask: Ask) -> Reply:
    """Delete a message."""
    channel = _seen(world, ask)
    message = _named(world, ask)
    if message.user != world.bot:
        world.require(channel, "MANAGE_MESSAGES")
    message.deleted = True
    tell_deleted(world, message)
    return Reply(status=204)


@route("POST", "/channels/{channel}/messages/{message}/threads")
def create_thread(world: World, ask: Ask) -> Reply:
    """Begin a thread from a message."""
    channel = world.channel(ask.params["channel"])
    world.require(channel, "CREATE_PUBLIC_THREADS")
    if channel.kind not in ("text", "news"):
        raise RefusedError(400, 50024, "Cannot execute action on this channel type")
    refuse(thread_errors(ask.fields))
    message = _named(world, ask)
    if message.is_system:
        raise RefusedError(400, 50068, "Invalid message type")
    if world.thread_of(message):
        raise RefusedError(400, 160004, "A thread has already been created for this message")
    thread = begin_thread(world, message, ask.fields["name"], owner=world.bot)
    joined = {"id": thread.id, "user_id": world.bot, "join_timestamp": moment(thread.id), "flags": 1}
    return Reply(status=201, body=channel_json(world, thread) | {"member": joined})


@route("POST", "/channels/{channel}/typing")
def type_in(world: World, ask: Ask) -> Reply:
    """Show that the bot is typing."""
    channel = world.channel(ask.params["channel"])
    _require_writing(world, channel, {})
    channel.typing.append(time.monotonic())
    return Reply(status=204)


@route("GET", "/channels/{channel}/thread-members/{user}")
def get_thread_member(world: World, ask: Ask) -> Json:
    """Answer with a member of a thread; all are."""
    channel = _seen(world, ask)
    user = world.user(ask.params["user"].replace("@me", world.bot))
    assert channel.guild is not None
    shown = {"member": member_json(world, user, channel.guild)}
    return {"id": channel.id, "user_id": user.id, "join_timestamp": moment(channel.id), "flags": 0} | shown


def _seen(world: World, ask: Ask) -> Channel:
    channel = world.channel(ask.params["channel"])
    world.require(channel)
    return channel


def _named(world: World, ask: Ask) -> Posted:
    return world.message(ask.params["channel"], ask.params["message"])


def _shown(world: World, message: Posted) -> Json:
    return message_json(world, message, sees_content=bool(world.granted_intents & MESSAGE_CONTENT))


def _with_nonce(world: World, message: Posted) -> Json:
    return _shown(world, message) | ({} if message.nonce is None else {"nonce": message.nonce})


def _page(standing: list[Posted], query: dict[str, str], most: int) -> list[Posted]:
    """Return a part of what stands in a channel, the youngest first."""
    youngest_first = standing[::-1]
    if "after" in query:
        after = [message for message in youngest_first if int(message.id) > int(query["after"])]
        return after[-most:]
    if "around" in query:
        pivot = int(query["around"])
        later = [message for message in youngest_first if int(message.id) > pivot]
        earlier = [message for message in youngest_first if int(message.id) <= pivot]
        return later[len(later) - min(len(later), most // 2) :] + earlier[: most // 2 + 1]
    before = int(query.get("before", "0")) or None
    return [message for message in youngest_first if before is None or int(message.id) < before][:most]


def _require_writing(world: World, channel: Channel, payload: Json, *, with_files: bool = False) -> None:
    """Refuse unless the bot may write this here."""
    needed = ["SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES"]
    if payload.get("embeds"):
        needed.append("EMBED_LINKS")
    if with_files:
        needed.append("ATTACH_FILES")
    world.require(channel, *needed)
    if channel.kind not in _TALKS:
        raise RefusedError(400, 50008, "Cannot send messages in a non-text channel")
    if channel.recipient and not world.users[channel.recipient].can_be_messaged:
        raise RefusedError(403, 50007, "Cannot send messages to this user")


def _twin(world: World, channel: Channel, payload: Json) -> Posted | None:
    """Return the message that was posted with the same mark a short while ago, if that is to be looked at."""
    nonce = payload.get("nonce")
    if nonce is None or not payload.get("enforce_nonce"):
        return None
    since = time.monotonic() - world.nonce_seconds
    for message in reversed(channel.messages.values()):
        if message.created_at < since:
            break
        if message.user == world.bot and str(message.nonce) == str(nonce):
            return message
    return None


def _target(world: World, channel: Channel, reference: Json | None) -> Posted | None:
    """Return what a message replies to."""
    if reference is None:
        return None
    if str(reference.get("channel_id") or channel.id) != channel.id:
        code = "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL"
        raise form_error("message_reference", code, "Cannot reply to a message in a different channel")
    if not world.permissions(channel) & BITS["READ_MESSAGE_HISTORY"]:
        raise RefusedError(403, 160002, "Cannot reply without permission to read message history")
    target = channel.messages.get(str(reference.get("message_id")))
    if target is None or world.is_hidden(target):
        if reference.get("fail_if_not_exists", True):
            raise form_error("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    if target.is_system:
        code = "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"
        raise form_error("message_reference", code, "Cannot reply to a system message")
    return target
