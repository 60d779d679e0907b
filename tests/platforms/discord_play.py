"""A bot on the real discord.py against the local Discord, for the tests of that."""

import asyncio
import http.client
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands

from tests.platforms.discord_server import DiscordServer

Json = dict[str, Any]
T = TypeVar("T")
_WAIT_S = 30
NOBODY = discord.AllowedMentions.none()
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Bot(discord.AutoShardedClient):
    """A bot that does what a test says, and remembers what it was told.

    Attributes:
        tree: Its commands.
        heard: The messages it was told of.
        events: The names of the events it was told of.
        interactions: The interactions it was told of.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of discord.py
        settings: dict[str, Any] = {"intents": INTENTS, "guild_ready_timeout": 0.05} | options
        super().__init__(**settings)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.events: list[str] = []
        self.interactions: list[discord.Interaction] = []
        self.answer: Callable[[discord.Message], Coroutine[Any, Any, object]] | None = None
        self.changed = threading.Condition()
        self.failed: BaseException | None = None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Begin sessions without waiting, as the server of a test takes them."""

    async def on_ready(self) -> None:
        """Remember that it is ready."""
        self._note(self.events, "ready")

    async def on_message(self, message: discord.Message) -> None:
        """Remember a message, and do what the test says."""
        self._note(self.heard, message)
        if self.answer is not None and message.author != self.user:
            await self.answer(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Remember an interaction."""
        self._note(self.interactions, interaction)

    async def on_socket_event_type(self, event: str) -> None:
        """Remember the name of an event."""
        self._note(self.events, event)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the bot's event loop, and return what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_WAIT_S)

    def until(self, condition: Callable[[], T]) -> T:
        """Wait until the bot was told of something."""
        with self.changed:
            assert self.changed.wait_for(condition, _WAIT_S), self.events
            return condition()

    def channel(self, channel: str) -> discord.PartialMessageable:
        """Return a channel to write to."""
        return self.get_partial_messageable(int(channel))

    def _note(self, memory: list[T], what: T) -> None:
        with self.changed:
            memory.append(what)
            self.changed.notify_all()


@contextmanager
def playing(server: DiscordServer, bot: Bot | None = None) -> Iterator[Bot]:
    """Connect a bot, and disconnect it at the end."""
    bot = bot or Bot()
    thread = threading.Thread(target=_live, args=(bot, server.token), name="bot")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", f"{server.api_url}/api/v10")
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{server.state.address}/"))
        thread.start()
        try:
            bot.until(lambda: "ready" in bot.events or bot.failed)
            yield bot
        finally:
            if not bot.is_closed():
                bot.do(bot.close())
            thread.join(_WAIT_S)


def _live(bot: Bot, token: str) -> None:
    async def live() -> None:
        async with bot:
            await bot.start(token)

    try:
        asyncio.run(live())
    except discord.DiscordException as error:
        with bot.changed:
            bot.failed = error
            bot.changed.notify_all()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered with."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int | None:
        """Discord's number of the error, if it is one."""
        return None if not isinstance(self.body, dict) else self.body.get("code")


def ask(server: DiscordServer, method: str, path: str, body: object = None, token: str | None = None) -> Answer:
    """Call the REST API by hand, with the bot's token or another."""
    link = http.client.HTTPConnection(server.state.address, timeout=_WAIT_S)
    headers = {"Authorization": f"Bot {token or server.token}", "Content-Type": "application/json"}
    try:
        link.request(method, f"/api/v10{path}", None if body is None else json.dumps(body), headers)
        response = link.getresponse()
        text = response.read()
        return Answer(response.status, json.loads(text) if text else None, dict(response.getheaders()))
    finally:
        link.close()


class Line:
    """A websocket of the gateway, read by hand and without compression."""

    def __init__(self, server: DiscordServer, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.server = server
        self.socket = socket
        self.last = 0

    async def next(self) -> Json:
        """Return what comes next."""
        message = await self.socket.receive(timeout=_WAIT_S)
        assert message.type is aiohttp.WSMsgType.TEXT, (message, self.socket.close_code)
        payload: Json = json.loads(message.data)
        self.last = payload["s"] or self.last
        return payload

    async def closed(self) -> int | None:
        """Return the code that the connection is closed with, whatever comes before."""
        while (await self.socket.receive(timeout=_WAIT_S)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code

    async def send(self, code: int, data: object) -> None:
        """Send something."""
        await self.socket.send_json({"op": code, "d": data})

    async def identify(self, **fields: object) -> None:
        """Begin a session."""
        wish = {"token": self.server.token, "intents": INTENTS.value, "properties": {}}
        await self.send(2, wish | fields)


@asynccontextmanager
async def line(server: DiscordServer, query: str = "v=10&encoding=json") -> AsyncIterator[Line]:
    """Open a websocket of the gateway, and take its greeting."""
    url = f"ws://{server.state.address}/?{query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        opened = Line(server, socket)
        if "v=10" in query:
            assert (await opened.next())["op"] == 10
        yield opened


def play(play_line: Callable[[Line], Awaitable[None]], server: DiscordServer) -> None:
    """Run something on a websocket of the gateway."""

    async def run() -> None:
        async with line(server) as opened:
            await play_line(opened)

    asyncio.run(run())
