"""What Discord sends, as requests: the one direction of the adapter. Nothing here does any I/O."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import discord

from bot.conversation import Request, to_share, to_show
from bot.discord.text import typed
from retrieval.answer import MAX_QUESTION_CHARACTERS

PLATFORM = "discord"
_SAID = {discord.MessageType.default, discord.MessageType.reply}  # other types tell of joins, pins and the like


def said(message: discord.Message, bot_user: int, root: str | None) -> Request | None:
    """Return the request of a message, None where it does not address Newsdesk.

    It does by a mention, by a reply to Newsdesk, of which ``root`` is the conversation, and directly. What else is said
    in a channel Discord shows us without its words.
    """
    if message.type not in _SAID or message.author.bot or message.webhook_id:
        return None
    is_direct = message.guild is None
    if not (is_direct or root or _is_mentioned(message, bot_user)):
        return None
    place, asked = str(message.channel.id), str(message.id)
    in_thread = place if isinstance(message.channel, discord.Thread) else None
    thread = in_thread or root or asked
    return Request(
        key=message_key(message.channel.id, message.id),
        platform=PLATFORM,
        user=str(message.author.id),
        channel=str(message.channel.parent_id) if isinstance(message.channel, discord.Thread) else place,
        thread=thread,
        text=typed(message.content, _names(message), str(bot_user)),
        asked_at=message.created_at,
        starts_thread=thread == asked and not in_thread,
        is_direct=is_direct,
        address={"place": place, "message": asked, "guild": str(message.guild.id) if message.guild else "@me"},
    )


def _is_mentioned(message: discord.Message, bot_user: int) -> bool:
    """Tell whether Newsdesk is mentioned, or its role, which has its name and is easily taken for it."""
    own_role = message.guild.self_role if message.guild else None
    return is_named(message, bot_user) or own_role in message.role_mentions


def is_named(message: discord.Message, user: int) -> bool:
    """Tell whether a message mentions a user; its text alone does not tell, as Discord may show none of it."""
    return any(mentioned.id == user for mentioned in message.mentions)


def replied_to(message: discord.Message, bot_user: int) -> discord.Message | None:
    """Return the message of Newsdesk that a message replies to, None for any other."""
    reference = message.reference.resolved if message.reference else None
    if isinstance(reference, discord.Message) and reference.author.id == bot_user:
        return reference
    return None


def question_key(answer: discord.Message) -> str | None:
    """Return the key of the request that a message of Newsdesk answers; None where it tells of none."""
    if keys := button_keys(answer):
        return keys[0]
    if answer.interaction_metadata:
        return interaction_key(answer.interaction_metadata.id)
    if answer.reference and answer.reference.message_id:
        return message_key(answer.channel.id, answer.reference.message_id)
    return None


def claimed(message: discord.Message, bot_user: int) -> str:
    """Return what a message says that is to be checked: its text, or that of its embeds, which news feeds post."""
    parts = (part for embed in message.embeds for part in (embed.title, embed.description))
    return typed(message.content or "\n".join(filter(None, parts)), _names(message), str(bot_user))


def button_keys(message: discord.Message, asks: str = "") -> list[str]:
    """Return the keys that the buttons of a message carry, or those that ask for one thing."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    buttons = (each for row in rows for each in row.children if isinstance(each, discord.Button))
    parts = ((button.custom_id or "").partition(" ") for button in buttons)
    return [key for asked, _, key in parts if asks in {"", asked}]


def commanded(  # noqa: PLR0913 - the options of a command
    interaction: discord.Interaction,
    text: str,
    *,
    is_private: bool = True,
    by_itself: bool = False,
    since: date | None = None,
    publisher: str | None = None,
) -> Request:
    """Return the request of a command; one ``by_itself`` goes on from nothing."""
    user, key = str(interaction.user.id), interaction_key(interaction.id)
    channel, in_thread = _place(interaction)
    alone = key if by_itself else f"command {user}"
    return Request(
        key=key,
        platform=PLATFORM,
        user=user,
        channel=channel,
        thread=alone if is_private else in_thread or key,
        text=text[:MAX_QUESTION_CHARACTERS],
        asked_at=interaction.created_at,
        is_direct=is_direct(interaction),
        is_private=is_private,
        since=since,
        publisher=publisher,
        address=address_of(interaction),
    )


