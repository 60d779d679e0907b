"""Worker processes: what becomes of work that fails, hangs or ends its process."""

import asyncio
import os
import time
from collections.abc import Callable

import pytest

from corpus.errors import ArticleRefusedError
from corpus.web.workers import Workers


def double(number: int) -> int:
    """Do some work."""
    return 2 * number


def refuse() -> int:
    """Refuse what was given."""
    raise ArticleRefusedError("it is no article")


def stumble() -> int:
    """Fail as nobody expected."""
    raise KeyError("what")


def vanish() -> int:
    """End the process, as a library in C may."""
    os._exit(7)


def hang() -> int:
    """Take longer than anybody waits."""
    time.sleep(3600)
    return 0


async def outcome(workers: Workers, work: Callable[[], int]) -> str:
    """Return what is said of a work that does not get to its end."""
    try:
        await workers.run(work)
    except ArticleRefusedError as error:
        return str(error)
    return "it was done"


def test_work_that_fails_is_told_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    """One process after the other may end: what comes then is done by a new one."""

    async def all_of_it() -> tuple[list[str], list[int]]:
        async with Workers(2, most_s=5) as workers:
            said = await asyncio.gather(*(outcome(workers, work) for work in (refuse, stumble, vanish, hang)))
            return said, await asyncio.gather(*(workers.run(double, number) for number in range(10)))

    with caplog.at_level("INFO"):
        said, done = asyncio.run(all_of_it())
    assert said == [
        "it is no article",
        "reading it failed (KeyError: 'what')",
        "reading it ended the process that did (exit code 7)",
        "reading it took more than 5 s",
    ]
    assert done == [2 * number for number in range(10)]
    assert "reading failed" in caplog.text
