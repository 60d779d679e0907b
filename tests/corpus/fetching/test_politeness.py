"""Turns at sites: few at once, and apart; a site's turns are its own."""

import asyncio
from collections.abc import Sequence

from corpus.fetching.politeness import Turns


class StandingClock:
    """A clock that a sleep moves on, by itself and at once."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass, once the others have had their chance."""
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


def starts(sites: Sequence[tuple[str, float]], *, at_once: int = 2) -> list[float]:
    """Return when turns at sites start, each asked for with its pause, all at the beginning."""
    clock = StandingClock()
    turns = Turns(clock, clock.sleep)

    async def one(site: str, pause_s: float) -> float:
        async with turns.turn(site, at_once=at_once, pause_s=pause_s):
            return clock.now - 100

    async def every() -> list[float]:
        return await asyncio.gather(*(one(site, pause_s) for site, pause_s in sites))

    return asyncio.run(every())


def test_turns_at_one_site_are_apart() -> None:
    """Each starts its pause after the one before."""
    assert starts([("a", 0.5)] * 4) == [0, 0.5, 1.0, 1.5]


def test_a_longer_pause_holds_from_the_request_that_asks_for_it() -> None:
    """The first request, for robots.txt, knows nothing of the delay yet."""
    assert starts([("a", 0.5), ("a", 30), ("a", 30)], at_once=1) == [0, 0.5, 30.5]


def test_without_a_pause_all_start_at_once() -> None:
    """One's own servers are not waited for."""
    assert starts([("a", 0)] * 9) == [0] * 9


def test_a_site_that_is_waited_for_holds_up_no_other() -> None:
    """The turn at the other site starts at the beginning, though asked for last."""
    assert starts([("a", 30)] * 5 + [("b", 30)])[-1] == 0


def test_no_more_than_so_many_hold_a_turn() -> None:
    """A third waits for one of two to end, and each end lets one more in."""
    assert asyncio.run(_most_held(Turns(), 5)) == 2


def test_a_turn_that_is_given_up_is_free_again() -> None:
    """Cancelled while waiting or while held."""

    async def play() -> None:
        turns = Turns()
        holders = [asyncio.create_task(_forever(turns)) for _ in range(5)]
        await asyncio.sleep(0)
        for holder in holders:
            holder.cancel()
        await asyncio.gather(*holders, return_exceptions=True)
        async with turns.turn("a", at_once=2, pause_s=0), turns.turn("a", at_once=2, pause_s=0):
            pass

    asyncio.run(play())


def test_sites_that_are_done_are_forgotten() -> None:
    """A process that runs for months does not remember all sites that it ever saw, only those it has to wait for."""

    async def play() -> int:
        clock = StandingClock()
        turns = Turns(clock, clock.sleep)
        async with turns.turn("held", at_once=1, pause_s=0):
            for number in range(5_000):
                async with turns.turn(f"site {number}", at_once=2, pause_s=30):
                    clock.now += 1
            return len(turns)

    assert asyncio.run(play()) <= 1_001


async def _forever(turns: Turns) -> None:
    async with turns.turn("a", at_once=2, pause_s=0):
        await asyncio.Event().wait()


async def _most_held(turns: Turns, times: int) -> int:
    held, peak = 0, 0

    async def one() -> None:
        nonlocal held, peak
        async with turns.turn("a", at_once=2, pause_s=0):
            held += 1
            peak = max(peak, held)
            await asyncio.sleep(0)
            held -= 1

    await asyncio.gather(*(one() for _ in range(times)))
    return peak
