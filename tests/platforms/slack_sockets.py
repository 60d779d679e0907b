"""Socket Mode: bringing what Slack sends to the bot over the connections it opened."""

import asyncio
import contextlib
import itertools
import json
import time

from aiohttp import WSMsgType, web

from tests.platforms.slack_delivery import RETRIES, Acked, Tasks, mark_retry
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Delivery

_CONNECTIONS = 10
_REFRESH_SECONDS = 5.0


class Connection:
    """A socket of the bot.

    Attributes:
        socket: The socket.
        sent: What was sent over it and is not acknowledged.
        deaf: Whether it gets no more events.
        silent: Whether it does nothing at all any more.
        gone: Set when it is over.
    """

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.sent: list[Delivery] = []
        self.deaf = False
        self.silent = False
        self.gone = asyncio.Event()
        self._transport = transport

    @property
    def is_open(self) -> bool:
        """Whether the connection stands."""
        broken = self._transport is None or self._transport.is_closing()
        return not (broken or self.socket.closed or self.gone.is_set())

    def abort(self) -> None:
        """Break the connection without a word."""
        self.gone.set()
        if self._transport is not None:
            self._transport.abort()


class SocketCourier:
    """Socket Mode: sends to the bot's connections."""

    def __init__(self, workspace: Workspace, *, ack_seconds: float, acked: Acked) -> None:
        self.refusing = False
        self.all: list[Connection] = []
        self._workspace = workspace
        self._ack_seconds = ack_seconds
        self._acked = acked
        self._turns = itertools.count()
        self._tasks = Tasks()

    @property
    def open(self) -> list[Connection]:
        """The connections that stand."""
        return [connection for connection in self.all if connection.is_open]

    def deliver(self, delivery: Delivery) -> None:
        """Send something now, or once there is a connection."""
        self._workspace.waiting.append(delivery)
        if not self._usable():
            mark_retry(delivery, "timeout")
        self._tasks.start(self._pump())

    async def refresh(self) -> None:
        """Ask the bot to connect anew, and close the old connections once it has."""
        old = self.open
        for connection in old:
            connection.deaf = True
            await connection.socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "local"}}
            )
        self._tasks.start(self._close_after_refresh(old))

    async def close_gracefully(self) -> None:
        """Close the connections with a close frame."""
        for connection in self.open:
            connection.deaf = True
            self._tasks.start(self._close(connection))

    def cut(self) -> None:
        """Break the connections without a close frame."""
        for connection in self.open:
            connection.abort()

    def abort(self) -> None:
        """Break all connections, those that seem closed as well."""
        for connection in self.all:
            connection.abort()

    async def stop(self) -> None:
        """Stop all work in the background."""
        await self._tasks.stop()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take a connection that has a ticket, and keep it until it ends."""
        with self._workspace.changing():
            ticket = request.query.get("ticket", "")
            if self.refusing:
                return web.Response(status=502, text="no websockets here")
            if ticket not in self._workspace.tickets:
                return web.Response(status=404, text="invalid ticket")
            self._workspace.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, autoclose=False, timeout=1)
        await socket.prepare(request)
        if len(self.open) >= _CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._keep(Connection(socket, request.transport))
        return socket

    async def _keep(self, connection: Connection) -> None:
        await connection.socket.send_json(self._hello())
        with self._workspace.changing():
            self.all.append(connection)
        try:
            await self._pump()
            await self._listen(connection)
        finally:
            self._lose(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "connection_info": {"app_id": self._workspace.app},
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.silent:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take_ack(connection, json.loads(message.data))
        if connection.silent:
            await connection.gone.wait()
        await connection.socket.close()

    def _take_ack(self, connection: Connection, answer: Json) -> None:
        for delivery in connection.sent:
            if answer.get("envelope_id") in delivery.envelope_ids:
                connection.sent.remove(delivery)
                self._accept(delivery, answer)
                return

    def _accept(self, delivery: Delivery, answer: Json) -> None:
        with self._workspace.changing():
            if delivery.acked_at is None:
                delivery.acked_at = time.monotonic()
                delivery.ack = answer.get("payload") or {}
                self._acked(delivery)

    def _lose(self, connection: Connection) -> None:
        with self._workspace.changing():
            connection.gone.set()
            for delivery in connection.sent:
                self._send_again(delivery, "timeout")
        self._tasks.start(self._pump())

    def _send_again(self, delivery: Delivery, reason: str) -> None:
        if delivery.acked_at is not None or delivery in self._workspace.waiting:
            return
        if delivery.kind != "events_api" or delivery.retry >= RETRIES:
            delivery.lost = True
            return
        mark_retry(delivery, reason)
        self._workspace.waiting.append(delivery)

    def _usable(self) -> list[Connection]:
        return [connection for connection in self.open if not connection.deaf]

    async def _pump(self) -> None:
        while self._workspace.waiting and (usable := self._usable()):
            delivery = self._workspace.waiting.popleft()
            await self._send(usable[next(self._turns) % len(usable)], delivery)

    async def _send(self, connection: Connection, delivery: Delivery) -> None:
        with self._workspace.changing():
            delivery.envelope_ids.append(self._workspace.new_id("envelope-"))
            delivery.sent_at = time.monotonic()
            delivery.attempts += 1
            connection.sent.append(delivery)
        envelope: Json = {
            "envelope_id": delivery.envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.retry, "retry_reason": delivery.reason}
        self._tasks.start(self._watch(connection, delivery, delivery.attempts))
        with contextlib.suppress(ConnectionError):
            await connection.socket.send_json(envelope)

    async def _watch(self, connection: Connection, delivery: Delivery, attempt: int) -> None:
        await asyncio.sleep(self._ack_seconds)
        if delivery.acked_at is not None or delivery.attempts != attempt or not connection.is_open:
            return
        with self._workspace.changing():
            delivery.late = not connection.deaf or delivery.late
            self._send_again(delivery, "timeout")
        await self._pump()

    async def _close_after_refresh(self, old: list[Connection]) -> None:
        waits = [asyncio.create_task(connection.gone.wait()) for connection in old]
        try:
            await asyncio.wait(waits, timeout=_REFRESH_SECONDS)
        finally:
            for wait in waits:
                wait.cancel()
        for connection in old:
            if connection.is_open:
                await self._close(connection)

    async def _close(self, connection: Connection) -> None:
        with contextlib.suppress(ConnectionError):
            await connection.socket.close()
