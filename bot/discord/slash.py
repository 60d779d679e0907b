"""Discord's commands: made of the table that all platforms share, and acknowledged before any work."""

import asyncio
import logging
from datetime import date
from hashlib import blake2b
from json import dumps
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range

from bot.cards import Card, name_of
from bot.commands import COMMANDS, Call, Command
from bot.conversation import Request
from bot.discord import options
from bot.discord.acknowledging import acknowledge
from bot.discord.callers import Callers
from bot.discord.delivery import DiscordDelivery
from bot.discord.embeds import Message, card_messages, notices, offer
from bot.discord.events import PLATFORM, can_share, claimed, commanded, interaction_key
from bot.discord.posting import Poster
from bot.dispatch import FAILED, STOPPED, Dispatcher
from bot.latest import MOST_WANTED
from bot.newsroom import Newsroom
from corpus.errors import NewsdeskError, UsageError
from corpus.releases.store import Makers
from retrieval.answer import MAX_QUESTION_CHARACTERS

_MOST_OFFERS = 3
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
            return options.days(current)

        @ask.autocomplete("publisher")
        async def publishers(_: Interaction, current: str) -> list[Choice[str]]:
            return await self._publishers(current)

        self._define_latest(tree)
        self._define_timeline(tree)

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
            if not command.is_short:
                self._add(group, command)
        tree.add_command(group)

    def _define_latest(self, tree: Tree) -> None:
        @tree.command(name="latest", description="The newest releases of AI models and tools; only you see them")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.describe(
            vendor="Releases of this vendor alone",
            product="Releases of this family, such as GPT, or the history of one, such as GPT-5.2",
            since="Show none of before this day (UTC)",
        )
        async def latest(
            interaction: Interaction,
            vendor: Range[str, 1, MOST_WANTED] | None = None,
            product: Range[str, 1, MOST_WANTED] | None = None,
            since: str | None = None,
        ) -> None:
            await self._latest(interaction, vendor or "", product or "", since)

        @latest.autocomplete("vendor")
        async def vendors(_: Interaction, current: str) -> list[Choice[str]]:
            return await self._vendors(current)

        @latest.autocomplete("product")
        async def products(interaction: Interaction, current: str) -> list[Choice[str]]:
            whose = str(interaction.namespace.vendor or "").strip().casefold()
            maker_of: dict[str, str] = {}
            for name, maker in (await self._makers()).products:
                if whose in (maker or "").casefold():
                    maker_of.setdefault(name, maker or "")
            labels = [(", ".join(filter(None, (name, maker))), name) for name, maker in maker_of.items()]
            return options.named(labels, current)

        @latest.autocomplete("since")
        async def days(_: Interaction, current: str) -> list[Choice[str]]:
            return options.days(current)

    def _define_timeline(self, tree: Tree) -> None:
        @tree.command(name="timeline", description="A picture of the releases of a year; only you see it")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.describe(vendor="Releases of this vendor alone; a product or a family, such as GPT, will do, too")
        async def timeline(interaction: Interaction, vendor: Range[str, 1, MOST_WANTED] | None = None) -> None:
            await self._run(interaction, COMMANDS["timeline"], vendor or "")

        @timeline.autocomplete("vendor")
        async def vendors(_: Interaction, current: str) -> list[Choice[str]]:
            return await self._vendors(current)

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
            day = options.day(since)
        except UsageError as error:
            await self._refuse(interaction, str(error))
            return
        request = commanded(interaction, question, is_private=not public, since=day, publisher=publisher)
        await self._take(interaction, request)

    async def _latest(self, interaction: Interaction, vendor: str, product: str, since: str | None) -> None:
        """Show releases; a product may be written with its vendor before it."""
        try:
            day = options.day(since)
        except UsageError as error:
            await self._refuse(interaction, str(error))
            return
        wanted = product if vendor.strip().casefold() in product.casefold() else f"{vendor} {product}"
        await self._run(interaction, COMMANDS["latest"], wanted, day)

    async def _check(self, interaction: Interaction, message: discord.Message) -> None:
        """Ask with the text of a message."""
        claim = claimed(message, interaction.client.user.id if interaction.client.user else 0)
        if not claim:
            await self._refuse(interaction, "That message has no text that I could check.")
            return
        await self._take(interaction, commanded(interaction, claim, by_itself=True))

    async def _run(self, interaction: Interaction, command: Command, text: str, since: date | None = None) -> None:
        """Run any other command, which is in work then as an answer is."""
        await acknowledge(interaction)
        if await asyncio.to_thread(self._newsroom.store.take, interaction_key(interaction.id)):
            self._callers.tasks.start(
                self._show(interaction, command, text, since), lambda: self._say(interaction, STOPPED)
            )

    async def _show(self, interaction: Interaction, command: Command, text: str, since: date | None) -> None:
        """Show what a command returns, or that it failed."""
        try:
            await self._shown(interaction, command, text, since)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, and whoever used the command is told
            await self._fail(interaction, error)

    async def _shown(self, interaction: Interaction, command: Command, text: str, since: date | None) -> None:
        request = commanded(interaction, text, since=since)
        caller = self._callers.of(interaction)
        call = Call(request=request, caller=caller, newsroom=self._newsroom, dispatcher=self._dispatcher)
        told = await command.run(call)
        offers = await self._undelivered(interaction) if command.name == "status" else ()
        if isinstance(told, Card) or offers:
            # In one go: what comes first takes the place of the line that acknowledged the command.
            can = can_share(request.address)
            shown = card_messages(told, can_share=can) if isinstance(told, Card) else notices(told or "")
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
        names = [name for name in known if typed.casefold() in name.casefold()][: options.MOST_CHOICES]
        return [Choice(name=name[: options.MOST_CHOICE], value=name[: options.MOST_CHOICE]) for name in names]

    async def _vendors(self, typed: str) -> list[Choice[str]]:
        """Return vendors whose names hold what is typed."""
        return options.named([(vendor, vendor) for vendor in (await self._makers()).vendors], typed)

    async def _makers(self) -> Makers:
        """Return whom and what releases are reported of; nothing where there is no corpus."""
        try:
            return await self._newsroom.desks.makers()
        except NewsdeskError:
            return Makers(vendors=(), products=())

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
            Choice(name=name_of(each)[: options.MOST_CHOICE], value=each.location[: options.MOST_CHOICE])
            for each in found[: options.MOST_CHOICES]
        ]

    async def _take(self, interaction: Interaction, request: Request) -> None:
        await self._dispatcher.take(request, lambda: acknowledge(interaction, is_private=request.is_private))

    async def _on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Log what went wrong with a command, and tell whoever used it."""
        await self._fail(interaction, error.original if isinstance(error, app_commands.CommandInvokeError) else error)

    async def _fail(self, interaction: Interaction, error: Exception) -> None:
        _log.error("Discord: a command failed: %s", error, exc_info=None if isinstance(error, NewsdeskError) else error)
        try:
            await self._refuse(interaction, FAILED)
        except NewsdeskError as failure:
            _log.warning("Discord: nobody could be told: %s", failure)

    async def _refuse(self, interaction: Interaction, text: str) -> None:
        if not interaction.response.is_done():
            await acknowledge(interaction)
        await self._say(interaction, text)

    async def _say(self, interaction: Interaction, text: str) -> None:
        await self._poster.respond(interaction.token, notices(text), is_private=True)


def fingerprint(tree: Tree) -> str:
    """Return what changes with any definition of the commands, and with the application that they belong to."""
    definitions = [command.to_dict(tree) for command in tree.get_commands()]
    return blake2b(
        dumps([tree.client.application_id, definitions], sort_keys=True).encode(), digest_size=16
    ).hexdigest()
