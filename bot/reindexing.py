"""Re-indexing while the bot runs: in a process of its own, so that neither the event loop nor answers wait for it."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from bot.reply import counted, one_line
from bot.settings import Settings
from bot.upkeep import Upkeep, UpkeepReport
from bot.wiring import open_upkeep
from corpus.errors import NewsdeskError
from corpus.report import ReadingProgress
from corpus.web.workers import end_with_parent

_MOST_NAMES = 5
_MINUTE_S = 60
_NICE = 10  # answers come first
_ENDING_S = 2  # until a process that does not end when asked to is killed


class ReindexRunningError(NewsdeskError):
    """A re-index is at work already."""


class ReindexFailedError(NewsdeskError):
    """A re-index did not get to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a re-index is: in sources and the articles read in them, then in articles to read for releases, to index.

    It began at ``started_at``, and this stage of it at ``stage_at``, and was so far at ``at``, all in UTC.
    """

    stage: Literal["reading", "releases", "indexing"]
    done: int
    total: int
    articles: int
    started_at: datetime
    stage_at: datetime
    at: datetime

    @property
    def text(self) -> str:
        """The progress in one line, with its rate and how long it may still take."""
        if self.stage == "reading":
            counts = f"Reading: {self.done:,} of {counted(self.total, 'source')}, {counted(self.articles, 'article')}"
        else:
            work = "Indexing" if self.stage == "indexing" else "Reading releases"
            counts = f"{work}: {self.done:,} of {counted(self.total, 'article')}"
        seconds = (self.at - self.stage_at).total_seconds()
        articles = self.articles if self.stage == "reading" else self.done
        if seconds < 1 or not articles:
            return counts
        rate = f"{articles / seconds:,.1f} articles/s"
        left = f", about {_span(seconds / self.done * (self.total - self.done))} left" if self.done else ""
        return f"{counts}, {rate}{left}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a re-index did, and how long it took."""

    report: UpkeepReport
    seconds: float

    @property
    def text(self) -> str:
        """The counts in one line, with the first of what could not be read."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        reading, index = self.report.reading, self.report.index
        if self.report.note:
            yield self.report.note
        yield self.report.articles_read
        if reading.refusals:
            refused = [f"{_short(each.item)} ({each.reason})" for each in reading.refusals]
            more = f" and {len(refused) - _MOST_NAMES:,} more" if len(refused) > _MOST_NAMES else ""
            yield one_line(f"{len(refused):,} not read: {', '.join(refused[:_MOST_NAMES])}{more}.")
        if reading.warnings:
            more = f" and {len(reading.warnings) - _MOST_NAMES:,} more" if len(reading.warnings) > _MOST_NAMES else ""
            yield one_line(f"Notes: {'; '.join(reading.warnings[:_MOST_NAMES])}{more}.")
        if index.generation is not None:
            yield f"Index: {index.passages:,} passages, {index.embedded:,} new, generation {index.generation}."
        yield f"It took {self.seconds:,.1f} s."


class Reindexing:
    """Does the upkeep of a data folder, one work at a time: reads sources again, brings the index up to date."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: Progress | None = None

    @property
    def running(self) -> Progress | None:
        """How far the work is, None where there is none."""
        return self._running

    def begin(
        self, on_progress: Callable[[Progress], None], work: Callable[[Upkeep], UpkeepReport] = Upkeep.refresh
    ) -> asyncio.Task[Finished]:
        """Begin a work; from this moment on it is at work. Cancelling the task ends it, and keeps what was done.

        The task raises `ReindexFailedError` where the work did not get to its end; what was done is kept.

        Raises:
            ReindexRunningError: there is one at work.
        """
        if self._running:
            raise ReindexRunningError(
                f"a re-index has been at work since {self._running.started_at:%Y-%m-%d %H:%M:%S} UTC "
                f"({self._running.text}): wait until it is done"
            )
        now = datetime.now(UTC)
        self._running = Progress(stage="reading", done=0, total=0, articles=0, started_at=now, stage_at=now, at=now)

        def hear(progress: Progress) -> None:
            self._running = progress
            on_progress(progress)

        task = asyncio.create_task(_in_a_process(self._settings, work, self._running, hear))
        task.add_done_callback(self._end)
        return task

    def _end(self, _: asyncio.Task[Finished]) -> None:
        self._running = None


