"""Desks in threads of their own: the event loop waits for answers, and only so many are in work at once."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from queue import LifoQueue
from types import TracebackType
from typing import Self, TypeVar

from bot.desk import Desk, Latest, Status
from bot.settings import Settings
from bot.wiring import open_desk
from corpus.errors import NewsdeskError
from corpus.releases.store import Makers
from corpus.releases.wanted import ReleaseQuery
from corpus.source_store import SourceState
from retrieval.answer import Answer, Question
from retrieval.errors import ModelError
from retrieval.reranking import NO_RERANKER

Result = TypeVar("Result")

_CORES_A_QUESTION = 2  # the reranker reads two texts at once
_MOST_DESKS = 4  # each has its models in memory


class Desks:
    """Answers questions of any number of people, as many at once as there are desks; the others queue."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._count = min(_MOST_DESKS, max(1, (os.cpu_count() or 1) // _CORES_A_QUESTION))
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="desk")
        self._idle: LifoQueue[_Opened | None] = LifoQueue()
        for _ in range(self._count):
            self._idle.put(None)

    async def __aenter__(self) -> Self:
        """Begin to load the models, which takes seconds; questions may be asked at once."""
        self._threads.submit(self._warm)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for what is in work, and close the desks."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        for _ in range(self._count):
            if opened := self._idle.get_nowait():
                opened.close()

    async def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            UsageError: it cannot be answered as it is asked.
            NewsdeskError: nothing is indexed, or the index or the model cannot be used.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, question)

    async def status(self) -> Status:
        """Tell what the data folder holds, without queueing behind questions.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, Desk.status)

    async def publishers(self) -> tuple[str, ...]:
        """Return the publishers of articles, those with most of them first, without queueing behind questions.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, Desk.publishers)

    async def sources(self) -> tuple[SourceState, ...]:
        """Return all sources with what became of them, without queueing behind questions.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, Desk.sources)

    async def latest(self, query: ReleaseQuery, *, limit: int | None = None, skip: int = 0) -> Latest:
        """Return the releases that are asked for, without queueing behind questions; see `Desk.latest`.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, lambda desk: desk.latest(query, limit=limit, skip=skip))

    async def makers(self) -> Makers:
        """Return the vendors and families that releases are reported of, without queueing behind questions.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, Desk.makers)

    async def any_due(self) -> bool:
        """Tell whether the time of any source has come to be read again, without queueing behind questions.

        Raises:
            NewsdeskError: there is no corpus yet, or it cannot be read.
        """
        return await asyncio.to_thread(self._look, Desk.any_due)

    def _ask(self, question: Question) -> Answer:
        opened = self._idle.get_nowait()
        try:
            opened = opened or _Opened(self._settings)
            try:
                return opened.desk.ask(question)
            except ModelError:  # the index was rebuilt with another model since the desk was opened
                opened.close()
                opened = None
                opened = _Opened(self._settings)
                return opened.desk.ask(question)
        finally:
            self._idle.put(opened)

    def _warm(self) -> None:
        try:
            self._ask(Question(text="What is new?", asked_at=datetime.now(UTC)))
        except NewsdeskError:
            return  # whoever asks first is told

    def _look(self, at: Callable[[Desk], Result]) -> Result:
        with open_desk(replace(self._settings, reranker=NO_RERANKER)) as desk:
            return at(desk)


class _Opened:
    """A desk with what closes it."""

    def __init__(self, settings: Settings) -> None:
        self._closing = ExitStack()
        self.desk: Desk = self._closing.enter_context(open_desk(settings))

    def close(self) -> None:
        self._closing.close()
