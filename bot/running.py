"""`newsdesk run`: the bot on whichever platforms have tokens, until it is told to stop."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress

from filelock import FileLock, Timeout

from bot.access import Administrators
from bot.desks import Desks
from bot.health import HOST, NOT_CONNECTED, Health, served
from bot.limits import RateLimits
from bot.newsroom import Newsroom
from bot.reindexing import Reindexing
from bot.scheduling import every_minute
from bot.settings import DiscordSettings, Settings, SlackSettings
from bot.shares import Shares
from bot.store import open_request_store
from bot.wiring import bring_up_to_date
from corpus.database import storage_errors
from corpus.errors import NewsdeskError, UsageError, WriterBusyError

_STOPS = (signal.SIGINT, signal.SIGTERM)
_log = logging.getLogger(__name__)


class AlreadyRunningError(NewsdeskError):
    """Another bot runs on the same data folder."""


async def run_bot(settings: Settings, slack: SlackSettings | None, discord: DiscordSettings | None) -> None:
    """Answer until SIGINT or SIGTERM comes; what is open then is answered at the next start.

    Raises:
        UsageError: no platform has tokens.
        NewsdeskError: a token is no good, a port is taken, or the data folder cannot be used.
    """
    if slack is None and discord is None:
        raise UsageError(
            "no platform has tokens: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN, see .env.example"
        )
    _log_to_stderr()
    named = {"slack": slack, "discord": discord}
    health = {name: lambda: NOT_CONNECTED for name, settings_of in named.items() if settings_of}
    with _only_one(settings), _up_to_date(settings), open_request_store(settings.home) as store:
        async with _until_stopped(), served(settings.health_port, health), Desks(settings) as desks:
            newsroom = Newsroom(
                settings=settings,
                desks=desks,
                store=store,
                limits=RateLimits(per_user=settings.rate_per_user, per_channel=settings.rate_per_channel),
                administrators=Administrators.of(settings.admins),
                reindexing=Reindexing(settings),
                shares=Shares(store),
            )
            async with AsyncExitStack() as running:
                if slack:
                    health["slack"] = await running.enter_async_context(_slack(newsroom, slack))
                if discord:
                    health["discord"] = await running.enter_async_context(_discord(newsroom, discord))
                await running.enter_async_context(every_minute(newsroom.refresh_due))
                _log.info("Newsdesk is running; health at http://%s:%d/healthz", HOST, settings.health_port)
                await asyncio.Event().wait()


@contextmanager
def _up_to_date(settings: Settings) -> Iterator[None]:
    """Bring the data folder up to date; where another process writes, that has done so."""
    with suppress(WriterBusyError):
        bring_up_to_date(settings)
    yield


@asynccontextmanager
async def _until_stopped() -> AsyncIterator[None]:
    """End the block when SIGINT or SIGTERM comes, wherever it is; a second one ends the process at once."""
    loop, block, is_stopped = asyncio.get_running_loop(), asyncio.current_task(), False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        for number in _STOPS:
            loop.remove_signal_handler(number)
        _log.info("Newsdesk stops; what is open is answered at the next start")
        if block:
            block.cancel()

    for number in _STOPS:
        loop.add_signal_handler(number, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not is_stopped:
            raise


@asynccontextmanager
async def _slack(newsroom: Newsroom, settings: SlackSettings) -> AsyncIterator[Callable[[], Health]]:
    try:
        from bot.slack.adapter import slack_running
    except ImportError as error:
        raise UsageError("Slack needs its library: pip install 'newsdesk[slack]'") from error
    async with slack_running(newsroom, settings) as health:
        yield health


@asynccontextmanager
async def _discord(newsroom: Newsroom, settings: DiscordSettings) -> AsyncIterator[Callable[[], Health]]:
    try:
        from bot.discord.adapter import discord_running
    except ImportError as error:
        raise UsageError("Discord needs its library: pip install 'newsdesk[discord]'") from error
    async with discord_running(newsroom, settings) as health:
        yield health


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock of the one bot of a data folder; the operating system releases it with the process."""
    with storage_errors(settings.home):
        settings.home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.home / "bot.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunningError(
                f"another bot runs on {settings.home}: stop it, or set NEWSDESK_HOME to another folder"
            ) from None
    try:
        yield
    finally:
        lock.release()


def _log_to_stderr() -> None:
    """Tell what Newsdesk does, and of libraries what goes wrong."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    logging.getLogger("discord").setLevel(logging.CRITICAL)  # bot.discord.connection tells what matters
    logging.getLogger("slack_sdk.socket_mode").setLevel(logging.CRITICAL)  # bot.slack.connection tells what matters
