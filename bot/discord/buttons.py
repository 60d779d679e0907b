"""The buttons under answers and cards, and the modal for a follow-up. Their ids tell all: they survive a restart."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import discord

from bot.cards import CHOICES, SHARING, Card
from bot.discord.acknowledging import acknowledge, acknowledge_press
from bot.discord.callers import Callers
from bot.discord.embeds import FOLLOW_UP, Message, card_messages, notices, passage_messages
from bot.discord.events import (
    address_of,
    can_share,
    card_key,
    followed_up,
    interaction_key,
    is_for_one,
    lacking,
    may_write,
    shared,
    shown,
)
from bot.discord.posting import MissingPermissionError, Poster, discord_errors
from bot.dispatch import FAILED, DeliveryRefusedError, Dispatcher
from bot.newsroom import Newsroom
from bot.presentation import NOT_KEPT, THANKS
from bot.previewing import Pressed, press
from corpus.errors import NewsdeskError, StoreError
from retrieval.answer import MAX_QUESTION_CHARACTERS

_MAY_NOT_WRITE = "You may not write in this channel, so I do not share it there for you."
_SHARING = "I share it with the channel."
_log = logging.getLogger(__name__)


class Buttons:
    """Does what is pressed, once, however often Discord sends it."""

    def __init__(self, newsroom: Newsroom, dispatcher: Dispatcher, callers: Callers, poster: Poster) -> None:
        self._newsroom = newsroom
        self._store = newsroom.store
        self._dispatcher = dispatcher
        self._callers = callers
        self._poster = poster

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Do what a button asks for, or take a follow-up in; whoever pressed is told where that fails."""
        try:
            await self._do(interaction)
        except StoreError as error:
            _log.error("Discord: what was pressed is not done: %s", error)
            await self._respond(interaction, notices(FAILED))

    async def _do(self, interaction: discord.Interaction) -> None:
        data: dict[str, Any] = dict(interaction.data or {})
        asks, _, key = str(data.get("custom_id", "")).partition(" ")
        if interaction.type is discord.InteractionType.modal_submit:
            await self._follow_up(interaction, key, _typed(data))
        elif asks == "follow_up":
            await _open_modal(interaction, key)
        elif asks in CHOICES:
            await self._choose(interaction, asks, key)
        else:
            await self._press(interaction, asks, key)

    async def _press(self, interaction: discord.Interaction, asks: str, key: str) -> None:
        await acknowledge(interaction)
        if not await asyncio.to_thread(self._store.take, interaction_key(interaction.id)):
            return
        told: str | None = None
        if asks in {"good", "bad"}:
            await asyncio.to_thread(self._store.judge, key, str(interaction.user.id), asks)
            told = THANKS
        elif asks == "more_sources":
            await self._show_passages(interaction, key)
        elif asks == "share" and not may_write(interaction):
            told = _MAY_NOT_WRITE
        elif asks == "share":
            with suppress(NewsdeskError):  # it is shared all the same
                await self._poster.respond(interaction.token, notices(_SHARING), is_private=True)
            told = await self._dispatcher.repeat(key, lambda asked: shared(interaction, asked))
        elif asks == "show_answer":
            told = await self._dispatcher.repeat(key, lambda asked: shown(interaction, asked))
        if told:
            await self._respond(interaction, notices(told))

    async def _choose(self, interaction: discord.Interaction, asks: str, key: str) -> None:
        """Do what a card asks for, and show that in its place; what could not be done is said beside it."""
        await acknowledge_press(interaction)
        pressed = await self._chosen(interaction, asks, key)
        says, can = pressed.says, can_share(address_of(interaction))
        if says is None:
            return
        messages = card_messages(says, can_share=can) if isinstance(says, Card) else notices(says)
        if pressed.takes_place:
            await self._respond(interaction, messages)
            return
        for message in messages:
            await self._poster.follow_up_persistently(interaction_key(interaction.id), interaction.token, message)

    async def _chosen(self, interaction: discord.Interaction, asks: str, key: str) -> Pressed:
        """Do what a card asks for, unless it was done for the same press."""
        try:
            if not await asyncio.to_thread(self._store.take, interaction_key(interaction.id)):
                return Pressed(says=None)
        except StoreError as error:  # the card stays
            _log.error("Discord: what was pressed is not done: %s", error)
            return Pressed(says=FAILED)
        if asks in SHARING:
            return Pressed(says=await self._share(interaction, asks, key))
        return await press(self._newsroom, self._callers.of(interaction), asks, key)

    async def _share(self, interaction: discord.Interaction, asks: str, key: str) -> str | None:
        """Post what a card shows for everybody in the channel, once; return why not, None where it stands there.

        By a message of its own, not by a response: Discord takes the same one once, and it replies to nothing that
        others do not see.
        """
        if not may_write(interaction):
            return _MAY_NOT_WRITE
        posted_as = card_key(interaction)

        async def share() -> str | None:
            card = (await press(self._newsroom, self._callers.of(interaction), asks, key)).says
            if not isinstance(card, Card):
                return card
            try:
                for message in card_messages(card):
                    await self._poster.post_persistently(str(interaction.channel_id), message, key=posted_as)
            except DeliveryRefusedError as error:
                _log.warning("%s: not shared: %s", posted_as, error)
                return _unshared(interaction, error, has_picture=card.picture is not None)
            return None

        return await self._newsroom.shares.once(posted_as, share)

    async def _show_passages(self, interaction: discord.Interaction, key: str) -> None:
        reply = await asyncio.to_thread(self._store.reply, key)
        messages = await asyncio.to_thread(passage_messages, reply) if reply else notices(NOT_KEPT)
        await self._respond(interaction, messages)

    async def _follow_up(self, interaction: discord.Interaction, key: str, text: str) -> None:
        await acknowledge(interaction, is_private=is_for_one(interaction))
        asked = await asyncio.to_thread(self._store.request, key)
        await self._dispatcher.take(followed_up(interaction, text, asked))

    async def _respond(self, interaction: discord.Interaction, messages: Sequence[Message]) -> None:
        await self._poster.respond_persistently(interaction_key(interaction.id), interaction.token, messages)


def _unshared(interaction: discord.Interaction, error: DeliveryRefusedError, *, has_picture: bool) -> str:
    """Say why a card is not shared, and what to do about it."""
    if not isinstance(error, MissingPermissionError):
        return f"I could not share it ({error})."
    granted = ", ".join(lacking(interaction, has_picture=has_picture)) or "what I lack"
    return f"I could not share it ({error}): an administrator has to grant me {granted} in this channel."


async def _open_modal(interaction: discord.Interaction, key: str) -> None:
    """Open the modal at once: Discord takes it only as the first response, and within three seconds."""
    modal = discord.ui.Modal(title=FOLLOW_UP, custom_id=f"follow_up {key}")
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        style=discord.TextStyle.paragraph, custom_id="question", max_length=MAX_QUESTION_CHARACTERS
    )
    modal.add_item(discord.ui.Label(text="Your question", component=field))
    modal.stop()
    try:
        with discord_errors():
            await interaction.response.send_modal(modal)
    except NewsdeskError as error:
        _log.warning("Discord: no modal: %s", error)


def _typed(data: dict[str, Any]) -> str:
    """Return what was typed into the one field of the modal."""
    [label] = data["components"]
    field = label.get("component") or label["components"][0]
    return str(field["value"])
