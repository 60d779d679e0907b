"""One request to one address: safe, bounded in size and time, its failures told in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from corpus.errors import FetchError
from corpus.fetching.decompression import ENCODINGS, DamagedError, TooLargeError, Unpacker
from corpus.fetching.networks import AddressRefusedError, Network, guarded_connector
from corpus.fetching.robots import PRODUCT

MAX_BODY_BYTES = 10_000_000
USER_AGENT = f'{PRODUCT}/{version("newsdesk")} (news bot; obeys robots.txt as "{PRODUCT}")'
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, text/html, application/xhtml+xml, "
    "application/xml;q=0.9, application/json;q=0.9, text/*;q=0.8, */*;q=0.5"
)
_MAX_HEADER_BYTES = 32_768
_WITH_BODY = {200, 203}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is waited for and taken: times in seconds, sizes in bytes.

    ``connect_s`` covers looking up the name too, ``read_s`` is the longest silence, ``total_s`` the longest request.
    ``tries`` is how often one address is asked, with pauses from ``backoff_s`` up; ``longest_pause_s`` is the longest
    that a server's Retry-After is waited for. ``gap_s`` lies between the starts of two requests to one site.
    """

    body_bytes: int = MAX_BODY_BYTES
    connect_s: float = 10
    read_s: float = 20
    total_s: float = 60
    tries: int = 3
    backoff_s: float = 0.5
    longest_pause_s: float = 30
    gap_s: float = 0.5

    @property
    def body_megabytes(self) -> float:
        """The largest body, for people."""
        return self.body_bytes / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered. ``body`` is unpacked, and empty for all but a status that says here it is."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class PassingError(FetchError):
    """A failure that may be gone in a moment."""

    def __init__(self, reason: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(reason, retry_at=retry_at)


# What aiohttp reports, the first that applies; whether it may be gone in a moment, is not to be hurried, or lasts.
_PASSES, _STAYS, _LASTS = range(3)
_FAILURES: tuple[tuple[type[Exception], str, int], ...] = (
    (TooLargeError, "it is larger than {limits.body_megabytes:g} MB", _LASTS),
    (DamagedError, "what it sent is damaged: {error}", _PASSES),
    (aiohttp.InvalidURL, "its address is not valid", _LASTS),
    (aiohttp.ClientConnectorCertificateError, "its TLS certificate is not valid", _STAYS),
    (aiohttp.ClientSSLError, "no TLS connection to it can be made", _STAYS),
    (aiohttp.ClientConnectorDNSError, "its name cannot be resolved", _PASSES),
    (aiohttp.ClientConnectorError, "it cannot be connected to: {cause}", _PASSES),
    (aiohttp.ConnectionTimeoutError, "it cannot be connected to within {limits.connect_s:g} s", _PASSES),
    (aiohttp.SocketTimeoutError, "it sent nothing for {limits.read_s:g} s", _PASSES),
    (TimeoutError, "it was not done within {limits.total_s:g} s", _PASSES),
    (aiohttp.ClientPayloadError, "what it sent is damaged: it breaks off before its end", _PASSES),
    (aiohttp.ClientResponseError, "what it sent is no proper HTTP", _STAYS),
    (aiohttp.ClientError, "it closed the connection without an answer", _PASSES),
    (ValueError, "its address is not valid", _LASTS),
)


class WebClient:
    """Asks, and follows nothing: no redirects, no cookies, no proxies. An async context manager."""

    def __init__(self, allowed: Sequence[Network], limits: Limits, resolver: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._limits = limits
        self._resolver = resolver

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._session = aiohttp.ClientSession(
            connector=guarded_connector(self._allowed, resolver=self._resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": ", ".join(ENCODINGS)},
            timeout=aiohttp.ClientTimeout(total=limits.total_s, connect=limits.connect_s, sock_read=limits.read_s),
            auto_decompress=False,
            max_field_size=_MAX_HEADER_BYTES,
            middlewares=[self._told_at_once],
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(self, url: URL, headers: Mapping[str, str], *, enough: int | None = None) -> Answer:
        """Return what an address answers, whatever its status.

        ``enough`` is how many bytes of a body suffice: once those came, the rest is not waited for.

        Raises:
            PassingError: the connection failed, was too slow, or broke off.
            FetchError: its address may not be connected to, TLS failed, or the answer is too large or no answer.
        """
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                body = await self._body(response, enough) if response.status in _WITH_BODY else b""
                return Answer(status=response.status, headers=response.headers, body=body)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise self._told(error) from error

    async def _told_at_once(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Keep aiohttp from trying once more by itself: it takes what fails for a reused connection gone stale."""
        try:
            return await send(request)
        except aiohttp.ClientError as error:
            raise self._told(error) from error

    async def _body(self, response: aiohttp.ClientResponse, enough: int | None) -> bytes:
        limit = enough - 1 if enough else self._limits.body_bytes  # what is larger has enough
        if not enough and (response.content_length or 0) > limit:
            raise TooLargeError
        unpacker = Unpacker(response.headers.get("Content-Encoding", "").strip().lower(), limit=limit)
        try:
            async for chunk in response.content.iter_any():
                unpacker.feed(chunk)
        except TooLargeError:
            if not enough:
                raise
            return unpacker.beginning(enough)
        return unpacker.body()

    def _told(self, error: Exception) -> FetchError:
        """Return what happened, in words."""
        cause = getattr(error, "os_error", None)
        if isinstance(cause, AddressRefusedError):
            return FetchError(cause.reason, is_lasting=True)
        _, reason, outlook = next(entry for entry in _FAILURES if isinstance(error, entry[0]))
        told = reason.format(
            error=error, cause=getattr(cause, "strerror", None) or "no reason given", limits=self._limits
        )
        return PassingError(told) if outlook is _PASSES else FetchError(told, is_lasting=outlook is _LASTS)
