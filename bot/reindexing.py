"""Re-indexing while the bot runs: in a process of its own, so that neither the event loop nor answers wait for it."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Literal

from bot.reply import one_line
from bot.settings import Settings
from bot.upkeep import UpkeepReport
from bot.wiring import open_upkeep
from corpus.errors import NewsdeskError

_MOST_NAMES = 5
_NICE = 10  # answers come first


class ReindexRunningError(NewsdeskError):
    """A re-index is at work already."""


class ReindexFailedError(NewsdeskError):
    """A re-index did not get to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a re-index is, in articles; how many there are to read is not known before. It began at a UTC time."""

    stage: Literal["reading", "indexing"]
    done: int
    total: int | None
    started_at: datetime

    @property
    def text(self) -> str:
        """The progress in one line."""
        if self.total is None:
            return f"{self.stage.capitalize()}: {_articles(self.done)} so far"
        return f"{self.stage.capitalize()}: {self.done:,} of {_articles(self.total)}"


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
        yield self.report.articles_read
        if reading.refusals:
            refused = [f"{Path(each.item).name} ({each.reason})" for each in reading.refusals]
            more = f" and {len(refused) - _MOST_NAMES:,} more" if len(refused) > _MOST_NAMES else ""
            yield one_line(f"{len(refused):,} not read: {', '.join(refused[:_MOST_NAMES])}{more}.")
        if index.generation is not None:
            yield f"Index: {index.passages:,} passages, {index.embedded:,} new, generation {index.generation}."
        yield f"It took {self.seconds:,.1f} s."


class Reindexing:
    """Reads all sources of a data folder again and brings its index up to date, one such work at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: Progress | None = None

    @property
    def running(self) -> Progress | None:
        """How far the work is, None where there is none."""
        return self._running

    def begin(self, on_progress: Callable[[Progress], None]) -> asyncio.Task[Finished]:
        """Begin the work; from this moment on it is at work. Cancelling the task ends it, and keeps what was done.

        The task raises `ReindexFailedError` where the work did not get to its end; what was done is kept.

        Raises:
            ReindexRunningError: there is one at work.
        """
        if self._running:
            raise ReindexRunningError(
                f"a re-index has been at work since {self._running.started_at:%Y-%m-%d %H:%M:%S} UTC "
                f"({self._running.text}): wait until it is done"
            )
        self._running = Progress(stage="reading", done=0, total=None, started_at=datetime.now(UTC))

        def hear(progress: Progress) -> None:
            self._running = progress
            on_progress(progress)

        work = asyncio.create_task(_in_a_process(self._settings, self._running, hear))
        work.add_done_callback(self._end)
        return work

    def _end(self, _: asyncio.Task[Finished]) -> None:
        self._running = None


async def _in_a_process(settings: Settings, begun: Progress, hear: Callable[[Progress], None]) -> Finished:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(settings, begun, sending), name="newsdesk re-index", daemon=True)
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


def _work(settings: Settings, begun: Progress, sending: Connection) -> None:
    """Refresh, and tell of it; whatever is not an error of ours is printed by multiprocessing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it too, and its parent decides
    Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)
    progress = begun

    def tell(heard: Progress) -> None:
        nonlocal progress
        progress = heard
        sending.send(heard)

    def on_indexed(done: int, total: int) -> None:
        if total:
            tell(replace(progress, stage="indexing", done=done, total=total))

    try:
        with open_upkeep(
            settings,
            "run, re-index",
            on_read=lambda count: tell(replace(progress, done=progress.done + count)),
            on_indexed=on_indexed,
        ) as upkeep:
            report = upkeep.refresh()
    except NewsdeskError as error:
        sending.send(error)
    else:
        sending.send(Finished(report=report, seconds=(datetime.now(UTC) - begun.started_at).total_seconds()))


def _end_with_parent() -> None:
    """End at once when the parent is gone: the data folder stands that, and a new parent finds its lock free."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _articles(count: int) -> str:
    return f"{count:,} article{'s' * (count != 1)}"
