"""What both ways of bringing something to the bot need."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.platforms.slack_things import Delivery

Acked = Callable[[Delivery], None]
RETRIES = 3


class Tasks:
    """Work in the background that ends with the server."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start something."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Stop everything."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def mark_retry(delivery: Delivery, reason: str) -> None:
    """Make the next try of an event a retry; commands and interactions have none."""
    if delivery.kind == "events_api":
        delivery.retry += 1
        delivery.reason = reason
