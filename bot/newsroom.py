"""The newsroom: the parts that every platform's adapter works with, and what people can have done beside asking."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from bot.access import Administrators
from bot.desk import Status
from bot.desks import Desks
from bot.dispatch import persistently
from bot.limits import RateLimits
from bot.presentation import status_rows
from bot.reindexing import Finished, Progress, Reindexing
from bot.reply import shown_date
from bot.settings import Settings
from bot.shares import Shares
from bot.store import RequestStore
from bot.tasks import Tasks
from bot.upkeep import Upkeep, UpkeepReport
from corpus.errors import NewsdeskError, StoreError
from corpus.source_store import SourceState
from retrieval.errors import NothingIndexedError

_PREVIEWS_AT_ONCE = 2
_LEAST_SECONDS_BETWEEN_EDITS = 3.0
_log = logging.getLogger(__name__)


class Screen(Protocol):
    """One message in a chat that shows how far something is."""

    async def show(self, text: str) -> None:
        """Put a text in the place of the one that is shown.

        Raises:
            DeliveryDelayedError: the platform could not take it now.
            DeliveryRefusedError: it never will.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks for something to be done, with what the platform does for it.

    It looks up whether this is an administrator, gives a screen that says what begins, and owns the tasks.
    ``reports_in`` says where the screen is, None where the caller looks at it already.
    """

    platform: str
    user: str
    is_administrator: Callable[[], Awaitable[bool]]
    screen: Callable[[str], Awaitable[Screen]]
    reports_in: str | None
    tasks: Tasks


class NotBegunError(NewsdeskError):
    """A job was not begun; the message tells the caller why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What administrators can have done to the corpus: as a verb, as what is under way, and as what can fail."""

    verb: str
    doing: str
    noun: str
    work: Callable[[Upkeep], UpkeepReport]


ADD_VERB, REMOVE_VERB = "add sources", "remove sources"
REINDEX = Job(verb="re-index", doing="Re-indexing", noun="re-index", work=Upkeep.refresh)
REFRESH = Job(verb="refresh sources", doing="Refreshing all sources", noun="refresh", work=Upkeep.refresh)
_REFRESH_DUE = Job(verb="refresh sources", doing="Refreshing sources", noun="refresh", work=Upkeep.refresh_due)


def adding(address: str) -> Job:
    """Return the job of adding an address as a source."""
    work = partial(Upkeep.add, places=[address])
    return Job(verb=ADD_VERB, doing=f"Adding {address}", noun=f"reading of {address}", work=work)


def removing(wanted: str) -> Job:
    """Return the job of removing a source, whose articles stay."""
    work = partial(Upkeep.remove, wanted=wanted)
    return Job(verb=REMOVE_VERB, doing=f"Removing {wanted}", noun=f"removal of {wanted}", work=work)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the corpus holds, as names and values, which sources fail, what is at work on it, and what was last."""

    rows: Mapping[str, str]
    failing: tuple[SourceState, ...]
    at_work: str | None
    last_work: str | None


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """The parts of a running bot that its platforms share.

    ``previews`` lets only so many addresses be looked at at once, and ``drawing`` one picture be drawn: what waits for
    it waits in no thread, which others need. ``job`` was begun last.
    """

    settings: Settings
    desks: Desks
    store: RequestStore
    limits: RateLimits
    administrators: Administrators
    reindexing: Reindexing
    shares: Shares
    previews: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PREVIEWS_AT_ONCE))
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    job: Job = REINDEX

    async def state(self) -> State:
        """Tell what the corpus holds, and what is done to it.

        Raises:
            NewsdeskError: there is none, or it cannot be read.
        """
        status = await self.desks.status()
        last = await asyncio.to_thread(self.store.last_reindexing)
        running = self.reindexing.running
        return State(
            rows=_rows(status),
            failing=status.failing,
            at_work=f"{self.job.doing} now. {running.text}" if running else None,
            last_work=f"{shown_date(last.at)}, {last.at:%H:%M} UTC. {last.says}" if last else None,
        )

    async def sources(self) -> tuple[SourceState, ...]:
        """Return all sources with what became of them; none where there is no corpus yet.

        Raises:
            StoreError: they cannot be read.
        """
        try:
            return await self.desks.sources()
        except NothingIndexedError:
            return ()

    async def refusal(self, caller: Caller, verb: str) -> str | None:
        """Return what to tell a caller who is no administrator, None to an administrator."""
        if await caller.is_administrator():
            return None
        _log.warning("%s user %s asked to %s and is no administrator", caller.platform, caller.user, verb)
        return f"Sorry, only administrators can {verb}. Whoever runs me names them in NEWSDESK_ADMINS."

    async def do(self, caller: Caller, job: Job) -> str | None:
        """Begin a job, on the caller's screen; return what to tell them at once, if anything."""
        try:
            return await self.begin(caller, job)
        except NotBegunError as error:
            return str(error)

    async def begin(self, caller: Caller, job: Job) -> str | None:
        """Begin a job, on the caller's screen; return what to tell them at once, if anything.

        Raises:
            NotBegunError: the caller is no administrator, or another job is at work, or there can be no screen.
        """
        if refusal := await self.refusal(caller, job.verb):
            raise NotBegunError(refusal)
        if running := self.reindexing.running:
            raise NotBegunError(f"A {self.job.noun} is at work already. {running.text}.")
        _log.info("%s user %s: %s", caller.platform, caller.user, job.doing)
        latest: list[Progress] = []
        work, self.job = self.reindexing.begin(latest.append, job.work), job
        try:
            screen = await caller.screen(job.doing)
        except NewsdeskError as error:
            _log.warning("no %s: its report cannot be posted: %s", job.noun, error)
            work.cancel()
            await asyncio.wait({work})
            raise NotBegunError(f"I could not begin: my report cannot be posted ({error}). Try again later.") from error
        await self._record(caller, job, "it was begun, and not done when I was stopped.")
        caller.tasks.start(self._follow(job, work, latest, caller, screen))
        if caller.reports_in is None:
            return None
        return f"{job.doing}: I report in {caller.reports_in}. Questions are answered meanwhile."

    async def refresh_due(self) -> None:
        """Read the sources again whose time has come, if nothing else is at work on the corpus."""
        try:
            if self.reindexing.running or not await self.desks.any_due():
                return
            work, self.job = self.reindexing.begin(lambda _: None, _REFRESH_DUE.work), _REFRESH_DUE
            finished = await work
        except NothingIndexedError:
            return  # there is no corpus yet
        except NewsdeskError as error:
            _log.warning("sources are not refreshed now: %s", error)
        else:
            _log.info("sources refreshed: %s", finished.text)

    async def _follow(
        self, job: Job, work: asyncio.Task[Finished], latest: list[Progress], caller: Caller, screen: Screen
    ) -> None:
        """Show how far a job is, and how it ended, which is shown as soon as the platform takes it."""
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=_LEAST_SECONDS_BETWEEN_EDITS)
                if latest and not work.done():
                    await _show(screen, latest[-1].text)
                    latest.clear()
        except asyncio.CancelledError:
            work.cancel()
            await _show(
                screen, f"I was stopped before the {job.noun} was done. What was done is kept; ask for it again."
            )
            raise
        try:
            says = (await work).text
        except NewsdeskError as error:
            says = f"The {job.noun} failed: {error}."
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the administrator is told
            _log.exception("the %s failed", job.noun)
            says = f"The {job.noun} failed; my log says why."
        await self._record(caller, job, says)
        await persistently(f"the report of a {job.noun}", lambda _: screen.show(says))

    async def _record(self, caller: Caller, job: Job, says: str) -> None:
        try:
            await asyncio.to_thread(
                self.store.record_reindexing, f"{caller.platform}:{caller.user}", f"{job.doing}: {says}"
            )
        except StoreError as error:
            _log.error("the %s is not recorded: %s", job.noun, error)


async def _show(screen: Screen, text: str) -> None:
    try:
        await screen.show(text)
    except NewsdeskError as error:
        _log.warning("progress could not be shown: %s", error)


def _rows(status: Status) -> dict[str, str]:
    rows = status_rows(replace(status, failing=()))  # chats list them with links
    if status.unindexed:
        rows["Not indexed yet"] = f"{status.unindexed:,} articles: an administrator can re-index"
    if status.damage:
        rows["Index"] = "damaged: an administrator can re-index"
    return rows