def followed_up(interaction: discord.Interaction, text: str, asked: Request | None) -> Request:
    """Return the request of a question that follows up another one, as public as the answer that it was asked at."""
    request = commanded(interaction, text, is_private=is_for_one(interaction))
    return replace(request, channel=asked.channel, thread=asked.thread) if asked else request


def is_for_one(interaction: discord.Interaction) -> bool:
    """Tell whether what was pressed is on a message that only one person sees."""
    return interaction.message is None or interaction.message.flags.ephemeral


def may_write(interaction: discord.Interaction) -> bool:
    """Tell whether whoever pressed may write where the button is; in direct messages everybody may."""
    allowed = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return interaction.guild_id is None or (allowed.send_messages_in_threads if in_thread else allowed.send_messages)


def can_share(address: Mapping[str, str]) -> bool:
    """Tell whether there is anybody to share with where something came from, and Newsdesk can write to them."""
    return "guild" in address


def lacking(interaction: discord.Interaction, *, has_picture: bool) -> list[str]:
    """Return the permissions that Newsdesk lacks to show a card to everybody where an interaction comes from."""
    granted, in_thread = interaction.app_permissions, isinstance(interaction.channel, discord.Thread)
    needed = {
        "View Channel": granted.view_channel,
        "Send Messages in Threads": granted.send_messages_in_threads or not in_thread,
        "Send Messages": granted.send_messages or in_thread,
        "Embed Links": granted.embed_links,
        "Attach Files": granted.attach_files or not has_picture,
    }
    return [name for name, has in needed.items() if not has]


def card_key(interaction: discord.Interaction) -> str:
    """Return the key of what a button under a card shares: a page is shared once, whoever presses it how often."""
    data: dict[str, Any] = dict(interaction.data or {})
    return f"{PLATFORM}:share:{interaction.message.id if interaction.message else 0}:{data.get('custom_id')}"


def shared(interaction: discord.Interaction, asked: Request) -> Request:
    """Return the request to share a private answer where it was asked for."""
    address = address_of(interaction) | {"place": asked.address["place"]}
    return to_share(asked, str(interaction.user.id), interaction.created_at, address)


def shown(interaction: discord.Interaction, asked: Request) -> Request:
    """Return the request to show an answer again."""
    return to_show(asked, interaction_key(interaction.id), interaction.created_at, address_of(interaction))


def is_direct(interaction: discord.Interaction) -> bool:
    """Tell whether an interaction comes from direct messages with Newsdesk."""
    return interaction.guild_id is None and interaction.context.dm_channel


def address_of(interaction: discord.Interaction) -> dict[str, str]:
    """Return what answers an interaction, and where it came from; the server only where Newsdesk is a member of it."""
    guild = {"guild": str(interaction.guild_id)} if interaction.is_guild_integration() else {}
    return {"token": interaction.token, "place": str(interaction.channel_id)} | guild


def _place(interaction: discord.Interaction) -> tuple[str, str | None]:
    """Return the channel of an interaction, and the thread in it."""
    place = str(interaction.channel_id)
    if isinstance(interaction.channel, discord.Thread):
        return str(interaction.channel.parent_id), place
    return place, None


def message_key(channel: int, message: int) -> str:
    """Return the key of a message."""
    return f"{PLATFORM}:message:{channel}:{message}"


def interaction_key(interaction: int) -> str:
    """Return the key of an interaction."""
    return f"{PLATFORM}:interaction:{interaction}"


def _names(message: discord.Message) -> dict[str, str]:
    """Return the names of whom and what a message mentions."""
    return {
        **{f"@{user.id}": user.display_name for user in message.mentions},
        **{f"@&{role.id}": role.name for role in message.role_mentions},
        **{f"#{channel.id}": channel.name for channel in message.channel_mentions},
    }
