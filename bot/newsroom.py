"""The newsroom: the parts that every platform's adapter works with, and what people can have done beside asking."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
from bot.store import RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError, StoreError

REINDEXING, LAST_REINDEX = "Re-indexing now", "Last re-index"
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

    It looks up whether this is an administrator, gives a screen, and owns the tasks. ``reports_in`` says where
    the screen is, None where the caller looks at it already.
    """

    platform: str
    user: str
    is_administrator: Callable[[], Awaitable[bool]]
    screen: Callable[[], Awaitable[Screen]]
    reports_in: str | None
    tasks: Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The parts of a running bot that its platforms share."""

    settings: Settings
    desks: Desks
    store: RequestStore
    limits: RateLimits
    administrators: Administrators
    reindexing: Reindexing

    async def status_lines(self) -> list[tuple[str, str]]:
        """Tell what the corpus holds, as names and values.

        Raises:
            NewsdeskError: there is none, or it cannot be read.
        """
        status = await self.desks.status()
        last = await asyncio.to_thread(self.store.last_reindexing)
        lines = _status_lines(status)
        if running := self.reindexing.running:
            lines.append((REINDEXING, running.text))
        elif last:
            lines.append((LAST_REINDEX, f"{shown_date(last.at)}, {last.at:%H:%M} UTC: {last.says}"))
        return lines

    async def reindex(self, caller: Caller) -> str | None:
        """Begin to read all sources again, on the caller's screen; return what to tell them at once, if anything."""
        if not await caller.is_administrator():
            _log.warning("%s user %s asked to re-index and is no administrator", caller.platform, caller.user)
            return "Sorry, only administrators can re-index. Whoever runs me names them in NEWSDESK_ADMINS."
        if running := self.reindexing.running:
            return f"A re-index is at work already. {running.text}."
        _log.info("%s user %s re-indexes", caller.platform, caller.user)
        latest: list[Progress] = []
        work = self.reindexing.begin(latest.append)
        try:
            screen = await caller.screen()
        except NewsdeskError as error:
            _log.warning("no re-index: its report cannot be posted: %s", error)
            work.cancel()
            await asyncio.wait({work})
            return f"I could not begin: my report cannot be posted ({error}). Try again later."
        await self._record(caller, "it was begun, and not done when I was stopped.")
        caller.tasks.start(self._follow(work, latest, caller, screen))
        if caller.reports_in is None:
            return None
        return f"Re-indexing: I report in {caller.reports_in}. Questions are answered meanwhile."

    async def _follow(
        self, work: asyncio.Task[Finished], latest: list[Progress], caller: Caller, screen: Screen
    ) -> None:
        """Show how far a re-index is, and how it ended, which is shown as soon as the platform takes it."""
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=_LEAST_SECONDS_BETWEEN_EDITS)
                if latest and not work.done():
                    await _show(screen, latest[-1].text)
                    latest.clear()
        except asyncio.CancelledError:
            work.cancel()
            await _show(screen, "I was stopped before the re-index was done. What was done is kept; re-index again.")
            raise
        try:
            says = (await work).text
        except NewsdeskError as error:
            says = f"The re-index failed: {error}."
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the administrator is told
            _log.exception("the re-index failed")
            says = "The re-index failed; my log says why."
        await self._record(caller, says)
        await persistently("the report of a re-index", lambda _: screen.show(says))

    async def _record(self, caller: Caller, says: str) -> None:
        try:
            await asyncio.to_thread(self.store.record_reindexing, f"{caller.platform}:{caller.user}", says)
        except StoreError as error:
            _log.error("the re-index is not recorded: %s", error)


async def _show(screen: Screen, text: str) -> None:
    try:
        await screen.show(text)
    except NewsdeskError as error:
        _log.warning("progress could not be shown: %s", error)


def _status_lines(status: Status) -> list[tuple[str, str]]:
    lines = [*status_rows(status).items()]
    if status.unindexed:
        lines.append(("Not indexed yet", f"{status.unindexed:,} articles: an administrator can re-index"))
    if status.damage:
        lines.append(("Index", "damaged: an administrator can re-index"))
    return lines
