"""Turns: how many requests a site gets at once, and how far apart."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_REMEMBERED_SITES = 1_000


class Turns:
    """Hands out turns at sites. A site's turns are its own: one that is waited for holds up no other.

    ``clock`` counts seconds, and ``sleep`` lets so many of them pass.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._sites: dict[str, _Site] = {}

    def __len__(self) -> int:
        """How many sites are remembered."""
        return len(self._sites)

    @asynccontextmanager
    async def turn(self, name: str, *, at_once: int, pause_s: float) -> AsyncIterator[None]:
        """Wait until a request may start at a site, and hold the turn for the block.

        ``at_once`` is how many may be held at the same time, as whoever comes first to a site says; ``pause_s`` is how
        many seconds have to pass between the starts of this one and the next.
        """
        site = self._site(name, at_once)
        site.users += 1
        try:
            async with site.slots:
                now = self._clock()
                start = max(now, site.next_start)
                site.next_start = start + pause_s
                if start > now:
                    await self._sleep(start - now)
                yield
        finally:
            site.users -= 1

    def _site(self, name: str, at_once: int) -> "_Site":
        if name not in self._sites:
            if len(self._sites) >= _REMEMBERED_SITES:
                now = self._clock()
                self._sites = {known: site for known, site in self._sites.items() if site.matters(now)}
            self._sites[name] = _Site(at_once)
        return self._sites[name]


class _Site:
    def __init__(self, at_once: int) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.next_start = 0.0
        self.users = 0

    def matters(self, now: float) -> bool:
        return bool(self.users) or self.next_start > now
