"""Worker processes: reading what comes from the web takes long, and may hang or fail in libraries written in C."""

import asyncio
import logging
import multiprocessing
import os
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from corpus.errors import ArticleRefusedError

_MOST_WORKERS = 4
_MOST_S = 60.0
_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Workers:
    """A pool of processes, ``most`` of them, or as many as there are processors, started with the first work.

    Each work has ``most_s`` seconds; then its process is ended.
    """

    def __init__(self, most: int, *, most_s: float = _MOST_S) -> None:
        self._most_s = most_s
        self._pool = ProcessPool(
            max_workers=max(1, min(most, _MOST_WORKERS, os.cpu_count() or 1)),
            context=multiprocessing.get_context("spawn"),
            initializer=end_with_parent,
        )

    async def __aenter__(self) -> Self:
        """Return the pool itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._pool.join)

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a function of a module in one of the processes.

        Raises:
            ArticleRefusedError: it raised one, took too long, or did not get to its end.
        """
        future = self._pool.schedule(work, args=args, kwargs=kwargs, timeout=self._most_s)
        try:
            result: _T = await asyncio.wrap_future(future)
        except ArticleRefusedError:
            raise
        except TimeoutError:
            raise ArticleRefusedError(f"reading it took more than {self._most_s:.0f} s") from None
        except ProcessExpired as error:
            raise ArticleRefusedError(f"reading it ended the process that did (exit code {error.exitcode})") from None
        except Exception as error:
            _log.info("reading failed", exc_info=True)
            raise ArticleRefusedError(f"reading it failed ({type(error).__name__}: {error})") from error
        return result


def end_with_parent() -> None:
    """Let this process end at once when its parent is gone: the data folder stands that."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
