"""Shares: what a card shows to one person is shown to everybody once, whoever presses its button how often."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.dispatch import FAILED
from bot.presentation import SHARED_ALREADY
from bot.store import RequestStore
from corpus.errors import StoreError

_log = logging.getLogger(__name__)


class Shares:
    """Knows what is in work, as long as the process lives, and what is done: what a kill ends can be shared anew."""

    def __init__(self, store: RequestStore) -> None:
        self._store = store
        self._in_work: set[str] = set()

    async def once(self, key: str, share: Callable[[], Awaitable[str | None]]) -> str | None:
        """Share something, unless it stands there or is in work; return what to tell, None where it stands there now.

        ``share`` returns the same. It may find that an earlier process has done it.
        """
        if key in self._in_work:
            return SHARED_ALREADY
        self._in_work.add(key)
        try:
            if await asyncio.to_thread(self._store.is_taken, key):
                return SHARED_ALREADY
            told = await share()
            if told is None:
                await self._keep(key)
        except StoreError as error:
            _log.error("%s: not shared: %s", key, error)
            return FAILED
        else:
            return told
        finally:
            self._in_work.discard(key)

    async def _keep(self, key: str) -> None:
        """Keep that something stands there; where that fails, it stands there all the same."""
        try:
            await asyncio.to_thread(self._store.take, key)
        except StoreError as error:
            _log.error("%s: that it is shared is not kept: %s", key, error)
