"""Tasks that nobody waits for: each has an owner, and an error in one is logged and ends nothing else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Self

from corpus.errors import NewsdeskError

_GRACE_S, _LAST_WORD_S = 5.0, 2.0
_log = logging.getLogger(__name__)


class Tasks:
    """Owns tasks; at the end it waits for them a little, then cancels what is left."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self, work: Coroutine[None, None, object], if_stopped: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """Run work beside everything else; where it is cancelled at the end, there is a moment for a last word."""
        task = asyncio.create_task(_logged(work, if_stopped))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def __aenter__(self) -> Self:
        """Return the owner itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for what is in work, and cancel what takes too long."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_GRACE_S)
        for task in (left := set(self._tasks)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _logged(work: Coroutine[None, None, object], if_stopped: Callable[[], Awaitable[object]] | None) -> None:
    try:
        await work
    except asyncio.CancelledError:
        if if_stopped:
            await _said(if_stopped)
        raise
    except NewsdeskError as error:
        _log.warning("not done: %s", error)
    except Exception:  # noqa: BLE001 - whatever it is, it is logged, and ends this work alone
        _log.exception("a task failed")


async def _said(last_word: Callable[[], Awaitable[object]]) -> None:
    try:
        async with asyncio.timeout(_LAST_WORD_S):
            await last_word()
    except (NewsdeskError, TimeoutError) as error:
        _log.warning("nobody could be told that something was stopped: %s", error)
