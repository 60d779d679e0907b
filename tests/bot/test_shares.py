"""Shares: each once, and anew where the one before came to nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dispatch import FAILED
from bot.presentation import SHARED_ALREADY
from bot.shares import Shares
from bot.store import RequestStore, open_request_store
from corpus.errors import StoreError

KEY = "slack:share:1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RequestStore]:
    """A store of a new data folder."""
    with open_request_store(tmp_path) as opened:
        yield opened


async def done() -> None:
    """Share, and be done."""


async def refused() -> str:
    """Share, and be refused."""
    return "no"


async def broken() -> None:
    """Share what cannot be read."""
    raise StoreError("broken")


def test_what_is_shared_or_in_work_is_not_shared_again(store: RequestStore) -> None:
    """By whomever, nor after a restart."""
    shares, pressed = Shares(store), 2

    async def at_once() -> list[str | None]:
        return await asyncio.gather(*(shares.once(KEY, done) for _ in range(pressed)))

    assert asyncio.run(at_once()) == [None, SHARED_ALREADY]
    assert asyncio.run(Shares(store).once(KEY, done)) == SHARED_ALREADY


def test_what_came_to_nothing_is_shared_at_the_next_press(store: RequestStore) -> None:
    """Whether it was refused, or could not be read, or was stopped."""
    shares = Shares(store)

    async def stopped() -> None:
        begun = asyncio.Event()

        async def never() -> str | None:
            begun.set()
            nothing: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
            return await nothing

        share = asyncio.create_task(shares.once(KEY, never))
        await begun.wait()
        share.cancel()
        await asyncio.wait({share})

    assert asyncio.run(shares.once(KEY, refused)) == "no"
    assert asyncio.run(shares.once(KEY, broken)) == FAILED
    asyncio.run(stopped())
    assert asyncio.run(shares.once(KEY, done)) is None


def test_what_stands_there_and_is_not_kept_is_not_said_to_have_failed(store: RequestStore) -> None:
    """Whoever pressed sees it."""

    async def last() -> None:
        store._db.close()  # noqa: SLF001

    assert asyncio.run(Shares(store).once(KEY, last)) is None
    assert asyncio.run(Shares(store).once(KEY, done)) == FAILED
