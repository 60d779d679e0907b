"""A web server on 127.0.0.n that serves what a test puts there, counts who asks, and misbehaves on purpose.

```
with WebServer() as web:
    web.put("/feed.xml", feed, content_type="application/rss+xml")
    web.misbehave("/page", answer(503, headers={"Retry-After": "1"}), slow_body())
    ...
    assert [request.path for request in web.requests] == ["/robots.txt", "/feed.xml"]
```

What is put is served with an ETag and a Last-Modified, and with 304 to whoever has it already. What is not put is 404,
``/robots.txt`` included. Behaviours are in `tests.platforms.web_faults`.
"""

import asyncio
import hashlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from tests.platforms.host import Host

_TLS_HANDSHAKE = b"\x16"
_HEAD_BYTES = 1_000_000
_FIRST_MODIFIED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came: the path with its query, the headers by lower-case name, the address it came to."""

    method: str
    path: str
    headers: Mapping[str, str]
    address: str


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a path answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def answer_to(self, request: Request) -> bytes:
        """Return the whole answer: 304 where the request names the version that this is (RFC 9110, section 13)."""
        asked = request.headers.get("if-none-match")
        has_it = asked == self.headers.get("ETag") if asked else self._is_as_old_as(request)
        if has_it and self.status == HTTPStatus.OK:
            kept = {name: value for name, value in self.headers.items() if name in {"ETag", "Last-Modified"}}
            return rendered(HTTPStatus.NOT_MODIFIED, kept)
        return rendered(self.status, {"Content-Length": str(len(self.body)), **self.headers}, self.body)

    def _is_as_old_as(self, request: Request) -> bool:
        since = request.headers.get("if-modified-since")
        return since is not None and since == self.headers.get("Last-Modified")


@dataclass(slots=True)
class WebState:
    """All that is remembered; changes are made inside ``changing`` alone."""

    documents: dict[str, Document] = field(default_factory=dict)
    behaviours: dict[str, list[Behaviour]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    versions: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold what is remembered while it changes, then wake those who wait for something."""
        with self.changed:
            try:
                yield
            finally:
                self.changed.notify_all()


class WebServer(Host[WebState]):
    """Serves on one free port of each of its addresses, from ``with`` to its end.

    ``addresses`` are of this machine: each of 127.0.0.1, 127.0.0.2, … passes for a site of its own. ``tls`` makes it
    serve https.
    """

    name = "web"

    def __init__(self, *, addresses: Sequence[str] = ("127.0.0.1",), tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.state = WebState()
        self.addresses = tuple(addresses)
        self.port = 0
        self._tls = tls
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # What tests ask for

    def url(self, path: str, host: str | None = None) -> str:
        """Return the address of a path, on the first of the server's addresses or on a host."""
        return f"{'https' if self._tls else 'http'}://{host or self.addresses[0]}:{self.port}{path}"

    def put(  # noqa: PLR0913 - the parts of an answer
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        content_type: str | None = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
        has_validators: bool = True,
    ) -> None:
        """Answer a path with this from now on, for all addresses; ``headers`` win over those made here."""
        data = body.encode() if isinstance(body, str) else body
        made = {"Content-Type": content_type} if content_type else {}
        with self.state.changing():
            self.state.versions += 1
            if has_validators and status == HTTPStatus.OK:
                modified = _FIRST_MODIFIED + timedelta(seconds=self.state.versions)
                made["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
                made["Last-Modified"] = format_datetime(modified, usegmt=True)
            document = Document(status=status, headers={**made, **(headers or {})}, body=data)
            self.state.documents[path] = document
            self.state.behaviours.pop(path, None)

    def redirect(self, path: str, to: str, *, status: int = 302) -> None:
        """Send whoever asks for a path on to another address."""
        self.put(path, status=status, headers={"Location": to})

    def remove(self, path: str) -> None:
        """Answer a path with 404 from now on."""
        with self.state.changing():
            self.state.documents.pop(path, None)
            self.state.behaviours.pop(path, None)

    def misbehave(self, path: str, *behaviours: Behaviour) -> None:
        """Answer a path in these ways, one request after the other; the last one is kept up.

        The connection is closed after each.
        """
        with self.state.changing():
            self.state.behaviours[path] = list(behaviours)

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they came."""
        with self.state.changed:
            return list(self.state.requests)

    @property
    def paths(self) -> list[str]:
        """The paths asked for so far, in that order, without those of robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    @property
    def connections(self) -> int:
        """How many connections are open."""
        with self.state.changed:
            return self.state.connections

    def forget_requests(self) -> None:
        """Count from here."""
        with self.state.changing():
            self.state.requests.clear()

    # How it serves

    async def _start(self) -> None:
        for address in self.addresses:
            server = await asyncio.start_server(
                self._serve, address, self.port, limit=_HEAD_BYTES, ssl=self._tls, backlog=1024
            )
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _summary(self) -> dict[str, Any]:
        return {"requests": self.paths[-10:], "connections": self.connections}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with self.state.changing():
            self.state.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer_one(reader, writer):
                    pass
        finally:
            writer.close()
            self._tasks.discard(task)
            with self.state.changing():
                self.state.connections -= 1

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer the next request; tell whether the connection goes on."""
        first = await reader.readexactly(1)
        if first == _TLS_HANDSHAKE:
            writer.write(rendered(400, {"Content-Length": "0"}))
            return False
        request = _parsed(first + await reader.readuntil(b"\r\n\r\n"), writer)
        with self.state.changing():
            self.state.requests.append(request)
            behaviours = self.state.behaviours.get(request.path)
            behaviour = (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]) if behaviours else None
            document = self.state.documents.get(request.path)
        if behaviour:
            hung_up = asyncio.create_task(reader.read())
            behaving = asyncio.ensure_future(behaviour(request, writer))
            try:
                await asyncio.wait({hung_up, behaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                hung_up.cancel()
                behaving.cancel()
                await asyncio.gather(hung_up, behaving, return_exceptions=True)
            return False
        writer.write(document.answer_to(request) if document else rendered(404, {"Content-Length": "0"}))
        await writer.drain()
        return request.headers.get("connection", "").lower() != "close"


def rendered(status: int, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return an answer as it stands on the wire."""
    lines = [f"HTTP/1.1 {status} {_phrase(status)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unheard Of"


def _parsed(head: bytes, writer: asyncio.StreamWriter) -> Request:
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(method=method, path=path, headers=headers, address=writer.get_extra_info("sockname")[0])
