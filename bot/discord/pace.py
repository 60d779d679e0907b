"""Pace: Discord takes fifty calls a second in all, and shuts out who is refused ten thousand times in ten minutes."""

import asyncio
from types import SimpleNamespace

import aiohttp

_PER_SECOND, _AT_ONCE = 40, 8  # together what any second may have, with a little to spare
_FREE = ("/interactions/", "/webhooks/")  # what answers an interaction does not count


class Pace:
    """Lets calls begin in the order in which they come, no more of them in a second than Discord takes."""

    def __init__(self) -> None:
        self._free_at = 0.0

    @property
    def trace(self) -> aiohttp.TraceConfig:
        """What has a session's calls keep the pace."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._on_request_start)
        return trace

    @property
    def is_behind(self) -> bool:
        """Whether a call would have to wait."""
        return self._free_at > asyncio.get_running_loop().time()

    async def _on_request_start(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, call: aiohttp.TraceRequestStartParams
    ) -> None:
        if not any(part in call.url.path for part in _FREE):
            await self._turn()

    async def _turn(self) -> None:
        now = asyncio.get_running_loop().time()
        wait = max(0.0, self._free_at - now)
        self._free_at = max(self._free_at, now - _AT_ONCE / _PER_SECOND) + 1 / _PER_SECOND
        await asyncio.sleep(wait)
