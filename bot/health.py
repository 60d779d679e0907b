"""Health: whether each platform is connected, as JSON at ``/healthz`` on this machine alone."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.presentation import json_moment
from corpus.errors import NewsdeskError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a platform is: the moment of its last event (UTC), and milliseconds to it and back."""

    connected: bool
    last_event: datetime | None
    latency_ms: float | None


NOT_CONNECTED = Health(connected=False, last_event=None, latency_ms=None)


class PortTakenError(NewsdeskError):
    """Another process listens on a port."""


@asynccontextmanager
async def served(port: int, platforms: Mapping[str, Callable[[], Health]]) -> AsyncIterator[None]:
    """Serve the health of the platforms by their names; 200 where all are connected, else 503.

    Raises:
        PortTakenError: the port is taken.
    """

    async def healthz(_: web.Request) -> web.Response:
        found = {name: health() for name, health in platforms.items()}
        body = {
            name: {
                "connected": health.connected,
                "last_event": json_moment(health.last_event),
                "latency_ms": None if health.latency_ms is None else round(health.latency_ms, 1),
            }
            for name, health in found.items()
        }
        return web.json_response(body, status=200 if all(h.connected for h in found.values()) else 503)

    application = web.Application()
    application.router.add_get("/healthz", healthz)
    async with listening(application, HOST, port, "NEWSDESK_HEALTH_PORT"):
        yield


@asynccontextmanager
async def listening(application: web.Application, host: str, port: int, setting: str) -> AsyncIterator[None]:
    """Serve an application on a port, which a setting names.

    Raises:
        PortTakenError: the port is taken.
    """
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortTakenError(f"port {port} cannot be used ({error.strerror}): set {setting} to another") from error
        yield
    finally:
        await runner.cleanup()