async def _in_a_process(
    settings: Settings, work: Callable[[Upkeep], UpkeepReport], begun: Progress, hear: Callable[[Progress], None]
) -> Finished:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(settings, work, begun, sending), name="newsdesk re-index")
    process.start()
    sending.close()  # the child alone holds it now, so its end is the end of what is heard
    loop = asyncio.get_running_loop()
    listening = asyncio.create_task(
        asyncio.to_thread(_listen, receiving, process, lambda progress: loop.call_soon_threadsafe(hear, progress))
    )
    try:
        last = await asyncio.shield(listening)
    finally:
        if not listening.done():
            process.terminate()
            try:
                await asyncio.wait({listening}, timeout=_ENDING_S)
            finally:  # whoever stops the bot may lose patience first
                process.kill()
                await asyncio.wait({listening})
    if isinstance(last, Finished):
        return last
    if isinstance(last, NewsdeskError):
        raise ReindexFailedError(str(last)) from last
    raise ReindexFailedError(
        f"its process ended before it was done ({_ending(process.exitcode)}): what was done is kept; "
        "look for the cause in the log, and re-index again"
    )


def _listen(
    receiving: Connection, process: BaseProcess, hear: Callable[[Progress], object]
) -> Finished | NewsdeskError | None:
    """Hear a process out in a thread, wait for its end, and return its last word, None where there was none."""
    last: Finished | NewsdeskError | None = None
    with receiving:
        while True:
            try:
                message = receiving.recv()
            except (EOFError, OSError):  # it ended, maybe in the middle of a message
                break
            if isinstance(message, Progress):
                hear(message)
            else:
                last = message
    process.join()
    return last


def _ending(code: int | None) -> str:
    """Say how a process ended; Python gives signals as negative numbers."""
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}; SIGKILL often means too little memory"
    return f"exit code {code}"


# In the process


def _work(settings: Settings, work: Callable[[Upkeep], UpkeepReport], begun: Progress, sending: Connection) -> None:
    """Do the work, and tell of it; whatever is not an error of ours is printed by multiprocessing."""
    os.setpgrp()  # Ctrl-C does not reach it: its parent decides
    end_with_parent()
    os.nice(_NICE)
    progress = begun

    def tell(heard: Progress) -> None:
        nonlocal progress
        progress = heard
        sending.send(heard)

    def on_read(read: ReadingProgress) -> None:
        tell(replace(progress, done=read.sources, total=read.of, articles=read.articles, at=datetime.now(UTC)))

    def on_work(stage: Literal["releases", "indexing"], done: int, total: int) -> None:
        now = datetime.now(UTC)
        stage_at = progress.stage_at if progress.stage == stage else now
        if total:
            tell(replace(progress, stage=stage, done=done, total=total, stage_at=stage_at, at=now))

    def on_indexed(done: int, total: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # nothing is left to put in order, and a batch takes seconds
        on_work("indexing", done, total)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        on_releases = partial(on_work, "releases")
        with open_upkeep(
            settings, "run, upkeep", on_read=on_read, on_releases=on_releases, on_indexed=on_indexed
        ) as upkeep:
            report = work(upkeep)
    except NewsdeskError as error:
        sending.send(error)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGTERM)  # as a shell has it
    else:
        sending.send(Finished(report=report, seconds=(datetime.now(UTC) - begun.started_at).total_seconds()))


def _interrupt(number: int, _: object) -> None:
    """End as a command ends at Ctrl-C, which asyncio knows how to do: with its own processes and their semaphores."""
    signal.signal(number, signal.SIG_IGN)  # once is enough, while it ends
    signal.raise_signal(signal.SIGINT)


def _short(item: str) -> str:
    """Return the name of a file, or an address whole."""
    return item if "://" in item else Path(item).name


def _span(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds < _MINUTE_S * 2 else f"{seconds / _MINUTE_S:,.0f} min"
