"""Discord's gateway: websockets over which the bot is told what happens."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from aiohttp import web

from tests.platforms.discord_connection import ClosedError, Connection
from tests.platforms.discord_payloads import joined_guild_json, me_json
from tests.platforms.discord_rules import Json
from tests.platforms.discord_sessions import Session
from tests.platforms.discord_state import GUILDS, MESSAGE_CONTENT, Build, World
from tests.platforms.discord_things import Guild

Take = Callable[[Connection, Json], None]
_PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
_KNOWN_INTENTS = (1 << 26) - 1
_RESUMABLE_SECONDS = 180.0
_DISPATCH_OPS = {3, 4, 8, 31}


class Gateway:
    """Takes the bot's websockets.

    Attributes:
        all: All connections there have been.
        sessions: The sessions that are on a connection or may be resumed.
        identifies: How often the bot began a session.
        resumes: How often it resumed one.
        heartbeats: How many heartbeats came.
    """

    def __init__(self, world: World, *, heartbeat_seconds: float, identify_seconds: float) -> None:
        self.all: list[Connection] = []
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self._world = world
        self._heartbeat_seconds = heartbeat_seconds
        self._identify_seconds = identify_seconds
        self._identified_at = float("-inf")
        self._takes: dict[int, Take] = {
            1: self._take_heartbeat,
            2: self._take_identify,
            6: self._take_resume,
        }
        world.emit = self.emit

    @property
    def open(self) -> list[Connection]:
        """The connections that stand and serve a session."""
        return [connection for connection in self.all if connection.is_open and connection.session]

    def emit(self, event: str, build: Build, *, guild: str | None, intent: int) -> bool:
        """Tell all sessions that get an event of it, and say whether the bot is connected."""
        for session in [*self.sessions.values()]:
            if session.connection is None and time.monotonic() > session.lost_at + _RESUMABLE_SECONDS:
                del self.sessions[session.id]
        having = [session for session in self.sessions.values() if session.has(guild, intent)]
        return any([session.send(event, build) for session in having])  # noqa: C419 - each is to be sent it

    def end(self, *, resumable: bool) -> None:
        """Let sessions wait to be resumed, or forget them."""
        if not resumable:
            for connection in self.all:
                connection.session = None
            self.sessions.clear()

    def send_all(self, payload: Json) -> None:
        """Send something over all connections."""
        for connection in self.open:
            connection.send(payload)

    async def close_all(self, code: int, reason: str) -> None:
        """Close all connections, and forget all sessions."""
        standing = self.open
        with self._world.changing():
            self.end(resumable=False)
        for connection in standing:
            await connection.close(code, reason)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the bot that its sessions are over."""
        self.send_all({"op": 9, "d": resumable, "s": None, "t": None})
        self.end(resumable=resumable)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take a connection, and keep it until it ends."""
        compress = request.query.get("compress")
        if compress not in (None, "zlib-stream"):
            return web.Response(status=400, text=f"the local Discord does not compress with {compress}")
        socket = web.WebSocketResponse(timeout=1, max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, compressed=compress is not None)
        if request.query.get("v") != "10":
            await connection.close(4012, "Invalid API version")
            return socket
        await self._keep(connection)
        return socket

    async def _keep(self, connection: Connection) -> None:
        with self._world.changing():
            self.all.append(connection)
        hello = {"heartbeat_interval": int(self._heartbeat_seconds * 1000), "_trace": ["local"]}
        connection.send({"op": 10, "d": hello, "s": None, "t": None})
        tasks = [asyncio.create_task(work) for work in (connection.write(), connection.watch(self._heartbeat_seconds))]
        try:
            while (payload := await connection.read()) is not None:
                with self._world.changing():
                    self._take(connection, payload)
        except ClosedError as closed:
            await connection.close(closed.code, closed.reason)
            self._lose(connection, resumable=closed.code in (4000, 4008))
        else:
            self._lose(connection, resumable=connection.close_code not in (1000, 1001))
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)

    def _lose(self, connection: Connection, *, resumable: bool) -> None:
        with self._world.changing():
            session = connection.session
            if session is None or session.connection is not connection:
                return
            session.connection, session.lost_at = None, time.monotonic()
            if not resumable:
                self.sessions.pop(session.id, None)

    def _take(self, connection: Connection, payload: Json) -> None:
        code = payload["op"]
        if code in _DISPATCH_OPS:
            if connection.session is None:
                raise ClosedError(4003, "Not authenticated.")
        elif code in self._takes:
            self._takes[code](connection, payload.get("d") or {})
        else:
            raise ClosedError(4001, "Unknown opcode.")

    def _take_heartbeat(self, connection: Connection, seen: Json) -> None:
        connection.beat()
        if connection.silent:
            return
        self.heartbeats += 1
        connection.send({"op": 11, "d": None, "s": None, "t": None})
        if connection.session and isinstance(seen, int):
            connection.session.forget(seen)

    def _take_identify(self, connection: Connection, wish: Json) -> None:
        if connection.session is not None:
            raise ClosedError(4005, "Already authenticated.")
        self._check_token(wish)
        number, of = wish.get("shard") or (0, 1)
        if not 0 <= number < of:
            raise ClosedError(4010, "Invalid shard.")
        self._check_intents(wish.get("intents"))
        now = time.monotonic()
        if now < self._identified_at + self._identify_seconds:
            connection.send({"op": 9, "d": False, "s": None, "t": None})
            return
        self._identified_at = now
        self._begin(connection, Session(shard=(number, of), intents=wish["intents"], connection=connection))

    def _begin(self, connection: Connection, session: Session) -> None:
        self.identifies += 1
        self._world.session_starts_left -= 1
        if self._world.session_starts_left < 0:
            self._world.revoked = True
            raise ClosedError(4004, "Authentication failed.")
        connection.session = session
        self.sessions[session.id] = session
        guilds = [guild for guild in self._world.guilds.values() if guild.member and session.has(guild.id, 0)]
        ready = {
            "v": 10,
            "user": me_json(self._world),
            "user_settings": {},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": f"ws://{self._world.address}/",
            "shard": list(session.shard),
            "application": {"id": self._world.application, "flags": 0},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "geo_ordered_rtc_regions": [],
            "_trace": ["local"],
        }
        session.send("READY", lambda _: ready)
        for guild in guilds if session.intents & GUILDS else []:
            session.send("GUILD_CREATE", self._joining(guild))

    def _joining(self, guild: Guild) -> Build:
        return lambda _: joined_guild_json(self._world, guild)

    def _take_resume(self, connection: Connection, wish: Json) -> None:
        self._check_token(wish)
        session = self.sessions.get(wish.get("session_id", ""))
        seen = wish.get("seq")
        if session is None or not isinstance(seen, int):
            connection.send({"op": 9, "d": False, "s": None, "t": None})
            return
        if seen > session.last:
            raise ClosedError(4007, "Invalid seq.")
        self.resumes += 1
        for other in self.open:
            if other.session is session:
                other.session = None
        connection.session = session
        session.connection = connection
        session.forget(seen)
        for payload in session.kept:
            connection.send(payload)
        session.send("RESUMED", lambda _: {"_trace": ["local"]})

    def _check_token(self, wish: Json) -> None:
        token = str(wish.get("token", "")).removeprefix("Bot ")
        if token != self._world.token or self._world.revoked:
            raise ClosedError(4004, "Authentication failed.")

    def _check_intents(self, intents: object) -> None:
        if not isinstance(intents, int) or intents & ~_KNOWN_INTENTS:
            raise ClosedError(4013, "Invalid intent(s).")
        if intents & _PRIVILEGED & ~self._world.granted_intents:
            raise ClosedError(4014, "Disallowed intent(s).")
