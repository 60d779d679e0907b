"""The clock of a running bot: it looks every minute whether the time of a source has come."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

_SECONDS, _JITTER_S = 60, 10


@asynccontextmanager
async def every_minute(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run a work now and every minute until the block ends, and never twice at once.

    What was missed, by a machine that slept or by a work that took longer, is made up for by one run.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        work,
        IntervalTrigger(seconds=_SECONDS, jitter=_JITTER_S, timezone=UTC),
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
