"""What a site allows robots to read: robots.txt, as RFC 9309 has it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from protego import Protego
from yarl import URL

from corpus.errors import FetchError

PRODUCT = "Newsdesk"
ROBOTS_BYTES = 512_000
_KEPT_FOR = timedelta(hours=24)
_LONGEST_PAUSE_S = 30.0
_REMEMBERED_SITES = 500
_AGENT_LINE = re.compile(r"^[ \t]*user[- ]?agent[ \t]*[: \t][ \t]*([^#\r\n]*).*$", re.IGNORECASE | re.MULTILINE)
_OUR_NAME = re.compile(rf"{PRODUCT}(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRobots:
    """A site's robots.txt, empty where it has none; ``fetched_at``, aware, is when the site was last asked for it."""

    text: str
    fetched_at: datetime


class RobotsStore(Protocol):
    """Keeps robots.txt of sites; an origin is scheme, host and port. Both methods may block, and run in a thread."""

    def robots(self, origin: str) -> KeptRobots | None:
        """Return what is kept of an origin."""

    def keep_robots(self, origin: str, kept: KeptRobots) -> None:
        """Keep it in the place of what was kept."""


class RememberedRobots:
    """A store that lasts as long as the process, and remembers the sites asked last."""

    def __init__(self) -> None:
        self._kept: dict[str, KeptRobots] = {}

    def robots(self, origin: str) -> KeptRobots | None:
        """Return what is remembered of an origin."""
        return self._kept.get(origin)

    def keep_robots(self, origin: str, kept: KeptRobots) -> None:
        """Remember it in the place of what was remembered."""
        self._kept.pop(origin, None)
        self._kept[origin] = kept
        if len(self._kept) > _REMEMBERED_SITES:
            del self._kept[next(iter(self._kept))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether an address may be read, and how many seconds are to pass between two requests to its site."""

    is_allowed: bool
    pause_s: float


def ruling(text: str, url: str) -> Ruling:
    """Return what a robots.txt says of an address."""
    rules = _parsed(text)
    asked_for = rules.crawl_delay(PRODUCT) or 0.0
    return Ruling(is_allowed=rules.can_fetch(url, PRODUCT), pause_s=min(asked_for, _LONGEST_PAUSE_S))


class Robots:
    """Rules on addresses, asking each site for its robots.txt once in 24 hours.

    ``ask`` returns the first `ROBOTS_BYTES` of what the address of a robots.txt answers, empty where there is none, or
    raises a `FetchError`.
    """

    def __init__(self, store: RobotsStore, ask: Callable[[URL], Awaitable[bytes]]) -> None:
        self._store = store
        self._ask = ask
        self._asking: dict[str, asyncio.Future[KeptRobots]] = {}

    async def ruling(self, url: URL) -> Ruling:
        """Return what its site says of an address.

        Raises:
            FetchError: the site cannot be asked now, and was never asked before.
        """
        origin = str(url.origin())
        kept = await asyncio.to_thread(self._store.robots, origin)
        if kept is None or not timedelta() <= datetime.now(UTC) - kept.fetched_at < _KEPT_FOR:
            kept = await self._asked_once(origin, kept)
        return await asyncio.to_thread(ruling, kept.text, str(url))

    async def _asked_once(self, origin: str, known: KeptRobots | None) -> KeptRobots:
        """Ask, or wait for the answer to whoever is asking already."""
        while asking := self._asking.get(origin):
            await asyncio.wait([asking])
            if not asking.cancelled():
                return asking.result()
        asking = self._asking[origin] = asyncio.get_running_loop().create_future()
        try:
            asking.set_result(await self._asked(origin, known))
        except FetchError as error:
            asking.set_exception(error)
        finally:
            asking.cancel()  # where this task was cancelled: one of those who wait asks then
            del self._asking[origin]
        return asking.result()

    async def _asked(self, origin: str, known: KeptRobots | None) -> KeptRobots:
        now = datetime.now(UTC)
        try:
            text = _text(await self._ask(URL(origin) / "robots.txt"))
            kept = KeptRobots(text=text, fetched_at=now)
        except FetchError as error:
            if known is None or error.is_lasting:
                raise
            kept = replace(known, fetched_at=now)  # RFC 9309, section 2.4: an old copy serves while there is no new one
        await asyncio.to_thread(self._store.keep_robots, origin, kept)
        return kept


def _text(body: bytes) -> str:
    """Return the lines that were read: where there may be more, none that is cut off (RFC 9309, section 2.5)."""
    if len(body) >= ROBOTS_BYTES:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    return body.decode("utf-8", errors="replace").replace("\0", "")


@lru_cache(maxsize=32)
def _parsed(text: str) -> Protego:
    lines = "\n".join(text.removeprefix("\ufeff").splitlines())
    return Protego.parse(_AGENT_LINE.sub(_folded, lines))


def _folded(agent_line: re.Match[str]) -> str:
    """Give all robots but us one name.

    Protego takes a robot's name that ours begins with for ours, and stores each rule of a group for each of its robots:
    half a megabyte of hostile names and rules would fill the memory.
    """
    name = agent_line[1].strip()
    if name == "*":
        return "User-agent: *"
    return f"User-agent: {PRODUCT}" if _OUR_NAME.match(name) else "User-agent: another"
