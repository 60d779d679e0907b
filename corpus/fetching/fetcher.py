"""Fetching what is at an address: the one way in which Newsdesk reads the web.

It follows redirects, obeys robots.txt, waits for its turn at each site, and tries again what may work in a moment. What
a single request may do is in `corpus.fetching.client`, which addresses it may go to in `corpus.fetching.networks`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential_jitter
from yarl import URL

from corpus.article import utc
from corpus.errors import FetchError
from corpus.fetching.client import Answer, Limits, PassingError, WebClient
from corpus.fetching.content_types import charset_of, content_type_of
from corpus.fetching.networks import is_own, web_url
from corpus.fetching.politeness import Turns
from corpus.fetching.robots import ROBOTS_BYTES, RememberedRobots, Robots, RobotsStore

MAX_REDIRECTS = 10
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT_REDIRECTS = {301, 308}
_PASSING = {408, 425, 429}
_ANSWERED = {200, 203}
_MOST_ROBOTS_REDIRECTS = 5
_REQUESTS_AT_ONCE = 64
_PER_SITE = 2
_PER_OWN_SITE = 4
_LONGEST_RETRY_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server told of the version it sent, to ask whether there is a newer one (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was found at an address.

    ``url`` is where, after all redirects. ``moved_to`` is where the address asked for has moved for good: the last of
    an unbroken chain of 301 and 308 from the start; None where it has not. ``body`` is decompressed; None means not
    modified since the validators given. ``content_type`` is in lower case without parameters, as the header names it,
    empty where it names none. ``charset`` is as the header names it, None where Python knows none such.
    """

    url: str
    moved_to: str | None
    body: bytes | None
    content_type: str
    charset: str | None
    validators: Validators


class _BusyError(PassingError):
    """The server answered that it cannot answer now."""


