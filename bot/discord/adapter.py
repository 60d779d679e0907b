"""The Discord adapter: its parts put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import discord
from discord import app_commands

from bot.discord.buttons import Buttons
from bot.discord.callers import Callers
from bot.discord.connection import Connection
from bot.discord.delivery import DiscordDelivery
from bot.discord.events import PLATFORM
from bot.discord.listening import Listening
from bot.discord.posting import Poster, discord_errors
from bot.discord.setup import move_to, setup_errors
from bot.discord.slash import Commands, Tree, fingerprint
from bot.dispatch import Dispatcher, persistently
from bot.health import NOT_CONNECTED, Health
from bot.newsroom import Newsroom
from bot.settings import DISCORD, DiscordSettings
from bot.store import RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError

_FIRST_WAIT_S, _LONGEST_WAIT_S = 60.0, 1_800.0  # Discord takes a thousand new sessions a day
_GATEWAY_PATIENCE_S = 10.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def discord_running(newsroom: Newsroom, settings: DiscordSettings) -> AsyncIterator[Callable[[], Health]]:
    """Answer in Discord as long as the block runs; yield what tells the health of the connection.

    Raises:
        NewsdeskError: the token is no good, or Discord cannot be reached.
    """
    move_to(settings)
    service = _Service(newsroom, settings)
    serving, begun = asyncio.create_task(service.run()), asyncio.create_task(service.is_begun.wait())
    try:
        await asyncio.wait({serving, begun}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield service.health
    finally:
        for task in (begun, serving):
            task.cancel()
        await asyncio.wait({begun, serving})


class _Service:
    """Serves until it is cancelled, with a new client where Discord or the library ends one for good."""

    def __init__(self, newsroom: Newsroom, settings: DiscordSettings) -> None:
        self._newsroom = newsroom
        self._settings = settings
        self._client: Connection | None = None
        self.is_begun = asyncio.Event()

    def health(self) -> Health:
        return self._client.health() if self._client else NOT_CONNECTED

    async def run(self) -> None:
        clock, wait = asyncio.get_running_loop().time, _FIRST_WAIT_S
        while True:
            begun_at = clock()
            try:
                await self._serve()
            except Exception as error:
                if not self.is_begun.is_set():
                    raise
                is_told = isinstance(error, NewsdeskError | discord.DiscordException)
                _log.error("Discord: the connection has ended: %s", error, exc_info=not is_told)
            if clock() - begun_at > _LONGEST_WAIT_S:
                wait = _FIRST_WAIT_S
            _log.warning("Discord: begun anew in %.0f s", wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)

    async def _serve(self) -> None:
        async with AsyncExitStack() as closing:
            self._client = await closing.enter_async_context(_opened(self._newsroom, self._settings))
            self.is_begun.set()
            connecting = asyncio.create_task(self._client.connect())
            closing.callback(connecting.cancel)  # which the library may not heed; it ends once the client is closed
            await asyncio.wait({connecting})
            with setup_errors(self._settings):
                connecting.result()


@asynccontextmanager
async def _opened(newsroom: Newsroom, settings: DiscordSettings) -> AsyncIterator[Connection]:
    """Log in, and take up what was open; at the end, what is in work is answered before the client is closed."""
    store, tasks = newsroom.store, Tasks()
    async with (
        Connection(tasks, lambda since: asyncio.to_thread(store.direct_channels, PLATFORM, since)) as client,
        tasks,
    ):
        with setup_errors(settings):
            await client.login(settings.token)
        poster = Poster(client, client.pace)
        delivery = DiscordDelivery(poster, settings)
        dispatcher = Dispatcher(delivery, newsroom.desks, store, newsroom.limits, tasks)
        callers = Callers(administrators=newsroom.administrators, poster=poster, tasks=tasks)
        tree: Tree = app_commands.CommandTree(client)
        Commands(newsroom, dispatcher, delivery, callers, poster).define(tree)
        client.hand_to(
            Listening(newsroom, dispatcher, poster).on_message,
            Buttons(newsroom, dispatcher, callers, poster).on_interaction,
        )
        dispatcher.take_up(await asyncio.to_thread(store.open_requests, PLATFORM))
        tasks.start(_tell_commands(tree, store))
        warning = asyncio.get_running_loop().call_later(_GATEWAY_PATIENCE_S, _warn_of_silence, client, settings)
        try:
            yield client
        finally:
            warning.cancel()


async def _tell_commands(tree: Tree, store: RequestStore) -> None:
    """Tell Discord of the commands, if they are not those that it was told of last."""
    said = fingerprint(tree)
    if said == await asyncio.to_thread(store.told, PLATFORM):
        return

    async def tell(_: bool) -> None:  # noqa: FBT001 - it may be there already, which is as good
        with discord_errors():
            await tree.sync()

    await persistently("Discord: the commands", tell)
    await asyncio.to_thread(store.record_told, PLATFORM, said)
    _log.info("Discord: the commands are up to date")


def _warn_of_silence(client: Connection, settings: DiscordSettings) -> None:
    if not client.health().connected:
        _log.warning(
            "Discord: no connection to the gateway after %.0f s: check that websockets get through to %s",
            _GATEWAY_PATIENCE_S,
            "gateway.discord.gg" if settings.api_url == DISCORD else settings.api_url,
        )
