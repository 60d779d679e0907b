"""Acknowledging interactions: within three seconds, before any work, and as private as the answer is to be."""

import logging

import discord

from bot.discord.posting import discord_errors
from corpus.errors import NewsdeskError

_log = logging.getLogger(__name__)


async def acknowledge_press(interaction: discord.Interaction) -> None:
    """Have Discord know that the message of a button is going to change."""
    try:
        with discord_errors():
            await interaction.response.defer()
    except NewsdeskError as error:
        _log.warning("Discord: a button could not be acknowledged: %s", error)


async def acknowledge(interaction: discord.Interaction, *, is_private: bool = True) -> None:
    """Have Discord show that an answer is coming.

    Where it takes that no more, that is logged: a question is answered all the same, by direct message or in the
    channel; what was pressed is done, though nobody sees its response.
    """
    try:
        with discord_errors():
            await interaction.response.defer(ephemeral=is_private, thinking=True)
    except NewsdeskError as error:
        _log.warning("Discord: an interaction could not be acknowledged: %s", error)
