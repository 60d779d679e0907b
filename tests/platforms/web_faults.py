"""The ways in which the local web server misbehaves; each ends when the client hangs up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import count

from tests.platforms.web_server import Behaviour, Request, rendered

_PACE_SECONDS = 0.01
_BLOCK = b"x" * 65_536


def answer(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Behaviour:
    """Answer properly: for use before and after worse."""
    return raw(rendered(status, {"Content-Length": str(len(body)), **(headers or {})}, body))


def raw(data: bytes) -> Behaviour:
    """Send these bytes, whatever they are, and close the connection."""

    async def behave(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return behave


def silent() -> Behaviour:
    """Take the request and say nothing."""
    return _then_hang(b"")


def reset() -> Behaviour:
    """Take the request and drop the connection."""

    async def behave(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    return behave


def half_closed(data: bytes) -> Behaviour:
    """Send these bytes, close the sending half of the connection, and keep the other open."""

    async def behave(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        writer.write_eof()
        await asyncio.Event().wait()

    return behave


def slow_headers() -> Behaviour:
    """Send one header after the other, slowly and without an end."""
    return _without_end(lambda number: f"X-{number}: 1\r\n".encode(), first=b"HTTP/1.1 200 OK\r\n", pause=_PACE_SECONDS)


def header_flood() -> Behaviour:
    """Send headers as fast as they are taken, without an end."""
    return _without_end(lambda number: f"X-{number}: {'x' * 4000}\r\n".encode(), first=b"HTTP/1.1 200 OK\r\n")


def long_header() -> Behaviour:
    """Send a header whose value does not end."""
    return _without_end(lambda _: _BLOCK, first=b"HTTP/1.1 200 OK\r\nX: ")


def stalled_body(size: int = 1_000) -> Behaviour:
    """Announce a body of so many bytes, send its beginning, and then nothing."""
    return _then_hang(rendered(200, {"Content-Length": str(size)}, b"some"))


def slow_body() -> Behaviour:
    """Send a body byte by byte, without an end."""
    return _without_end(lambda _: b"x", first=rendered(200, {"Content-Type": "text/html"}), pause=_PACE_SECONDS)


def endless_body() -> Behaviour:
    """Send a body as fast as it is taken, of a length that is not told, without an end."""
    return _without_end(lambda _: _BLOCK, first=rendered(200, {"Content-Type": "text/html"}))


def huge_body(size: int) -> Behaviour:
    """Announce a body of so many bytes, and send it without an end."""
    return _without_end(lambda _: _BLOCK, first=rendered(200, {"Content-Length": str(size)}))


def when(signal: Callable[[], Awaitable[object]], then: Behaviour) -> Behaviour:
    """Behave so once a signal has come."""

    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        await signal()
        await then(request, writer)

    return behave


def _then_hang(data: bytes) -> Behaviour:
    async def behave(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await asyncio.Event().wait()

    return behave


def _without_end(piece: Callable[[int], bytes], *, first: bytes, pause: float = 0) -> Behaviour:
    async def behave(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        for number in count():
            writer.write(piece(number))
            await writer.drain()
            await asyncio.sleep(pause)

    return behave