class Fetcher:
    """Fetches from the web, many addresses at once. An async context manager, which holds the connections.

    ``allowed`` are networks that may be fetched from although they are private. ``robots`` keeps robots.txt for next
    time; without it, that is remembered until the end of the process. ``resolver`` looks up names in the place of the
    system.
    """

    def __init__(
        self,
        *,
        allowed: Sequence[IPv4Network | IPv6Network] = (),
        robots: RobotsStore | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = allowed
        self._limits = limits
        self._client = WebClient(allowed, limits, resolver)
        self._robots = Robots(robots or RememberedRobots(), self._robots_body)
        self._turns = Turns()
        self._at_once = asyncio.Semaphore(_REQUESTS_AT_ONCE)
        self._retrying = AsyncRetrying(
            stop=stop_after_attempt(limits.tries),
            wait=self._pause,
            retry=retry_if_exception(self._is_brief),
            reraise=True,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def get(self, url: str, *, validators: Validators | None = None) -> Fetched:
        """Return what is at an address, or that it is what it was.

        Args:
            url: An http or https address.
            validators: Of the version at hand; the body is None where that is the newest.

        Raises:
            FetchError: It could not be fetched, may not be, or is too large.
        """
        here = web_url(url)
        given = validators or Validators()
        headers = {"If-None-Match": given.etag, "If-Modified-Since": given.last_modified}
        conditions = {name: value for name, value in headers.items() if value}
        moved_to, is_permanent, seen = None, True, {here}
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._permitted(here, conditions)
            if answer.status not in _REDIRECTS:
                return _fetched(answer, here, moved_to, given)
            here = _target(answer, here)
            is_permanent = is_permanent and answer.status in _PERMANENT_REDIRECTS
            moved_to = str(here) if is_permanent else moved_to
            if here in seen:
                raise FetchError("it redirects in a circle", is_lasting=True)
            seen.add(here)
        raise FetchError(f"it redirects more than {MAX_REDIRECTS} times", is_lasting=True)

    async def _permitted(self, url: URL, conditions: Mapping[str, str]) -> Answer:
        """Ask for an address if its site's robots.txt lets us."""
        ruling = await self._robots.ruling(url)
        if not ruling.is_allowed:
            raise FetchError("its robots.txt does not let Newsdesk read it", is_lasting=True)
        return await self._answer(url, conditions, pause_s=ruling.pause_s)

    async def _robots_body(self, url: URL) -> bytes:
        """Return the beginning of a robots.txt; empty where there is none: all is allowed (RFC 9309, section 2.3.1)."""
        try:
            for _ in range(_MOST_ROBOTS_REDIRECTS + 1):
                answer = await self._answer(url, enough=ROBOTS_BYTES)
                if answer.status not in _REDIRECTS:
                    return answer.body
                url = _target(answer, url)
        except _BusyError as error:
            reason = f"{error} when asked for its robots.txt, without which nothing may be read there"
            raise FetchError(reason, retry_at=error.retry_at) from error
        return b""

    async def _answer(
        self, url: URL, headers: Mapping[str, str] | None = None, *, pause_s: float = 0, enough: int | None = None
    ) -> Answer:
        """Ask for an address, and again if that may help."""
        retrying = self._retrying.copy()  # as tenacity's own decorator does: the original is shared by all tasks
        return await retrying(self._answer_once, url, headers or {}, pause_s, enough)

    async def _answer_once(self, url: URL, headers: Mapping[str, str], pause_s: float, enough: int | None) -> Answer:
        host = url.host or ""
        if is_own(host, self._allowed):
            turn = self._turns.turn(host, at_once=_PER_OWN_SITE, pause_s=0)
        else:
            turn = self._turns.turn(host, at_once=_PER_SITE, pause_s=max(pause_s, self._limits.gap_s))
        async with turn, self._at_once:
            answer = await self._client.ask(url, headers, enough=enough)
        if answer.status in _PASSING or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _BusyError(_said(answer), retry_at=_retry_at(answer.headers.get("Retry-After")))
        return answer

    def _is_brief(self, error: BaseException) -> bool:
        """Tell whether it is worth waiting for the end of a failure."""
        return isinstance(error, PassingError) and _seconds_until(error.retry_at) <= self._limits.longest_pause_s

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PassingError) and error.retry_at:
            return _seconds_until(error.retry_at)
        backoff_s = self._limits.backoff_s
        return wait_exponential_jitter(multiplier=backoff_s, jitter=backoff_s)(state)


def _fetched(answer: Answer, url: URL, moved_to: str | None, given: Validators) -> Fetched:
    is_known = answer.status == HTTPStatus.NOT_MODIFIED
    if is_known and given == Validators():
        raise FetchError("it answered 304 Not Modified, and nothing had been read of it before")
    if not is_known and answer.status not in _ANSWERED:
        raise FetchError(_said(answer), is_lasting=answer.status >= HTTPStatus.BAD_REQUEST)
    content_type = answer.headers.get("Content-Type")
    return Fetched(
        url=str(url),
        moved_to=moved_to,
        body=None if is_known else answer.body,
        content_type=content_type_of(content_type),
        charset=charset_of(content_type),
        validators=Validators(
            etag=_plain(answer.headers.get("ETag")) or (given.etag if is_known else None),
            last_modified=_plain(answer.headers.get("Last-Modified")) or (given.last_modified if is_known else None),
        ),
    )


def _target(answer: Answer, url: URL) -> URL:
    """Return where a redirect leads."""
    location = answer.headers.get("Location", "").strip()
    if not location:
        raise FetchError(f"{_said(answer)} without saying where to")
    try:
        return web_url(str(url.join(URL(location))))
    except (ValueError, IndexError) as error:  # yarl's for http://[]@/
        raise FetchError("it redirects to an address that is not valid", is_lasting=True) from error
    except FetchError as error:
        raise FetchError(f"it redirects elsewhere: {error}", is_lasting=True) from error


def _said(answer: Answer) -> str:
    try:
        return f"it answered {answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        return f"it answered {answer.status}"


def _plain(header: str | None) -> str | None:
    """Return a header that can be stored and sent back as it came."""
    return header if header and header.isascii() and header.isprintable() else None


def _retry_at(header: str | None) -> datetime | None:
    """Return when a server wants to be asked again (RFC 9110, section 10.2.3): in so many seconds, or at a date."""
    now = datetime.now(UTC)
    latest = now + _LONGEST_RETRY_AFTER
    if not header:
        return None
    if header.isascii() and header.isdigit():
        return now + timedelta(seconds=min(int(header[:9]), _LONGEST_RETRY_AFTER.total_seconds()))
    try:
        return min(utc(parsedate_to_datetime(header)), latest)
    except (ValueError, OverflowError):
        return None


def _seconds_until(moment: datetime | None) -> float:
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else 0.0
