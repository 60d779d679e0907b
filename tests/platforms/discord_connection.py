"""One websocket of the bot: compression, heartbeats, and the pace at which it may send."""

import asyncio
import contextlib
import json
import time
import zlib
from collections import deque

from aiohttp import WSMsgType, web

from tests.platforms.discord_rules import Json
from tests.platforms.discord_sessions import Session

SENDS = 120
_MINUTE = 60.0


class ClosedError(Exception):
    """The gateway closes a connection with one of Discord's codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """A websocket of the bot.

    Attributes:
        session: The session it serves.
        silent: Whether nothing is sent over it any more, though it stands.
        pings: When the server asked for heartbeats, of ``time.monotonic``.
    """

    session: Session | None = None

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, compressed: bool) -> None:
        self.silent = False
        self.pings: deque[asyncio.Future[float]] = deque()
        self._socket = socket
        self._transport = transport
        self._deflate = zlib.compressobj() if compressed else None
        self._waiting: asyncio.Queue[Json] = asyncio.Queue()
        self._taken: deque[float] = deque()
        self._beat_at = time.monotonic()
        self._aborted = False

    @property
    def is_open(self) -> bool:
        """Whether the connection stands."""
        broken = self._transport is None or self._transport.is_closing()
        return not (broken or self._aborted or self._socket.closed)

    @property
    def close_code(self) -> int | None:
        """The code it was closed with."""
        return self._socket.close_code

    def send(self, payload: Json) -> None:
        """Send something after what is already to be sent."""
        if not self.silent and self.is_open:
            self._waiting.put_nowait(payload)

    def abort(self) -> None:
        """Break the connection without a word."""
        self._aborted = True
        if self._transport is not None:
            self._transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection with a close frame."""
        with contextlib.suppress(ConnectionError):
            await self._socket.close(code=code, message=reason.encode())

    async def write(self) -> None:
        """Send what is to be sent, until the connection ends."""
        while True:
            payload = await self._waiting.get()
            text = json.dumps(payload)
            with contextlib.suppress(ConnectionError, RuntimeError):
                if self._deflate is None:
                    await self._socket.send_str(text)
                else:
                    packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(packed)

    async def read(self) -> Json | None:
        """Return what the bot sends next, None when the connection has ended."""
        message = await self._socket.receive()
        if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return None
        self._count()
        try:
            payload = json.loads(message.data)
        except ValueError:
            raise ClosedError(4002, "Error while decoding payload.") from None
        if not isinstance(payload, dict) or "op" not in payload:
            raise ClosedError(4002, "Error while decoding payload.")
        return payload

    def beat(self) -> None:
        """Take a heartbeat."""
        self._beat_at = time.monotonic()
        while self.pings:
            ping = self.pings.popleft()
            if not ping.done():
                ping.set_result(self._beat_at)

    async def watch(self, interval: float) -> None:
        """Close the connection once a heartbeat is overdue."""
        while (overdue := self._beat_at + 1.5 * interval) > time.monotonic():  # noqa: ASYNC110 - no event, but time
            await asyncio.sleep(overdue - time.monotonic())
        await self.close(4000, "no heartbeat")

    def _count(self) -> None:
        now = time.monotonic()
        while self._taken and self._taken[0] < now - _MINUTE:
            self._taken.popleft()
        self._taken.append(now)
        if len(self._taken) > SENDS:
            raise ClosedError(4008, "You are being rate limited.")
