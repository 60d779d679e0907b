"""The connection to Slack: Socket Mode with a watch over its silence, or an HTTP endpoint that Slack calls."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.health import Health, listening
from bot.settings import SlackSettings
from bot.slack.manifest import PATH
from bot.slack.posting import TokenRefusedError, slack_errors
from corpus.errors import NewsdeskError

_PING_S = 5.0
_LOOK_S, _LONGEST_WAIT_S = 1.0, 30.0
_CONNECT_S, _CLOSE_S = 10.0, 3.0
_PROBE_S = 30.0
# A connection may answer pings and deliver nothing (slackapi/bolt-python#1529); a new one costs nothing.
_SILENCE_S = 600.0
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - Slack calls from outside, through whatever stands before this machine
_log = logging.getLogger(__name__)
_library_log = logging.getLogger("slack_sdk.socket_mode")


class NotConnectedError(NewsdeskError):
    """There is no connection to Slack."""


class Pulse:
    """What the health of the connection is told from."""

    def __init__(self) -> None:
        self.connected = False
        self.authorised = True
        self.last_event: datetime | None = None
        self.latency_ms: float | None = None

    def heard(self) -> None:
        """Note that an event came."""
        self.last_event = datetime.now(UTC)

    def health(self) -> Health:
        """Return the health as it is served."""
        connected = self.connected and self.authorised
        return Health(connected=connected, last_event=self.last_event, latency_ms=self.latency_ms)


@asynccontextmanager
async def connected(
    app: AsyncApp, client: AsyncWebClient, settings: SlackSettings, pulse: Pulse
) -> AsyncIterator[None]:
    """Keep Slack connected, and the pulse up to date.

    Raises:
        NotConnectedError: Socket Mode cannot be opened.
        PortTakenError: in HTTP mode, another process listens on the port.
    """
    is_called = settings.mode == "http"
    transport = _called(app, settings, pulse) if is_called else _socket(app, client, settings, pulse)
    async with transport, _beside(_probe(client, pulse)):
        yield


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run endless work beside the block, and end it with the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@asynccontextmanager
async def _called(app: AsyncApp, settings: SlackSettings, pulse: Pulse) -> AsyncIterator[None]:
    web_app = app.web_app(PATH)
    web_app.middlewares.append(_only_signed(settings.signing_secret or ""))
    async with listening(web_app, _EVERYWHERE, settings.http_port, "NEWSDESK_HTTP_PORT"):
        pulse.connected = True
        _log.info("Slack: waiting for its calls on port %d, path %s", settings.http_port, PATH)
        yield


def _only_signed(secret: str) -> Middleware:
    """Return what refuses calls that Slack did not sign, before anything reads them."""
    verifier = SignatureVerifier(secret)

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not verifier.is_valid_request(await request.read(), dict(request.headers)):
            return web.Response(status=web.HTTPUnauthorized.status_code)
        try:
            return await handler(request)
        except (ValueError, AttributeError) as error:  # Bolt takes for granted that it can be read
            _log.warning("Slack: a call that cannot be read is refused: %s", error)
            return web.Response(status=web.HTTPBadRequest.status_code)

    return refuse


@asynccontextmanager
async def _socket(app: AsyncApp, client: AsyncWebClient, settings: SlackSettings, pulse: Pulse) -> AsyncIterator[None]:
    """Keep one connection of Socket Mode open. The first one is there before the block begins."""
    connection = _Connection(app, client, settings)
    try:
        await connection.open()
        pulse.connected = True
        _log.info("Slack: connected by Socket Mode")
        async with _beside(_keep_open(connection, pulse)):
            yield
    finally:
        await connection.close()


class _Connection:
    """A connection of Socket Mode that can be made anew.

    The library's own reconnecting is switched off: it tries an address that was good for one try again and again, and
    does not notice a connection on which nothing comes.
    """

    def __init__(self, app: AsyncApp, client: AsyncWebClient, settings: SlackSettings) -> None:
        self._app = app
        self._client = client
        self._token = settings.app_token
        self._socket: SocketModeClient | None = None
        self._heard_at = 0.0

    async def open(self) -> None:
        """Connect in the place of the connection there is, if any.

        Raises:
            NotConnectedError: it did not succeed.
        """
        old, self._socket = self._socket, self._made()
        self._heard_at = time.monotonic()
        try:
            with slack_errors():
                async with asyncio.timeout(_CONNECT_S):
                    await self._socket.connect_to_new_endpoint(force=True)
        except NewsdeskError as error:
            raise NotConnectedError(
                f"Slack lets no websocket be opened for Socket Mode ({error}): check the network and its proxy"
            ) from error
        finally:
            if old:
                await _close(old)

    async def close(self) -> None:
        """Disconnect."""
        if self._socket:
            await _close(self._socket)

    async def problem(self) -> str | None:
        """Say what is wrong with it, None where nothing is."""
        if self._socket is None or not await self._socket.is_connected():
            return "cut"
        return "silent" if time.monotonic() - self._heard_at > _SILENCE_S else None

    def _made(self) -> SocketModeClient:
        socket = AsyncSocketModeHandler(
            self._app, self._token, logger=_library_log, web_client=self._client, ping_interval=_PING_S
        ).client
        socket.proxy = self._client.proxy
        socket.auto_reconnect_enabled = socket.default_auto_reconnect_enabled = False
        socket.message_listeners.append(self._hear)
        return socket

    async def _hear(self, *_: object) -> None:
        self._heard_at = time.monotonic()


async def _close(socket: SocketModeClient) -> None:
    """Close a connection with all that the library runs for it, though nobody may be there to agree to it."""
    try:
        async with asyncio.timeout(_CLOSE_S):
            await socket.close()
    except TimeoutError:
        _log.info("Slack: the old connection does not answer, and is left")
    finally:
        for work in (socket.message_processor, socket.current_session_monitor, socket.message_receiver):
            if work is not None:
                work.cancel()
        await socket.aiohttp_client_session.close()


async def _keep_open(connection: _Connection, pulse: Pulse) -> None:
    """Look each second whether the connection is good, and make it anew where it is not."""
    wait = _LOOK_S
    while True:
        await asyncio.sleep(wait)
        problem = await connection.problem()
        pulse.connected = problem != "cut"
        if problem is None:
            wait = _LOOK_S
            continue
        _log.warning("Slack: the connection is %s; connecting anew", problem)
        try:
            await connection.open()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next look tries again
            wait = min(wait * 2, _LONGEST_WAIT_S)
            _log.warning("%s; tried again in %.0f s", str(error) or type(error).__name__, wait)
        else:
            pulse.connected, wait = True, _LOOK_S


async def _probe(client: AsyncWebClient, pulse: Pulse) -> None:
    """Ask Slack now and then whether the token is still good, which also tells the latency."""
    while True:
        started = time.perf_counter()
        try:
            with slack_errors():
                await client.auth_test()
        except TokenRefusedError as error:
            if pulse.authorised:
                _log.error("Slack: it takes SLACK_BOT_TOKEN no more (%s): check it with `newsdesk doctor`", error)
            pulse.authorised, pulse.latency_ms = False, None
        except NewsdeskError as error:
            pulse.latency_ms = None
            _log.warning("Slack: auth.test is not answered (%s)", error)
        else:
            pulse.authorised, pulse.latency_ms = True, (time.perf_counter() - started) * 1000
        await asyncio.sleep(_PROBE_S)
