"""The thread and the event loop in which a local platform runs, and how tests reach into it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

T = TypeVar("T")
_HOLD_SECONDS = 30.0


class State(Protocol):
    """What is remembered, and tells of its changes."""

    changed: threading.Condition

    def changing(self) -> AbstractContextManager[None]:
        """Change it in a block, at whose end all who wait look again."""


Remembered = TypeVar("Remembered", bound=State)


class Host(Generic[Remembered]):
    """Runs a server in a thread, from ``with`` to its end.

    Attributes:
        name: Of the platform.
        state: All that is remembered.
    """

    name: str
    state: Remembered

    def __init__(self) -> None:
        """Set up, without starting."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait_for(self, condition: Callable[[], T | None], timeout: float = 60) -> T:
        """Wait until a condition holds, looking again at every change.

        Args:
            condition: Reads what is remembered, and drives nothing.
            timeout: Seconds to wait at most.

        Returns:
            What the condition returned.

        Raises:
            TimeoutError: If it did not come to hold, with what had happened instead.
        """
        with self.state.changed:
            holds = self.state.changed.wait_for(condition, timeout)
        if not holds:
            raise TimeoutError(f"not within {timeout} s: {self._summary()}")
        return holds

    async def _start(self) -> None:
        raise NotImplementedError

    async def _stop(self) -> None:
        raise NotImplementedError

    def _summary(self) -> dict[str, Any]:
        raise NotImplementedError

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_HOLD_SECONDS)

    def _do(self, work: Callable[[], T]) -> T:
        async def on_loop() -> T:
            with self.state.changing():
                return work()

        return self._wait(on_loop())
