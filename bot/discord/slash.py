"""Discord's commands: made of the table that all platforms share, and acknowledged before any work."""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from json import dumps
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range

from bot.cards import Card, name_of
from bot.commands import COMMANDS, Call, Command
from bot.conversation import Request
from bot.discord.acknowledging import acknowledge
from bot.discord.callers import Callers
from bot.discord.delivery import DiscordDelivery
from bot.discord.embeds import Message, card_messages, notices, offer
from bot.discord.events import PLATFORM, claimed, commanded, interaction_key
from bot.discord.posting import Poster
from bot.dispatch import FAILED, Dispatcher
from bot.newsroom import Newsroom
from corpus.errors import NewsdeskError
from retrieval.answer import MAX_QUESTION_CHARACTERS

_MOST_CHOICES, _MOST_CHOICE, _MOST_OFFERS = 25, 100, 3
_DAYS_AGO = (7, 30, 90, 365)
Tree = app_commands.CommandTree[Any]
_log = logging.getLogger(__name__)


class Commands:
    """What the commands do."""

    def __init__(
        self, newsroom: Newsroom, dispatcher: Dispatcher, delivery: DiscordDelivery, callers: Callers, poster: Poster
    ) -> None:
        self._newsroom = newsroom
        self._dispatcher = dispatcher
        self._delivery = delivery
        self._callers = callers
        self._poster = poster

    def define(self, tree: Tree) -> None:
        """Add the commands to a tree; the library reads their options from the signatures."""
        tree.error(self._on_error)

        @tree.command(name="ask", description="Ask about AI-industry news; only you see the answer")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.describe(
            question="What do you want to know?",
            since="Use nothing published before this day (UTC)",
            publisher="Use articles of this publisher alone",
            public="Let everybody here see the answer",
        )
        async def ask(
            interaction: Interaction,
            question: Range[str, 1, MAX_QUESTION_CHARACTERS],
            since: str | None = None,
            publisher: str | None = None,
            public: bool = False,  # noqa: FBT001, FBT002 - an option of the command
        ) -> None:
            await self._ask(interaction, question, since, publisher, public=public)

        @ask.autocomplete("since")
        async def days(_: Interaction, current: str) -> list[Choice[str]]:
            return _days(current)

        @ask.autocomplete("publisher")
        async def publishers(_: Interaction, current: str) -> list[Choice[str]]:
            return await self._publishers(current)

        @tree.context_menu(name="Check this claim")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def check(interaction: Interaction, message: discord.Message) -> None:
            await self._check(interaction, message)

        group = app_commands.Group(
            name="newsdesk",
            description="What Newsdesk can do, and what it knows",
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in COMMANDS.values():
            if command.name != "ask":
                self._add(group, command)
        tree.add_command(group)

    def _add(self, group: app_commands.Group, command: Command) -> None:
        if not command.argument:

            @group.command(name=command.name, description=command.says)
            async def run(interaction: Interaction) -> None:
                await self._run(interaction, command, "")

            return

        @group.command(name=command.name, description=command.says)
        @app_commands.rename(text=command.argument)
        @app_commands.describe(text=command.argument_says)
        async def run_with(interaction: Interaction, text: str) -> None:
            await self._run(interaction, command, text)

        if command.argument == "source":

            @run_with.autocomplete("text")
            async def sources(interaction: Interaction, current: str) -> list[Choice[str]]:
                return await self._sources(interaction, current)

    async def _ask(
        self, interaction: Interaction, question: str, since: str | None, publisher: str | None, *, public: bool
    ) -> None:
        """Take a question in."""
        try:
            day = date.fromisoformat(since) if since else None
        except ValueError:
            await self._refuse(interaction, f"{since!r} is no day: write it as 2025-12-31, or pick one of the list.")
            return
        request = commanded(interaction, question, is_private=not public, since=day, publisher=publisher)
        await self._take(interaction, request)

    async def _check(self, interaction: Interaction, message: discord.Message) -> None:
        """Ask with the text of a message."""
        claim = claimed(message, interaction.client.user.id if interaction.client.user else 0)
        if not claim:
            await self._refuse(interaction, "That message has no text that I could check.")
            return
        await self._take(interaction, commanded(interaction, claim, by_itself=True))

    async def _run(self, interaction: Interaction, command: Command, text: str) -> None:
        """Run any other command."""
        await acknowledge(interaction)
        if not await asyncio.to_thread(self._newsroom.store.take, interaction_key(interaction.id)):
            return
        request = commanded(interaction, text)
        caller = self._callers.of(interaction)
        call = Call(request=request, caller=caller, newsroom=self._newsroom, dispatcher=self._dispatcher)
        told = await command.run(call)
        offers = await self._undelivered(interaction) if command.name == "status" else ()
        if isinstance(told, Card) or offers:
            # In one go: what comes first takes the place of the line that acknowledged the command.
            shown = card_messages(told) if isinstance(told, Card) else notices(told or "")
            await self._delivery.show(request, (*shown, *offers))
        elif told:
            self._dispatcher.tell(request, told)

    async def _undelivered(self, interaction: Interaction) -> tuple[Message, ...]:
        """Offer what could not be delivered in private: the interaction was too old, and direct messages are closed."""
        kept = await asyncio.to_thread(self._newsroom.store.undelivered, PLATFORM, str(interaction.user.id))
        return tuple(offer(asked.text, asked.key) for asked in kept[:_MOST_OFFERS])

    async def _publishers(self, typed: str) -> list[Choice[str]]:
        """Return publishers of the corpus whose names hold what is typed."""
        try:
            known = await self._newsroom.desks.publishers()
        except NewsdeskError:
            return []
        names = [name for name in known if typed.casefold() in name.casefold()][:_MOST_CHOICES]
        return [Choice(name=name[:_MOST_CHOICE], value=name[:_MOST_CHOICE]) for name in names]

    async def _sources(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Return sources whose names or addresses hold what is typed; where they are is not for everybody."""
        if not await self._callers.of(interaction).is_administrator():
            return []
        try:
            known = [state.source for state in await self._newsroom.sources()]
        except NewsdeskError:
            return []
        wanted = typed.casefold()
        found = [each for each in known if wanted in f"{name_of(each)} {each.location}".casefold()]
        return [
            Choice(name=name_of(each)[:_MOST_CHOICE], value=each.location[:_MOST_CHOICE])
            for each in found[:_MOST_CHOICES]
        ]

    async def _take(self, interaction: Interaction, request: Request) -> None:
        await self._dispatcher.take(request, lambda: acknowledge(interaction, is_private=request.is_private))

    async def _on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Log what went wrong with a command, and tell whoever used it."""
        _log.error("Discord: a command failed", exc_info=error)
        try:
            await self._refuse(interaction, FAILED)
        except NewsdeskError as failure:
            _log.warning("Discord: nobody could be told: %s", failure)

    async def _refuse(self, interaction: Interaction, text: str) -> None:
        if not interaction.response.is_done():
            await acknowledge(interaction)
        await self._poster.respond(interaction.token, notices(text), is_private=True)


def fingerprint(tree: Tree) -> str:
    """Return what changes with any definition of the commands, and with the application that they belong to."""
    definitions = [command.to_dict(tree) for command in tree.get_commands()]
    return blake2b(
        dumps([tree.client.application_id, definitions], sort_keys=True).encode(), digest_size=16
    ).hexdigest()


def _days(typed: str) -> list[Choice[str]]:
    """Return days to choose, by how long ago they are; else the day that is typed."""
    today = datetime.now(UTC).date()
    days = {f"last {ago} days, since {today - timedelta(days=ago)}": today - timedelta(days=ago) for ago in _DAYS_AGO}
    found = [Choice(name=name, value=day.isoformat()) for name, day in days.items() if typed.casefold() in name]
    return found or [Choice(name=typed[:_MOST_CHOICE], value=typed[:_MOST_CHOICE])]
