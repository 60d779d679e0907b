"""Who has something done from Discord, and the message on which they see how far it is."""

from dataclasses import dataclass

import discord

from bot.access import Administrators
from bot.discord.embeds import notices
from bot.discord.events import PLATFORM, interaction_key
from bot.discord.posting import ExpiredError, Poster, is_good
from bot.newsroom import Caller
from bot.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Makes callers of those who use a command."""

    administrators: Administrators
    poster: Poster
    tasks: Tasks

    def of(self, interaction: discord.Interaction) -> Caller:
        """Return the user of an interaction as a caller."""
        user = interaction.user
        roles = [str(role.id) for role in user.roles] if isinstance(user, discord.Member) else []

        async def is_administrator() -> bool:
            return self.administrators.allows(PLATFORM, str(user.id), groups=roles)

        async def screen(doing: str) -> DiscordScreen:
            shown = DiscordScreen(self.poster, interaction)
            await shown.show(f"{doing} begins: I report here. Questions are answered meanwhile.")
            return shown

        return Caller(
            platform=PLATFORM,
            user=str(user.id),
            is_administrator=is_administrator,
            screen=screen,
            reports_in=None,
            tasks=self.tasks,
        )


class DiscordScreen:
    """The private response to a command, edited as things go on; once Discord takes no more edits, a direct message."""

    def __init__(self, poster: Poster, interaction: discord.Interaction) -> None:
        self._poster = poster
        self._interaction = interaction
        self._direct: tuple[str, str] | None = None  # its place, and its id

    async def show(self, text: str) -> None:
        """Put a text in the place of the one that is shown.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: Discord did not take it.
        """
        if self._direct is None and is_good(self._interaction.created_at):
            try:
                await self._poster.respond(self._interaction.token, notices(text), is_private=True)
            except ExpiredError:
                pass
            else:
                return
        [message, *_] = notices(text)
        if self._direct:
            await self._poster.edit(*self._direct, message)
        else:
            place = await self._poster.direct(str(self._interaction.user.id))
            posted = await self._poster.post(place, message, key=interaction_key(self._interaction.id))
            self._direct = place, posted
