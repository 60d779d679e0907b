"""The clock of a running bot: it looks every minute whether the time of a source has come."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

_SECONDS, _JITTER_S = 60, 10
_log = logging.getLogger(__name__)


@asynccontextmanager
async def every_minute(work: Callable[[], Coroutine[None, None, None]]) -> AsyncIterator[None]:
    """Run a work now and every minute until the block ends, and never twice at once; its errors are logged.

    What was missed, by a machine that slept or by a work that took longer, is made up for by one run.
    """
    running: asyncio.Task[None] | None = None

    async def begin() -> None:
        nonlocal running
        if running is None or running.done():
            running = asyncio.create_task(_logged(work))

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        begin,
        IntervalTrigger(seconds=_SECONDS, jitter=_JITTER_S, timezone=UTC),
        next_run_time=datetime.now(UTC),
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        if running:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _logged(work: Callable[[], Coroutine[None, None, None]]) -> None:
    try:
        await work()
    except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the next minute comes
        _log.exception("what is done every minute failed")
